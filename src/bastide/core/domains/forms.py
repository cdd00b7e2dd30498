"""The form by which the pôle gives a site its name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from bastide.core.search.queries import fold
from bastide.core.territory.models import Commune, Epci, Organisation, Territory

#: Sections stand right below the front page.
SECTION_DEPTH = 3


class DomainForm(forms.Form):
    site = forms.CharField(
        label=_("Quel site\u202f?"),
        max_length=300,
        help_text=_(
            "Le nom de la commune, de l’intercommunalité ou de la rubrique, ou son adresse sur le portail\u00a0: "
            "«\u00a0Eymet\u00a0», «\u00a0/installez-vous/\u00a0»."
        ),
    )
    host = forms.CharField(
        label=_("Quel nom de domaine\u202f?"),
        max_length=300,
        help_text=_("Par exemple «\u00a0www.eymet.fr\u00a0». Il doit déjà appartenir à la commune."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "inputmode": "url"}),
    )

    def __init__(self, *args: Any, territory: Territory | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.territory = territory
        self.organisation: Organisation | None = None
        self.page: Page | None = None

    def clean_site(self) -> str:
        typed = str(self.cleaned_data["site"]).strip()
        found = self._bodies(typed) + self._sections(typed)
        if not found:
            raise forms.ValidationError(_("Aucun site de ce nom\u00a0: vérifiez l’orthographe, ou donnez son adresse."))
        if len(found) > 1:
            names = ", ".join(_address(each) for each in found)
            raise forms.ValidationError(_("Plusieurs sites ont ce nom. Donnez son adresse\u00a0: %s.") % names)
        (owner,) = found
        if isinstance(owner, Organisation):
            self.organisation = owner
        else:
            self.page = owner
        return typed

    def _bodies(self, typed: str) -> list[Organisation | Page]:
        slug = _last_part(typed, "/communes/"), _last_part(typed, "/intercommunalites/")
        communes = Commune.objects.whole().in_territory(self.territory).filter(organisation__isnull=False)
        epcis = Epci.objects.filter(organisation__territory=self.territory)
        found = [*_named(communes, slug[0], typed), *_named(epcis, slug[1], typed)]
        keys = [each.organisation_id for each in found]
        bodies = Organisation.objects.filter(pk__in=keys).select_related("commune", "epci")
        return list(bodies.order_by("name"))

    def _sections(self, typed: str) -> list[Organisation | Page]:
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None:
            return []
        sections = [page for page in Page.objects.child_of(site.root_page).live() if page.depth == SECTION_DEPTH]
        path = f"/{urlsplit(typed).path.strip('/')}/" if "/" in typed else ""
        return [page for page in sections if page.relative_url(site) == path or fold(page.title) == fold(typed)]


def _named(rows: QuerySet[Any], slug: str, typed: str) -> list[Any]:
    if slug or "/" in typed:
        return list(rows.filter(slug=slug)) if slug else []
    return [each for each in rows if fold(typed) in {fold(each.name), each.slug}]


def _last_part(typed: str, below: str) -> str:
    """ "eymet", for an address below `below`; else ""."""
    path = urlsplit(typed).path
    return path.removeprefix(below).strip("/") if path.startswith(below) else ""


def _address(owner: Organisation | Page) -> str:
    return owner.public_url if isinstance(owner, Organisation) else str(owner.url)
