"""The home page, served by Wagtail so that the pôle may write around it; and what each site says of itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from bastide.core.territory.models import AccessibilityStatement, Organisation, OwnedQuerySet


class HomePage(Page):
    """The front of the portal; there is one, at the top of the tree. `wagtail_hooks` says what answers for it."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    #: It has no text of its own yet: a preview would show what the page itself does.
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = "page d’accueil"


class SiteStatementQuerySet(OwnedQuerySet["SiteStatement"]):
    owner_path = "organisation"


class SiteStatement(AccessibilityStatement):
    """What the legal pages of one body's site say that its data do not: everything else comes from there."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="statement", verbose_name=_("organisme")
    )
    publication_director = models.CharField(
        _("directeur de la publication"),
        max_length=200,
        blank=True,
        help_text=_("Seulement si ce n’est pas le maire ou le président\u00a0: prénom, nom et qualité."),
    )
    dpo_name = models.CharField(_("délégué à la protection des données"), max_length=200, blank=True)
    dpo_email = models.EmailField(_("adresse électronique du délégué"), blank=True)
    accessibility_email = models.EmailField(
        _("à qui signaler un défaut d’accessibilité"),
        blank=True,
        help_text=_("Seulement si ce n’est pas l’adresse de la mairie."),
    )
    changed_at = models.DateTimeField(_("changé le"))

    objects = SiteStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentions d’un site")
        verbose_name_plural = _("mentions des sites")

    def __str__(self) -> str:
        return str(self.organisation)
