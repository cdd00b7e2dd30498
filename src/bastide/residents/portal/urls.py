from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [
    path("communes/<slug:slug>/", views.commune, name="commune"),
    path("intercommunalites/<slug:slug>/", views.epci, name="epci"),
]
