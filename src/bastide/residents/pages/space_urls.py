"""The screen of pages inside the workspace."""

from django.urls import path

from .views import pages_of_body, write

app_name = "pages_space"
urlpatterns = [
    path("organismes/<slug:slug>/pages/", pages_of_body, name="pages"),
    path("organismes/<slug:slug>/pages/ecrire/", write, name="write"),
]
