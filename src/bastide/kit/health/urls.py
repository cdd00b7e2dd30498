from django.urls import re_path

from . import views

app_name = "health"
urlpatterns = [
    # With and without the last slash: many probes take a redirect for an answer.
    re_path(r"^sante/?$", views.alive, name="alive"),
    re_path(r"^sante/pret/?$", views.ready, name="ready"),
]
