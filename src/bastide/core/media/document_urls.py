"""Wagtail's addresses of documents, read only: its own view gives the file to any method."""

from django.urls import path, re_path
from django.views.decorators.http import require_safe
from wagtail.documents.views import serve

urlpatterns = [
    re_path(r"^(\d+)/(.*)$", require_safe(serve.serve), name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        serve.authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
