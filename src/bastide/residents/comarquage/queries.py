"""What the guides' pages read, and what other apps may ask of the guides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from bastide.core.territory.models import Commune, Organisation

from .models import Guide, GuideSet, LocalNote, LocalService, LocalSheet, Redirection

#: The guides of daily life, offered on each commune's page: what people ask their town hall most.
DAILY = ("F1341", "F21089", "F1427", "F961", "F1342", "F14929", "F1367", "F930")
#: So many documents that each took the place of the one before are followed.
MOST_WAYS = 6


@dataclass(frozen=True)
class Retired:
    """A document that is not in line any more, and where one may go on."""

    title: str
    #: The code that took its place, or "".
    new: str = ""
    dossier: str = ""
    dossier_title: str = ""
    theme: str = ""
    theme_title: str = ""


def live_sets() -> dict[str, GuideSet]:
    """By public. One query."""
    return {each.audience: each for each in GuideSet.objects.live()}


def find(audience: str, code: str) -> Guide | None:
    return Guide.objects.live().of(audience).select_related("guide_set").filter(code=code).first()


def elsewhere(audience: str, code: str) -> str:
    """The public under which a code is in line, when not under `audience`; "" for none."""
    found = Guide.objects.live().filter(code=code).exclude(guide_set__audience=audience)
    return found.values_list("guide_set__audience", flat=True).first() or ""


def retired(audience: str, code: str) -> Retired | None:
    """What is known of a code that has no document any more; None when it never had one here."""
    ways = _ways(audience, code)
    there = set(Guide.objects.live().of(audience).filter(code__in=ways).values_list("code", flat=True)) if ways else ()
    new = next((each for each in ways if each in there), "")
    before = (
        Guide.objects.filter(guide_set__audience=audience, guide_set__state=GuideSet.State.KEPT, code=code)
        .order_by("-guide_set__went_live_at")
        .first()
    )
    if before is None:
        return Retired(code, new) if ways else None
    return Retired(before.title, new, before.dossier, before.dossier_title, before.theme, before.theme_title)


def _ways(audience: str, code: str) -> list[str]:
    """The codes that took the place of `code`, one after the other: what replaced it may have been replaced since."""
    told = Redirection.objects.filter(guide_set__audience=audience, guide_set__state=GuideSet.State.LIVE)
    ways: list[str] = []
    while len(ways) < MOST_WAYS and (new := told.filter(old=code).values_list("new", flat=True).first()):
        if new in ways:
            break
        ways.append(new)
        code = new
    return ways


def themes(audience: str) -> list[Guide]:
    """The themes of a public, in the order of their names. One query."""
    rows = Guide.objects.shown().of(audience).filter(code__startswith="N", kind__iexact="theme")
    return list(rows.select_related("guide_set").order_by("title"))


def how_to(audience: str | None = None) -> list[Guide]:
    """« Comment faire si… ». One query."""
    rows = Guide.objects.shown().filter(kind__istartswith="Fiche Comment faire si")
    rows = rows.of(audience) if audience else rows
    return list(rows.select_related("guide_set").order_by("title"))


def lately(limit: int = 50, audience: str | None = None) -> list[Guide]:
    """Fiches by the day on which the State last verified them, the newest first. One query."""
    rows = Guide.objects.shown().fiches().filter(verified_on__isnull=False)
    rows = rows.of(audience) if audience else rows
    return list(rows.select_related("guide_set").order_by("-verified_on", "code")[:limit])


def daily(codes: Iterable[str] = DAILY) -> list[Guide]:
    """Guides of daily life that are in line, in our order. One query."""
    wanted = list(codes)
    rows = Guide.objects.shown().of("part").filter(code__in=wanted).select_related("guide_set")
    return sorted(rows, key=lambda each: wanted.index(each.code))


def bodies_of(commune: Commune) -> list[int]:
    """Who may speak on the guides of a commune: itself, its EPCI, the pôle of its territory."""
    own = [commune.organisation_id]
    if commune.epci is not None:
        own.append(commune.epci.organisation_id)
    territory = commune.organisation.territory_id if commune.organisation else None
    if territory:
        pole = Organisation.objects.filter(kind=Organisation.Kind.POLE, territory=territory)
        own += list(pole.values_list("pk", flat=True))
    return [each for each in own if each]


def notes(audience: str, code: str, bodies: list[int]) -> list[LocalNote]:
    """One query; none without bodies."""
    if not bodies:
        return []
    rows = LocalNote.objects.standing().filter(audience=audience, code=code, organisation__in=bodies)
    return sorted(rows.select_related("organisation"), key=lambda each: bodies.index(each.organisation_id))


def services(bodies: list[int]) -> dict[str, LocalService]:
    """Local online services by the code they stand for; the nearest body wins. One query."""
    rows = LocalService.objects.standing().filter(organisation__in=bodies).select_related("organisation")
    found: dict[str, LocalService] = {}
    for row in sorted(rows, key=lambda each: bodies.index(each.organisation_id), reverse=True):
        found[row.code] = row
    return found


def with_titles(rows: QuerySet[Any]) -> list[tuple[Any, str, str]]:
    """Each row with the title and the address of the guide it is about, no address when it is not in line."""
    found = list(rows)
    guides = Guide.objects.live().filter(code__in={each.code for each in found}).select_related("guide_set")
    known: dict[str, Guide] = {}
    for guide in guides:
        known.setdefault(guide.code, guide)
    told = []
    for each in found:
        named = known.get(each.code)
        told.append((each, named.title, named.get_absolute_url()) if named else (each, each.code, ""))
    return told


def missing_code(code: str) -> str:
    """`code` when guides are in line and it is none of them; "" otherwise."""
    if not code or not GuideSet.objects.live().exists():
        return ""
    return "" if Guide.objects.live().filter(code=code).exists() else code


def sheets(*, bodies: list[int] | None = None, beside: str = "") -> list[LocalSheet]:
    """Sheets in line: all, those of some bodies, those that stand beside a dossier or theme. One query."""
    rows = LocalSheet.objects.standing().select_related("organisation")
    if bodies is not None:
        rows = rows.filter(organisation__in=bodies)
    if beside:
        rows = rows.filter(Q(beside=beside))
    return list(rows.order_by("title", "pk"))
