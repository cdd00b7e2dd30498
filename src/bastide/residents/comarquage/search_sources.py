"""What the guides let people find: their titles, what they are about, acronyms; and the sheets written here."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.core.search.registry import Entry, SearchSource, in_batches, search_sources

from .models import Guide, LocalSheet

#: What people look for first: a fiche, then what gathers fiches, then forms and services.
WEIGHTS = {"F": 420, "N": 400, "R": 260}


def _entry(guide: Guide) -> Entry:
    audience = guide.guide_set.audience
    facts = [guide.over_title or _("Guide"), guide.guide_set.get_audience_display()]
    return Entry(
        key=f"{audience}/{guide.code}",
        kind="guide",
        title=guide.title,
        url=guide.get_absolute_url(),
        summary=f"{' · '.join(str(fact) for fact in facts)} · {guide.description}"[:300],
        keywords=[*guide.acronyms[:12], guide.code],
        body=f"{guide.description} {guide.dossier_title} {guide.theme_title}",
        weight=WEIGHTS.get(guide.code[:1], 200) - (30 if audience != "part" else 0),
    )


def _all() -> Iterator[Entry]:
    return (_entry(guide) for guide in in_batches(Guide.objects.shown().select_related("guide_set")))


def _one(key: str) -> Entry | None:
    audience, _slash, code = key.partition("/")
    guide = Guide.objects.shown().of(audience).filter(code=code).select_related("guide_set").first()
    return _entry(guide) if guide else None


def _sheet(sheet: LocalSheet) -> Entry:
    commune = getattr(sheet.organisation, "commune", None)
    return Entry(
        key=sheet.slug,
        kind="guide",
        title=sheet.title,
        url=sheet.get_absolute_url(),
        summary=f"{sheet.organisation.name} · {sheet.summary}".strip(" ·"),
        body=sheet.text,
        commune_code=commune.insee_code if commune else "",
        territory=sheet.organisation.territory.slug if sheet.organisation.territory else "",
        weight=460,
    )


def _sheets() -> Iterator[Entry]:
    rows = LocalSheet.objects.standing().select_related("organisation__territory", "organisation__commune")
    return (_sheet(sheet) for sheet in in_batches(rows))


def _one_sheet(key: str) -> Entry | None:
    rows = LocalSheet.objects.standing().select_related("organisation__territory", "organisation__commune")
    sheet = rows.filter(slug=key).first()
    return _sheet(sheet) if sheet else None


search_sources.plug(
    "guides",
    SearchSource(
        title=gettext_lazy("Guides"), kinds={"guide": gettext_lazy("Guides et démarches")}, entries=_all, entry=_one
    ),
)
search_sources.plug(
    "guide_sheets",
    SearchSource(title=gettext_lazy("Fiches locales"), kinds={}, entries=_sheets, entry=_one_sheet),
)
