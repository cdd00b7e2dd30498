"""Addresses of the showcase, below those of the sections that lead to it."""

from django.urls import URLPattern, path

from bastide.kit.http.pages import public_page

from . import views
from .feeds import ShelfFeed
from .models import Workshop
from .shelves import SHELVES, Shelf


def _addresses(shelf: Shelf) -> list[URLPattern]:
    found = [
        path(shelf.base, views.list_of(shelf), name=shelf.name),
        path(f"{shelf.base}flux/", public_page(max_age=900)(ShelfFeed(shelf)), name=f"{shelf.name}_feed"),
        path(f"{shelf.base}<int:pk>/", views.item_of(shelf), name=f"{shelf.name}_item"),
    ]
    if shelf.model is Workshop:
        found.append(path(f"{shelf.base}<int:pk>/en/", views.english_of(shelf), name=f"{shelf.name}_item_en"))
    return found


app_name = "showcase"
urlpatterns = [address for shelf in SHELVES for address in _addresses(shelf)]
