"""Addresses of pages outside Wagtail's: drafts for strangers, the gallery of blocks."""

from django.urls import path

from . import views

app_name = "pages"
urlpatterns = [
    path("gabarits/blocs/", views.gallery, name="gallery"),
    path("brouillons/<str:token>/", views.draft, name="draft"),
    path("brouillons/<str:token>/<int:page_id>/", views.draft, name="draft_below"),
]
