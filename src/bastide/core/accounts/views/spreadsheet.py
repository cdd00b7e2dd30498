"""Inviting the people of a list: send the file, read the report, invite, mend what is left."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import actions, spreadsheet
from ..forms.people import SpreadsheetForm
from ..spreadsheet import CheckedLine, Line, Verdict
from .people import for_the_pole, me

LINES_KEY = "accounts_spreadsheet_lines"
LEFT_KEY = "accounts_spreadsheet_left"


@for_the_pole
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    form = SpreadsheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            lines = spreadsheet.read(file.file)
        except spreadsheet.UnreadableFile as reason:
            form.add_error("file", str(reason))
        else:
            request.session[LINES_KEY] = [line.as_json() for line in lines]
            return redirect("accounts:import_report")
    return render(request, "accounts/import.html", {"form": form, "titles": _titles()})


@for_the_pole
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """What the list would do; nothing is done before the button is pressed."""
    lines = [Line(**cells) for cells in request.session.get(LINES_KEY, [])]
    if not lines:
        return redirect("accounts:import")
    now = timezone.now()
    if request.method == "POST":
        done = actions.import_people(lines=lines, by=me(request), at=now)
        request.session[LEFT_KEY] = [
            line.line.as_json() | {"fault": " ".join(line.faults)} for line in done if line.is_faulty
        ]
        del request.session[LINES_KEY]
        return render(request, "accounts/import_done.html", _counted(done))
    return render(request, "accounts/import_report.html", _counted(spreadsheet.check(lines, by=me(request), at=now)))


@for_the_pole
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """The lines that were refused, with the reason, to be mended and sent again."""
    rows = [
        [line[column] for column in spreadsheet.HEADERS] + [line["fault"]] for line in request.session.get(LEFT_KEY, [])
    ]
    return _table(_("a-corriger.csv"), [*_titles(), _("à corriger")], rows)


@for_the_pole
@require_safe
def model(request: HttpRequest) -> HttpResponse:
    """An empty list with the right titles."""
    return _table(_("personnes.csv"), _titles(), [])


def _titles() -> list[str]:
    return [words[0].replace("-", " ") for words in spreadsheet.HEADERS.values()]


def _counted(lines: list[CheckedLine]) -> dict[str, Any]:
    faulty = [line for line in lines if line.is_faulty]
    sound = [line for line in lines if not line.is_faulty]
    return {
        "faulty": faulty,
        "sound": sound,
        "to_invite": sum(line.verdict is Verdict.INVITE for line in sound),
        "to_add": sum(line.verdict is Verdict.ADD_PLACE for line in sound),
        "in_place": sum(line.verdict is Verdict.NOTHING for line in sound),
    }


def _table(name: str, titles: list[str], rows: list[list[str]]) -> HttpResponse:
    """A CSV that French spreadsheets open: semicolons, UTF-8 with its mark; no cell starts a formula."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer, delimiter=";")
    writer.writerow(titles)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return answer


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
