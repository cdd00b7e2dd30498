"""What blocks choose from the data: bodies, places. Both are public, so that everybody who writes sees them all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from bastide.core.territory.models import Organisation
from bastide.residents.directory.models import Place


class WordsForm(BaseFilterForm):
    """The words that a name, or the town, must have."""

    q = forms.CharField(
        label=_("Rechercher"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Un nom, une commune")})
    )

    def filter(self, objects: Any) -> Any:
        words = str(self.cleaned_data.get("q") or "")
        self.is_searching, self.search_query = bool(words), words
        fields = [name for name in ("name", "city") if any(each.name == name for each in objects.model._meta.fields)]
        for word in words.split()[:5]:
            having = Q()
            for field in fields:
                having |= Q(**{f"{field}__icontains": word})
            objects = objects.filter(having)
        return objects


class _Open:
    """Bodies that still exist."""

    filter_form_class = WordsForm

    def get_object_list(self) -> Any:
        return Organisation.objects.filter(closed_on__isnull=True).order_by("name", "pk")


class OrganisationChooseView(_Open, ChooseView):
    pass


class OrganisationChooseResultsView(_Open, ChooseResultsView):
    pass


class OrganisationChooserViewSet(ChooserViewSet):
    model = Organisation
    icon = "group"
    choose_one_text = _("Choisir un organisme")
    choose_another_text = _("Choisir un autre organisme")
    page_title = _("Choisir un organisme")
    choose_view_class = OrganisationChooseView
    choose_results_view_class = OrganisationChooseResultsView
    per_page = 20


organisation_chooser = OrganisationChooserViewSet("organisation_chooser", url_prefix="choisir-un-organisme")
OrganisationChooserBlock = organisation_chooser.get_block_class(
    name="OrganisationChooserBlock", module_path="bastide.residents.pages.choosers"
)


class _Published:
    """Places that everybody reads, with the town that tells two of one name apart."""

    filter_form_class = WordsForm

    def get_object_list(self) -> Any:
        return Place.objects.published().only("name", "category", "address", "postcode", "city").order_by("name", "pk")

    @property
    def columns(self) -> list[Any]:
        return [self.title_column, Column("where", label=_("Où"), accessor="where")]  # type: ignore[attr-defined]


class PlaceChooseView(_Published, ChooseView):
    pass


class PlaceChooseResultsView(_Published, ChooseResultsView):
    pass


class PlaceChooserViewSet(ChooserViewSet):
    model = Place
    icon = "site"
    choose_one_text = _("Choisir un lieu")
    choose_another_text = _("Choisir un autre lieu")
    page_title = _("Choisir un lieu de l’annuaire")
    choose_view_class = PlaceChooseView
    choose_results_view_class = PlaceChooseResultsView
    per_page = 20


place_chooser = PlaceChooserViewSet("place_chooser", url_prefix="choisir-un-lieu")
PlaceChooserBlock = place_chooser.get_block_class(
    name="PlaceChooserBlock", module_path="bastide.residents.pages.choosers"
)
