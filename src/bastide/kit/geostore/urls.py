"""Addresses of layers, below the prefix that the project gives them."""

from django.urls import path

from . import views

app_name = "geostore"
urlpatterns = [
    path("<slug:name>.json", views.layer_json, name="layer"),
    path("<slug:name>/<slug:hash>/<int:zoom>/<int:x>/<int:y>.mvt", views.tile, name="tile"),
    path("<slug:name>/<slug:hash>.pmtiles", views.archive, name="archive"),
]
