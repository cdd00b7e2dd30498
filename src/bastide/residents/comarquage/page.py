"""A guide as its page says it: the State's text, the local answer first, where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from lxml import etree

from bastide.core.territory.models import Commune

from . import rendering
from .local import Answer, Asked, Contact, LocalAnswers, may_be_answered
from .models import Audience, Guide, GuideSet, LocalNote, LocalService
from .reading.head import AUDIENCES, CODE, Group, Head, head_of
from .reading.xml import attribute

#: Where the State shows each public's documents.
NATIONAL = "https://www.service-public.gouv.fr/{public}/vosdroits/{code}"
_PUBLICS = {"part": "particuliers", "pro": "professionnels-entreprises", "asso": "associations"}


def national_address(audience: str, code: str) -> str:
    return NATIONAL.format(public=_PUBLICS.get(audience, "particuliers"), code=code)


class SiteLinks:
    """Guides stand here; those of a public that is not loaded, at the State's. The chosen commune goes along."""

    def __init__(self, *, loaded: frozenset[str] = frozenset(AUDIENCES), commune: Commune | None = None) -> None:
        self.loaded = loaded
        self.tail = f"?{urlencode({'commune': commune.slug})}" if commune else ""

    def guide(self, audience: str, code: str) -> str:
        if not CODE.fullmatch(code):
            return ""
        if audience not in self.loaded:
            return national_address(audience, code)
        return reverse("comarquage:guide", args=[audience, code.partition("-")[0]]) + self.tail


@dataclass(frozen=True)
class Origin:
    """What the licence asks to say: the producer, where the file was downloaded, its name, its date."""

    file: str
    address: str = ""
    package: str = ""
    package_date: date | None = None
    edition: str = ""

    @classmethod
    def of(cls, guide: Guide) -> Origin:
        held: GuideSet = guide.guide_set
        return cls(f"{guide.code}.xml", held.address, held.file_name, held.file_date, held.edition)


@dataclass
class GuidePage:
    """All that the template of a guide reads."""

    head: Head
    warnings: SafeString
    body: SafeString
    glossary: SafeString
    origin: Origin
    national_url: str
    unknown: dict[str, int]
    siblings: list[tuple[Group, list[tuple[str, str, bool]]]]
    themes: list[tuple[str, str]]
    audience_label: str
    commune: Commune | None = None
    answers: list[Answer] = field(default_factory=list)
    notes: list[LocalNote] = field(default_factory=list)
    #: Whether a commune could answer something.
    has_local: bool = False
    #: The body's own online service, when this page is about the general one.
    own_service: LocalService | None = None

    @property
    def publics(self) -> list[str]:
        return [*self.head.publics] or [self.audience_label]

    @property
    def contacts(self) -> list[Contact]:
        return [contact for answer in self.answers for contact in answer.contacts]


def asked_in(root: etree._Element) -> list[Asked]:
    """The contacts of a document that a commune may answer, each once."""
    found = (Asked.of(each) for each in root.iter("{*}OuSAdresser", "{*}OuSAdresserSupport"))
    return list(dict.fromkeys(each for each in found if each is not None))


def guide_page(
    root: etree._Element,
    *,
    origin: Origin,
    code: str = "",
    audience: str = "",
    links: SiteLinks | None = None,
    commune: Commune | None = None,
    at: datetime | None = None,
    notes: list[LocalNote] | None = None,
    services: dict[str, LocalService] | None = None,
) -> GuidePage:
    """The page of a document. Without `commune` it asks the database for nothing."""
    head = head_of(root, code=code, audience=audience)
    links = links or SiteLinks()
    asked = asked_in(root)
    local = None
    answers: list[Answer] = []
    if commune is not None and at is not None:
        local = LocalAnswers(commune, at)
        answers = [answer for answer in local.read(asked) if answer.contacts]
    written = rendering.render(
        root,
        head=head,
        links=links,
        local=_local_writer(local) if local else None,
        local_service=_service_writer(services) if services else None,
    )
    return GuidePage(
        head=head,
        warnings=mark_safe(written.warnings),  # noqa: S308 - every text in it was escaped by the renderer
        body=mark_safe(written.body),  # noqa: S308
        glossary=mark_safe(written.glossary),  # noqa: S308
        origin=origin,
        national_url=national_address(head.audience, head.code) if CODE.fullmatch(head.code) else "",
        unknown=written.unknown,
        siblings=[(group, _members(group, head, links)) for group in head.siblings],
        themes=[
            (place.title, links.guide(place.audience or head.audience, place.code))
            for place in (*head.themes, *head.dossiers)
            if place.title
        ],
        audience_label=str(Audience(head.audience).label),
        commune=commune,
        answers=answers,
        notes=notes or [],
        has_local=any(may_be_answered(each) for each in asked),
        own_service=services.get(head.code) if services else None,
    )


def _members(group: Group, head: Head, links: SiteLinks) -> list[tuple[str, str, bool]]:
    """(title, address, is this one) of each fiche of the group."""
    return [
        (each.title, links.guide(each.audience or head.audience, each.code), each.code == head.code)
        for each in group.members
    ]


def _local_writer(local: LocalAnswers) -> rendering.page.Local:
    def write(node: etree._Element, level: int) -> str:
        contacts = local.of(node)
        if not contacts:
            return ""
        return render_to_string("comarquage/contacts.html", {"contacts": contacts, "is_short": True})

    return write


def _service_writer(services: dict[str, LocalService]) -> Callable[[etree._Element], str]:
    def write(node: etree._Element) -> str:
        service = services.get(attribute(node, "ID"))
        if service is None:
            return ""
        return render_to_string("comarquage/local_service.html", {"service": service})

    return write


def page_main(page: GuidePage) -> str:
    """`<main>` of the page, as the site's own view writes it; needs no request, no database and no collected files."""
    content = render_to_string("comarquage/guide_content.html", {"page": page})
    return f'<main id="contenu" tabindex="-1">\n{content.strip()}\n</main>'
