from django.urls import path

from . import views

app_name = "schedule"
urlpatterns = [
    path("", views.works, name="works"),
    path("<int:run_id>/lancer/", views.run_soon, name="run_soon"),
]
