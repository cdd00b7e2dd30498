"""Addresses of the showcase, below those of the sections that lead to it."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView

from bastide.kit.http.pages import public_page

from . import views
from .feeds import ShelfFeed
from .models import Workshop
from .shelves import SHELVES, Shelf


def moved(name: str) -> Callable[..., HttpResponseBase]:
    view = RedirectView.as_view(pattern_name=name, permanent=True, http_method_names=["get", "head"])
    return csrf_exempt(view)


def _addresses(shelf: Shelf) -> list[URLPattern]:
    found = [
        path(shelf.base, views.list_of(shelf), name=shelf.name),
        path(f"{shelf.base}flux/", public_page(max_age=900)(ShelfFeed(shelf)), name=f"{shelf.name}_feed"),
        path(f"{shelf.base}<int:pk>/", views.item_of(shelf), name=f"{shelf.name}_item"),
    ]
    if shelf.model is Workshop:
        found += [
            path(f"en/{shelf.base}", views.english_list_of(shelf), name=f"{shelf.name}_en"),
            path(f"en/{shelf.base}<int:pk>/", views.english_of(shelf), name=f"{shelf.name}_item_en"),
            # Where it stood before pages had languages.
            path(f"{shelf.base}<int:pk>/en/", moved(f"showcase:{shelf.name}_item_en"), name=f"{shelf.name}_item_old"),
        ]
    return found


app_name = "showcase"
urlpatterns = [address for shelf in SHELVES for address in _addresses(shelf)]
