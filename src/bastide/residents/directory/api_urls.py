from django.urls import path

from .views import data

app_name = "directory_api"
urlpatterns = [
    path("", data.api_document, name="document"),
    path("lieux/", data.api_places, name="places"),
    path("lieux/<slug:slug>/", data.api_place, name="place"),
    path("genres/", data.api_kinds, name="kinds"),
]
