"""What a document says of itself on its first page: its type, its date, a title to propose."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from bastide.kit.ui.language import in_french
from bastide.kit.ui.typography import day

from .models import PublishedDocument

MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
#: Words of the first page, in the order of trust; without accents, small letters.
SIGNS: tuple[tuple[str, str], ...] = (
    (r"liste des deliberations", PublishedDocument.Kind.DELIBERATIONS),
    (
        r"proces[- ]verbal|compte[- ]rendu (de la seance|de la reunion|du conseil|sommaire)",
        PublishedDocument.Kind.MINUTES,
    ),
    (
        r"compte administratif|compte financier unique|compte de gestion|budget primitif|budget annexe",
        PublishedDocument.Kind.BUDGET,
    ),
    (r"plan local d.urbanisme|carte communale|enquete publique", PublishedDocument.Kind.PLANNING),
    (
        r"bulletin municipal|bulletin d.information|lettre d.information|la gazette|le petit journal",
        PublishedDocument.Kind.BULLETIN,
    ),
    (r"\barrete (municipal|du maire|n)|avis (au public|a la population|de marche)", PublishedDocument.Kind.NOTICE),
)
_WRITTEN = re.compile(rf"\b(\d{{1,2}})(?:er)?\s+({'|'.join(MONTHS)})\s+(\d{{4}})\b")
_FIGURES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")


@dataclass(frozen=True)
class Proposal:
    """What to write in the form when nobody wrote anything."""

    kind: str
    dated_on: date | None
    title: str


@in_french
def proposal(first_page: str, file_name: str, *, today: date) -> Proposal:
    plain = _plain(first_page[:6_000])
    kind = next((kind for sign, kind in SIGNS if re.search(sign, plain)), "")
    if not kind:
        kind = next((kind for sign, kind in SIGNS if re.search(sign, _plain(file_name.replace("_", " ")))), "")
    found = _first_date(plain, today) or _first_date(_plain(file_name.replace("_", "/").replace("-", "/")), today)
    return Proposal(kind or PublishedDocument.Kind.OTHER, found, _title(kind, found, first_page, file_name))


def _title(kind: str, dated_on: date | None, first_page: str, file_name: str) -> str:
    if kind and dated_on is not None:
        forms = {
            PublishedDocument.Kind.MINUTES: _("Procès-verbal du %(day)s"),
            PublishedDocument.Kind.DELIBERATIONS: _("Liste des délibérations du %(day)s"),
        }
        if kind in forms:
            return forms[PublishedDocument.Kind(kind)] % {"day": day(dated_on)}
    for line in first_page.splitlines():
        words = " ".join(line.split())
        letters = sum(sign.isalpha() for sign in words)
        if 8 <= len(words) <= 120 and letters > len(words) / 2:
            return words if not words.isupper() else words.capitalize()
    stem = file_name.rsplit(".", 1)[0].replace("_", " ").replace("-", " ")
    return " ".join(stem.split())[:200]


def _first_date(plain: str, today: date) -> date | None:
    for found in sorted([*_WRITTEN.finditer(plain), *_FIGURES.finditer(plain)], key=lambda match: match.start()):
        number, month, year = found.groups()
        try:
            read = date(int(year), MONTHS.index(month) + 1 if month in MONTHS else int(month), int(number))
        except ValueError:
            continue
        if read.year >= 1900 and read <= today.replace(year=today.year + 1, day=1):
            return read
    return None


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    return " ".join("".join(sign for sign in text if not unicodedata.combining(sign)).split())
