"""What an import says to the person who sent it: a verdict, then what is to be looked at, by gravity."""

from __future__ import annotations

import tempfile
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bastide.data.opendata.queries import UnreadableTable, open_table

from .models import PlaceImport

WORDS = {
    "created": ("nouvelle fiche", "nouvelles fiches"),
    "updated": ("fiche mise à jour", "fiches mises à jour"),
    "unchanged": ("fiche déjà à jour", "fiches déjà à jour"),
    "flagged": ("différence à décider", "différences à décider"),
    "duplicate": ("lieu peut-être en double", "lieux peut-être en double"),
    "refused": ("ligne refusée", "lignes refusées"),
}
#: Outcomes in the order of a report, with the state that colours it and the word that says it.
_GROUPS = (
    ("refused", "Lignes refusées", "closed", "À corriger"),
    ("duplicate", "Peut-être déjà là", "soon", "À décider"),
    ("flagged", "Autre chose que ce que vous dites", "soon", "À décider"),
    ("created", "Entrent, avec une remarque", "info", "À vérifier"),
    ("updated", "Mises à jour, avec une remarque", "info", "À vérifier"),
)
#: Lines shown on the page; all are in the table to download.
_SHOWN = 50


def word_of(outcome: str) -> str:
    return WORDS.get(outcome, (outcome, outcome))[0]


def counted(counts: dict[str, int]) -> list[str]:
    """ "3 nouvelles fiches", for each outcome that happens."""
    return [
        f"{counts[code]} {one if counts[code] == 1 else many}"
        for code, (one, many) in WORDS.items()
        if counts.get(code)
    ]


def of(upload: PlaceImport) -> dict[str, Any]:
    """What the page of an import shows."""
    report = upload.report or {}
    counts, lines = report.get("counts", {}), report.get("lines", [])
    comes_in = counts.get("created", 0) + counts.get("updated", 0)
    is_grave = bool(counts.get("refused"))
    return {
        "verdict": _verdict(counts, comes_in),
        "tone": "warning" if is_grave else "success",
        "counts": counted(counts),
        "groups": [group for group in (_group(told, lines) for told in _GROUPS) if group],
        "left_out": bool(lines),
        "comes_in": comes_in,
        "can_come_in": bool(
            comes_in + counts.get("duplicate", 0) + counts.get("flagged", 0) + counts.get("unchanged", 0)
        ),
        "remarks": report.get("remarks", []),
        "done": counted(upload.counts),
    }


def _verdict(counts: dict[str, int], comes_in: int) -> str:
    total = sum(counts.values())
    words = {
        "total": ngettext("%d ligne lue", "%d lignes lues", total) % total,
        "rest": ", ".join(counted(counts)) or _("rien à faire entrer"),
    }
    return _("%(total)s : %(rest)s. Rien n’est encore écrit.") % words


def _group(told: tuple[str, str, str, str], lines: list[dict[str, Any]]) -> dict[str, Any] | None:
    outcome, title, state, word = told
    mine = [line for line in lines if line["outcome"] == outcome]
    if not mine:
        return None
    shown = [
        {
            "sentence": f"{line['name'] or _('Sans nom')}\u00a0: {line['why']}",
            "where": _("ligne %s du fichier") % line["number"],
        }
        for line in mine[:_SHOWN]
    ]
    if len(mine) > _SHOWN:
        shown.append({"sentence": _("… et %d autres, dans le tableau à télécharger.") % (len(mine) - _SHOWN)})
    return {"title": title, "state": state, "word": word, "lines": shown}


def examples(upload: PlaceImport) -> dict[str, str]:
    """The first value of each column, to recognise it by."""
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="bastide-import-") as folder:
        path = Path(folder) / "contenu"
        path.write_bytes(bytes(upload.content))
        try:
            table = open_table(path)
            for _line, cells in islice(table.rows(), 50):
                for column, cell in zip(table.columns, cells, strict=False):
                    if cell:
                        found.setdefault(column, cell)
        except UnreadableTable:
            # A JSON list: its titles must do.
            return {}
    return found
