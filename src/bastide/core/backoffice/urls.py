"""Ours in the place of Wagtail's; stands before its addresses."""

from django.urls import path

from . import views

app_name = "backoffice"
urlpatterns = [path("tag-autocomplete/", views.tags, name="tags")]
