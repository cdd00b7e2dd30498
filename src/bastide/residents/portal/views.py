from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bastide.core.territory.models import Commune, Epci


def commune(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Commune.objects.whole(), slug=slug)
    return render(request, "portal/commune.html", {"commune": found})


def epci(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Epci, slug=slug)
    return render(request, "portal/epci.html", {"epci": found})
