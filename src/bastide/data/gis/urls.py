"""Addresses of the map, below /carte/."""

from django.urls import path

from . import views

app_name = "gis"
urlpatterns = [
    path("", views.map_page, name="map"),
    path("reglages/", views.map_settings, name="settings"),
    path("fond/<int:zoom>/<int:column>/<int:row>/", views.basemap_tile, name="basemap_tile"),
]
