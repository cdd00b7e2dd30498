"""Pages that people write."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.models import PageManager as WagtailPageManager
from wagtail.query import PageQuerySet

from bastide.core.media.models import MediaImage
from bastide.core.territory.models import Organisation
from bastide.kit.http.languages import others
from bastide.kit.streamfields.fields import ThinStreamField
from bastide.kit.ui.icons import ICONS

from ..blocks import BODY, tags_of
from ..written_form import WrittenForm
from .tree import BodyRoot, GroupPage

#: Addresses below a body's site that views answer: a page there would never be seen.
RESERVED = frozenset({"image", "contact", "actes", "mentions-legales", "accessibilite", "donnees-personnelles", "plan"})
#: Sections stand right below the front page, which stands below the root of the tree.
SECTION_DEPTH = 3
#: A step of a breadcrumb: what it is called, where it leads (None for the page itself).
Step = tuple[str, str | None]


_PATH_BELOW = models.ExpressionWrapper(models.OuterRef("path"), output_field=models.CharField())


class EditorialQuerySet(PageQuerySet):
    def for_everybody(self) -> EditorialQuerySet:
        """Published ones that nothing restricts, on themselves or above; in one query, where Wagtail's `public` asks
        another first."""
        above = PageViewRestriction.objects.annotate(below=_PATH_BELOW).filter(below__startswith=models.F("page__path"))
        return cast("EditorialQuerySet", self.live().exclude(models.Exists(above)))

    def to_review(self, day: date) -> EditorialQuerySet:
        """Published ones whose date of review has come."""
        return cast("EditorialQuerySet", self.live().filter(review_on__lte=day))

    def not_reminded(self) -> EditorialQuerySet:
        """Nobody was told of this date yet; another date begins again."""
        return cast("EditorialQuerySet", self.exclude(reminded_on=models.F("review_on"), reminded_on__isnull=False))

    def in_language(self, code: str = settings.LANGUAGE_CODE) -> EditorialQuerySet:
        """The pages written in one language: French, unless another is named."""
        return cast("EditorialQuerySet", self.filter(locale__language_code=code))

    def owned_by(self, organisation: Organisation) -> EditorialQuerySet:
        """The pages of one body; the pôle's are those of the portal itself, which no body's root holds."""
        if organisation.kind == Organisation.Kind.POLE:
            return cast("EditorialQuerySet", self.filter(of_body=None))
        return cast("EditorialQuerySet", self.filter(of_body=organisation))


EditorialManager = WagtailPageManager.from_queryset(EditorialQuerySet)


class EditorialPage(Page):
    """What sections and free pages share. Nobody makes a bare one."""

    is_creatable = False

    introduction = models.TextField(
        _("en une ou deux phrases"),
        blank=True,
        max_length=400,
        help_text=_("Sous le titre, dans les listes et dans les moteurs de recherche."),
    )
    body = ThinStreamField(BODY, blank=True, verbose_name=_("contenu"))
    review_on = models.DateField(
        _("à relire le"), null=True, blank=True, help_text=_("Ce jour-là, un courriel rappelle de vérifier la page.")
    )
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    #: The body under whose root it hangs, None on the portal itself; written from the tree at each save and move.
    of_body = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("organisme"),
    )

    base_form_class = WrittenForm
    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    settings_panels = [*Page.settings_panels, MultiFieldPanel([FieldPanel("review_on")], heading=_("Relecture"))]

    objects = EditorialManager()

    class Meta:
        verbose_name = _("page écrite")
        verbose_name_plural = _("pages écrites")

    def clean(self) -> None:
        super().clean()
        parent = self.get_parent() if self.path else None
        if isinstance(getattr(parent, "specific", None), BodyRoot) and self.slug in RESERVED:
            raise ValidationError({"slug": _("Cette adresse est prise par le site de l’organisme.")})
        if self.depth == SECTION_DEPTH and self.slug in others():
            raise ValidationError({"slug": _("Cette adresse est prise par les pages traduites.")})

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.of_body_id = self._body_above()
        super().full_clean(*args, **kwargs)
        self._refuse_french()

    def minimal_clean(self) -> None:
        """What Wagtail asks of a draft."""
        self.of_body_id = self._body_above()
        super().minimal_clean()

    def _refuse_french(self) -> None:
        """A translation begins as a copy of the French page: it is not published as long as it is one."""
        made = getattr(self, "translation", None) if self.pk else None
        if made is None:
            return
        source = made.source
        if self.introduction and self.introduction == source.introduction:
            raise ValidationError({"introduction": _("Cette phrase est encore celle de la page française.")})
        own = self.own_words()
        if own and own == source.own_words():
            raise ValidationError({"body": _("Ce contenu est encore celui de la page française : traduisez-le.")})

    def own_words(self) -> str:
        """The words of its blocks."""
        return " ".join(self.body.stream_block.get_searchable_content(self.body))

    def _body_above(self) -> int | None:
        if not self.path:
            return None
        steps = [self.path[: size * self.steplen] for size in range(1, len(self.path) // self.steplen)]
        return BodyRoot.objects.filter(path__in=steps).values_list("organisation_id", flat=True).first()

    @property
    def language(self) -> str:
        return str(self.locale.language_code)

    def shown_translations(self) -> list[EditorialPage]:
        """The same page in other languages, as everybody may read it. One query."""
        found = EditorialPage.objects.translation_of(self).for_everybody()
        return list(found.select_related("locale"))

    @property
    def is_of_portal(self) -> bool:
        return self.of_body_id is None

    @cached_property
    def above(self) -> list[Page]:
        """The pages above that have an address, the front first. One query."""
        hidden = (GroupPage,)
        return [
            page
            for page in self.get_ancestors().filter(depth__gt=1).select_related("content_type")
            if not issubclass(page.specific_class or Page, hidden)
        ]

    def steps(self, request: HttpRequest) -> list[Step]:
        ways: list[Step] = [(page.title, page.get_url(request)) for page in self.above if page.live]
        return [*ways, (self.title, None)]

    def shown_below(self) -> list[EditorialPage]:
        """Published pages below for everybody, in the order of the tree. One query."""
        return list(EditorialPage.objects.child_of(self).for_everybody().order_by("path"))

    def tags(self) -> list[str]:
        """What its public page depends on: itself, the names above it, what hangs below, its body, its translations,
        what it chooses.

        The frame of another language names the sections of its front page too.
        """
        named = [page_tag(self.pk), below_tag(self.pk), *(name_tag(page.pk) for page in self.above)]
        named += [languages_tag(self.translation_key), *tags_of(self.body)]
        if self.language != settings.LANGUAGE_CODE and self.above:
            named.append(below_tag(self.above[0].pk))
        return [*named, f"organisation:{self.of_body_id}"] if self.of_body_id else named

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        below = self.shown_below()
        return {
            **super().get_context(request, *args, **kwargs),
            "steps": self.steps(request),
            "below": below,
            "is_private": getattr(request, "is_preview", False),
            "languages": language_links(self, request),
        }

    @property
    def next_change(self) -> datetime | None:
        """When the page goes off by the clock."""
        return cast("datetime | None", self.expire_at)

    @property
    def first_picture(self) -> MediaImage | None:
        """What stands for the page where it is shared; None when it shows no picture."""
        shown = (child.value["picture"] for child in self.body if child.block_type == "picture")
        return next((picture for picture in shown if picture is not None), None)

    def words(self) -> str:
        """All its text, for the search."""
        return f"{self.introduction} {self.own_words()}"


def language_links(page: EditorialPage, request: HttpRequest) -> list[tuple[str, str, str, bool]]:
    """(name in its own language, code, address, whether it is this one), for each language the page can be read in."""
    pages = {each.language: each for each in (page, *page.shown_translations())}
    return [
        (name, code, pages[code].get_url(request) or "/", code == page.language)
        for code, name in settings.LANGUAGES
        if code in pages
    ]


def page_tag(pk: int) -> str:
    """Purged when the page `pk` changes."""
    return f"page:{pk}"


def languages_tag(translation_key: Any) -> str:
    """Purged when the page is published or withdrawn in one of its languages."""
    return f"languages:{translation_key}"


def name_tag(pk: int) -> str:
    """Purged when the name, the address or the publication of the page `pk` changes: pages below it say where they
    stand.
    """
    return f"name:{pk}"


def below_tag(pk: int) -> str:
    """Purged when the list of what hangs below the page `pk` changes."""
    return f"below:{pk}"


def icon_choices() -> list[tuple[str, str]]:
    """A function, so that a new drawing makes no migration."""
    return [(name, name) for name in sorted(ICONS)]


class SectionPage(EditorialPage):
    """A section of the portal: it leads to pages below."""

    icon = models.CharField(
        _("icône"),
        max_length=20,
        blank=True,
        choices=icon_choices,
        help_text=_("Sur la page d’accueil, à côté du titre."),
    )
    template = "pages/section_page.html"

    content_panels = [*EditorialPage.content_panels[:2], FieldPanel("icon"), FieldPanel("body")]
    parent_page_types = ["portal.HomePage", "pages.SectionPage"]
    subpage_types = ["pages.SectionPage", "pages.FreePage", "pages.ReportagePage"]

    class Meta:
        verbose_name = _("rubrique")
        verbose_name_plural = _("rubriques")


class FreePage(EditorialPage):
    """A page on one subject."""

    template = "pages/free_page.html"

    parent_page_types = ["pages.SectionPage", "pages.FreePage", "pages.BodyRoot"]
    subpage_types = ["pages.FreePage"]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
