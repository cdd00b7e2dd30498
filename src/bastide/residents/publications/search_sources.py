"""What people find of publications: each one, and each of its pages that has words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.core.media.models import DocumentPage
from bastide.core.media.queries import MOST_FOUND, page_of
from bastide.core.search.registry import OUTSIDE, Entry, SearchSource, in_batches, search_sources

from . import queries
from .models import PublishedDocument


def _place(publication: PublishedDocument) -> dict[str, str]:
    organisation = publication.organisation
    commune = getattr(organisation, "commune", None)
    return {
        "commune_code": commune.insee_code if commune else "",
        "territory": organisation.territory.slug if organisation.territory else OUTSIDE,
    }


def _whole(publication: PublishedDocument) -> Entry:
    return Entry(
        key=str(publication.pk),
        kind="publication",
        title=publication.title,
        url=publication.get_absolute_url(),
        summary=f"{publication.organisation.name} · {publication.get_kind_display()} · {publication.file_words}",
        weight=300,
        **_place(publication),
    )


def _page(publication: PublishedDocument, page: DocumentPage) -> Entry:
    words = {"title": publication.title, "number": page.number}
    return Entry(
        key=f"{publication.pk}:{page.number}",
        kind="publication-page",
        title=_("%(title)s, page %(number)d") % words,
        url=f"{publication.get_absolute_url()}texte/#page-{page.number}",
        summary=f"{publication.organisation.name} · {publication.get_kind_display()}",
        body=page.text,
        weight=200,
        **_place(publication),
    )


def entries() -> Iterator[Entry]:
    shown = queries.readable(timezone.now()).select_related("organisation__territory")
    for publication in in_batches(shown, 200):
        yield _whole(publication)
        pages = DocumentPage.objects.filter(document=publication.document_id, number__lte=MOST_FOUND).exclude(text="")
        for page in in_batches(pages, 50):
            yield _page(publication, page)


def entry(key: str) -> Entry | None:
    pk, _colon, number = key.partition(":")
    shown = queries.readable(timezone.now()).select_related("organisation__territory")
    publication = shown.filter(pk=int(pk)).first()
    if publication is None:
        return None
    if not number:
        return _whole(publication)
    page = page_of(publication.document, int(number))
    return _page(publication, page) if page is not None and page.number <= MOST_FOUND else None


search_sources.plug(
    "publications",
    SearchSource(
        title=gettext_lazy("Publications"),
        kinds={"publication": gettext_lazy("Documents"), "publication-page": gettext_lazy("Pages de documents")},
        entries=entries,
        entry=entry,
    ),
)
