"""The gallery of components, and a territory's own colours as a stylesheet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import gallery as samples
from . import palette


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery.html", samples.context())


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def palette_css(request: HttpRequest, digest: str) -> HttpResponse:
    """The address changes with the colours: it may be kept for ever."""
    colours = palette.current()
    if colours is None or colours.digest() != digest:
        raise Http404
    return HttpResponse(colours.css(), content_type="text/css; charset=utf-8")
