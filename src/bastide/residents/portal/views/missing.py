"""What a visitor reads at an address that leads nowhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from ..languages import french_address


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404; under another language's address it says, in that language, where the French page is."""
    if french_url := french_address(request):
        return render(request, "portal/untranslated.html", {"french_url": french_url}, status=404)
    return page_not_found(request, exception)
