"""Wagtail's addresses of documents, read only: its own view gives the file to any method."""

from django.urls import path, re_path
from wagtail.documents.views import serve

from . import views

urlpatterns = [
    re_path(r"^(\d+)/(.*)$", views.document, name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        serve.authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
