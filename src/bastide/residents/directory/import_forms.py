"""Sending a list of places, and saying what its columns are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .categories import CATEGORIES, GROUPS, kinds_of
from .sources import TARGETS, ColumnMapping, likely_kind

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


def kind_choices(nothing: Any) -> list[Any]:
    families = [
        (str(group.label), [(each.code, each.label) for each in kinds_of(code)]) for code, group in GROUPS.items()
    ]
    return [("", nothing), *families]


class KindsForm(forms.Form):
    """One question a word: which kind of place does it mean?"""

    def __init__(self, data: Any, *, words: Sequence[tuple[str, int]]) -> None:
        super().__init__(data, label_suffix="")
        self.words = [word for word, _count in words]
        choices = kind_choices(_("Aucun : à deviner d’après le nom"))
        for place, (word, count) in enumerate(words):
            self.fields[f"mot-{place}"] = forms.ChoiceField(
                label=f"« {word} »",
                choices=choices,
                required=False,
                initial=likely_kind(word),
                help_text=ngettext("%(count)d ligne", "%(count)d lignes", count) % {"count": count},
            )

    def kinds(self) -> dict[str, str]:
        """Call after `is_valid`."""
        return {word: self.cleaned_data[f"mot-{place}"] for place, word in enumerate(self.words)}


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
        self.fields["category"] = forms.ChoiceField(
            label=_("Genre de ce qui n’en dit pas"),
            choices=kind_choices(_("À deviner d’après le nom")),
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
