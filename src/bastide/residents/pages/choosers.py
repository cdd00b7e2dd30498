"""What blocks choose from the data: bodies. Names of bodies are public, so that everybody who writes sees them all."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from bastide.core.territory.models import Organisation


class _Open:
    """Bodies that still exist, of the territory first by name."""

    def get_object_list(self) -> Any:
        return Organisation.objects.filter(closed_on__isnull=True).order_by("name", "pk")

    def filter_object_list(self, objects: Any) -> Any:
        form = getattr(self, "filter_form", None)
        words = form.cleaned_data.get("q", "") if form is not None and form.is_valid() else ""
        for word in str(words or "").split()[:5]:
            objects = objects.filter(name__icontains=word)
        return objects


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
