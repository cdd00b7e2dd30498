"""Every block of pages with invented content, for who writes, and for the checks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import gallery as samples


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/gallery.html", samples.context())
