"""Sending a list of places, and saying what its columns are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .categories import CATEGORIES, GROUPS, kinds_of
from .sources import TARGETS, ColumnMapping

SHOWN = 60
#: A column that is not read.
NOTHING = "rien"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Le fichier"),
        help_text=gettext_lazy("CSV, XLSX, ODS, XLS ou un format national : il est reconnu à ce qu’il contient."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.ods,.xls,.json,.geojson,.xml,.zip,.gz"}),
    )
    title = forms.CharField(
        label=gettext_lazy("Comment s’appelle cette liste ?"),
        max_length=120,
        help_text=gettext_lazy("Par exemple : Producteurs du marché. Renvoyée sous ce nom, elle met ses lieux à jour."),
    )


class ColumnsForm(forms.Form):
    """One question a column: what does it say?"""

    def __init__(self, data: Any, *, columns: Sequence[str], mapping: ColumnMapping, examples: dict[str, str]) -> None:
        super().__init__(data, label_suffix="")
        self.columns = list(columns)
        said = {column: name for name, names in mapping.fields.items() for column in names}
        choices = [(NOTHING, _("Ne pas lire"))] + [(name, label) for name, label in TARGETS.items()]
        for place, column in enumerate(self.columns):
            self.fields[f"colonne-{place}"] = forms.ChoiceField(
                label=column or _("Colonne %d, sans titre") % (place + 1),
                choices=choices,
                initial=said.get(column, NOTHING),
                help_text=_("Par exemple : %s") % examples[column][:SHOWN] if examples.get(column) else "",
            )
        kinds = [
            (str(group.label), [(each.code, each.label) for each in kinds_of(code)]) for code, group in GROUPS.items()
        ]
        self.fields["category"] = forms.ChoiceField(
            label=_("Genre de ce qui n’en dit pas"),
            choices=[("", _("À deviner d’après le nom")), *kinds],
            required=False,
            initial=mapping.category,
        )
        self.mapping_before = mapping

    def column_fields(self) -> list[forms.BoundField]:
        return [self[f"colonne-{place}"] for place in range(len(self.columns))]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not any(found.get(f"colonne-{place}") == "name" for place in range(len(self.columns))):
            self.add_error(None, _("Dites quelle colonne est le nom des lieux."))
        return found

    def mapping(self) -> ColumnMapping:
        made = ColumnMapping(kinds=self.mapping_before.kinds, skip=self.mapping_before.skip)
        for place, column in enumerate(self.columns):
            if (name := self.cleaned_data[f"colonne-{place}"]) != NOTHING:
                made.fields.setdefault(name, []).append(column)
        category = self.cleaned_data["category"]
        made.category = category if category in CATEGORIES else ""
        return made
