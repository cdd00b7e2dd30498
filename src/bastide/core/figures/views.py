"""« Chiffres du territoire », and the same as a file."""

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.kit.http.pages import public_page

from . import queries
from .period import Period

#: An address is made for each year since: reports look back, made-up years must not fill the cache.
FIRST_YEAR = 2000
YEARS_OFFERED = 5


@public_page(query=["annee"])
def figures(request: HttpRequest) -> HttpResponse:
    period = _asked_period(request)
    readings, this_year = queries.read_all(period), timezone.localdate().year
    columns = [(_("Chiffre"), ""), (_("Valeur"), "number"), (_("Date ou période"), ""), (_("Source"), "")]
    return render(
        request,
        "figures/figures.html",
        {
            "period": period,
            "steps": [(_("Accueil"), "/"), (_("Chiffres du territoire"), None)],
            "years": [
                (year, f"?annee={year}", year == period.starts_on.year)
                for year in range(this_year, this_year - YEARS_OFFERED, -1)
            ],
            "columns": columns,
            "rows": [(r.figure.label, r.text, r.when, r.figure.source) for r in readings],
            "notes": [(r.figure.label, r.figure.note) for r in readings if r.figure.note],
        },
    )


@public_page(query=["annee"])
def figures_csv(request: HttpRequest) -> HttpResponse:
    period = _asked_period(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="chiffres-{period.starts_on.year}.csv"'
    writer = csv.writer(response)
    writer.writerow(["nom", "libelle", "valeur", "unite", "precision", "debut", "fin", "source", "note"])
    for reading in queries.read_all(period):
        figure, days = reading.figure, reading.period
        first, last = (days.starts_on, days.ends_on) if days else ("", reading.at)
        value = "" if reading.value is None else reading.value
        unit = figure.unit[1]
        writer.writerow(
            [reading.name, figure.label, value, unit, figure.precision.value, first, last, figure.source, figure.note]
        )
    return response


def _asked_period(request: HttpRequest) -> Period:
    """The year in the address, this one by default; a year that is none of ours is not found."""
    today = timezone.localdate()
    asked = request.GET.get("annee", str(today.year))
    if not (asked.isascii() and asked.isdecimal() and FIRST_YEAR <= int(asked[:9]) <= today.year):
        raise Http404
    return queries.year_so_far(int(asked), today=today)
