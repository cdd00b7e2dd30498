"""Addresses of the legal register; a publication keeps its own for ever."""

from django.urls import path
from django.views.decorators.http import require_safe

from .feeds import CommuneAtom, CommuneFeed, RegisterAtom, RegisterFeed
from .views import register

app_name = "register"
urlpatterns = [
    path("actes/", register.search, name="search"),
    path("actes/flux/", require_safe(RegisterFeed()), name="feed"),
    path("actes/flux/atom/", require_safe(RegisterAtom()), name="atom"),
    path("actes/<int:pk>/", register.entry, name="entry"),
    path("actes/<int:pk>/document/", register.document, name="document"),
    path("communes/<slug:slug>/actes/", register.commune, name="commune"),
    path("communes/<slug:slug>/actes/flux/", require_safe(CommuneFeed()), name="commune_feed"),
    path("communes/<slug:slug>/actes/flux/atom/", require_safe(CommuneAtom()), name="commune_atom"),
    path("communes/<slug:slug>/actes/donnees/", register.scdl, name="scdl"),
    path("intercommunalites/<slug:slug>/actes/", register.epci, name="epci"),
]
