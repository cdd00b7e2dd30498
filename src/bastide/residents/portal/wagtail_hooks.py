"""Where Wagtail hands over to the portal."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail import hooks
from wagtail.models import Page

from . import views
from .models import HomePage


@hooks.register("before_serve_page")
def serve_home(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase | None:
    """The home page is a view over data: a page found by Wagtail, an answer made by us."""
    return views.home(request, page) if isinstance(page, HomePage) else None
