from django.urls import path

from . import views

app_name = "figures"
urlpatterns = [
    path("donnees/chiffres/", views.figures, name="figures"),
    path("donnees/chiffres/csv/", views.figures_csv, name="csv"),
]
