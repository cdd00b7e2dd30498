"""Where Wagtail hands over to the portal."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.models import Page

from . import views
from .languages import is_french
from .models import HomePage


@hooks.register("before_serve_page", order=-100)
def refuse_another_language(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> None:
    """Under another language's address Wagtail falls back to the French page where there is no translation."""
    if not is_french() and page.locale.language_code != get_language():
        raise Http404


@hooks.register("before_serve_page")
def serve_home(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponseBase | None:
    """The home page is a view over data: a page found by Wagtail, an answer made by us."""
    return views.home(request, page) if isinstance(page, HomePage) else None
