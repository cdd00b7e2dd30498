from django.urls import path

from . import views

app_name = "domains"
urlpatterns = [
    path("organismes/<slug:slug>/domaines/", views.domains, name="domains"),
    path("organismes/<slug:slug>/domaines/<int:pk>/retirer/", views.forget, name="forget"),
]
