"""The portal's screen inside the workspace."""

from django.urls import path

from .views import gaps, statements

app_name = "portal_space"
urlpatterns = [
    path("organismes/<slug:slug>/manques/", gaps.gaps, name="gaps"),
    path("organismes/<slug:slug>/mentions/", statements.statements, name="statements"),
]
