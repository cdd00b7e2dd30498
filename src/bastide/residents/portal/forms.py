"""What a visitor may ask of the lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Epci, Territory

from . import queries
from .departments import department_name
from .models import SiteStatement


@dataclass(frozen=True)
class CommuneWishes:
    """Which communes: of one EPCI or département, only where the town hall is open."""

    epci: Epci | None = None
    department_code: str = ""
    only_open: bool = False

    @property
    def are_none(self) -> bool:
        return self == CommuneWishes()


class CommuneFilter(forms.Form):
    """The filter of the list of communes; parameters are French words, they show in the address."""

    PARAMETERS = ("intercommunalite", "departement", "ouvertes")

    intercommunalite = forms.ModelChoiceField(
        Epci.objects.none(),
        to_field_name="slug",
        required=False,
        label=_("Intercommunalité"),
        empty_label=_("Toutes"),
        error_messages={"invalid_choice": _("Cette intercommunalité n’est pas de ce territoire.")},
    )
    departement = forms.ChoiceField(
        required=False,
        label=_("Département"),
        error_messages={"invalid_choice": _("Aucune commune de ce territoire n’est dans ce département.")},
    )
    ouvertes = forms.BooleanField(required=False, label=_("Mairie ouverte maintenant"))

    def __init__(self, data: Any, *, territory: Territory | None) -> None:
        super().__init__(data)
        self.departments = queries.departments_of(territory)
        self.fields["intercommunalite"].queryset = queries.epcis_of(territory)  # type: ignore[attr-defined]
        #: A thousand choices are none: a very large territory is filtered by département.
        self.offers_epcis = sum(count for _code, count in self.departments) <= queries.MAP_LIMIT
        self.fields["departement"].choices = [  # type: ignore[attr-defined]
            ("", _("Tous")),
            *((code, f"{department_name(code)} ({code})") for code, _count in self.departments),
        ]

    def wishes(self) -> CommuneWishes:
        """What is asked, as far as it makes sense."""
        self.is_valid()
        return CommuneWishes(
            self.cleaned_data.get("intercommunalite"),
            self.cleaned_data.get("departement") or "",
            bool(self.cleaned_data.get("ouvertes")),
        )


@dataclass(frozen=True)
class SearchWish:
    """What is searched: words, a kind and a commune (INSEE code) to keep to, a page from 1."""

    text: str = ""
    kind: str = ""
    commune: str = ""
    page: int = 1

    def address(self, **changes: Any) -> str:
        """The same search with `changes`; another filter starts again at the first page."""
        wish = replace(self, **{"page": 1, **changes})
        kept = {"q": wish.text, "genre": wish.kind, "commune": wish.commune, "page": wish.page if wish.page > 1 else ""}
        return f"{reverse('portal:search')}?{urlencode({name: value for name, value in kept.items() if value})}"


class SearchForm(forms.Form):
    """The search. Nothing in it is an error: an unreadable part is as if it were not there."""

    PARAMETERS = ("q", "genre", "commune", "page")

    q = forms.CharField(required=False, strip=True, label=_("Commune, service ou démarche"))
    genre = forms.CharField(required=False, max_length=40)
    commune = forms.CharField(required=False, max_length=10)
    page = forms.IntegerField(required=False, min_value=1, max_value=25)

    def wish(self) -> SearchWish:
        self.is_valid()
        found = self.cleaned_data
        # A NUL is refused by the field: what is left of the words is searched all the same.
        text = found.get("q") or str(self.data.get("q", "")).replace("\0", " ").strip()
        return SearchWish(text[:500], found.get("genre") or "", found.get("commune") or "", found.get("page") or 1)


class StatementForm(forms.ModelForm):
    """What a body says of its own site; the model refuses what the law does not let it say."""

    class Meta:
        model = SiteStatement
        fields = (
            "publication_director",
            "dpo_name",
            "dpo_email",
            "accessibility_email",
            "conformity",
            "audited_on",
            "audited_by",
            "exceptions",
            "plan_from",
            "plan_to",
            "plan",
        )
        widgets = {"audited_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
