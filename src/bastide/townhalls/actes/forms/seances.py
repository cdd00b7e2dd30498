"""A council's meeting: its agenda, what became of each point, its acts deposited together, its minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import Acte, AgendaItem, Matiere
from .preparing import CheckedFileField, day_field

COUNT_LABELS = {
    "votes_for": gettext_lazy("Pour"),
    "votes_against": gettext_lazy("Contre"),
    "abstentions": gettext_lazy("Abstentions"),
}
COUNTS = tuple(COUNT_LABELS)
TOO_MANY = gettext_lazy("Il y a plus de voix que de membres en exercice.")


def count_field(label: Any, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=500, required=False, **options)


def presided_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Séance présidée par"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Par exemple : Aline Dutilh, maire."),
    )


def members_field() -> forms.IntegerField:
    return count_field(
        gettext_lazy("Membres en exercice"),
        help_text=gettext_lazy("Les élus du conseil, présents ou non. Sert aux données ouvertes."),
    )


class SeanceForm(forms.Form):
    body = forms.CharField(label=gettext_lazy("Assemblée"), max_length=120)
    held_on = day_field(label=gettext_lazy("Date de la séance"))
    agenda = forms.CharField(
        label=gettext_lazy("Ordre du jour"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
        help_text=gettext_lazy("Un point par ligne."),
    )


class VotesForm(forms.Form):
    """What became of each point of the agenda, and the votes when somebody counts them."""

    presided_by = presided_field()
    members = members_field()

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"outcome_{item.rank}"] = forms.ChoiceField(
                label=_("Décision"), choices=AgendaItem.Outcome.choices, initial=item.outcome, required=False
            )
            for name, label in COUNT_LABELS.items():
                self.fields[f"{name}_{item.rank}"] = count_field(label, initial=getattr(item, name))

    def points(self) -> Iterator[dict[str, Any]]:
        """Each point with its fields, for the screen."""
        for item in self.items:
            counts = [self[f"{name}_{item.rank}"] for name in COUNTS]
            yield {"item": item, "outcome": self[f"outcome_{item.rank}"], "counts": counts}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        members = data.get("members")
        for item in self.items:
            said = [data.get(f"{name}_{item.rank}") for name in COUNTS]
            if any(said) and members is not None and sum(count or 0 for count in said) > members:
                self.add_error(f"votes_for_{item.rank}", TOO_MANY)
        return data

    @property
    def votes(self) -> dict[int, dict[str, Any]]:
        return {
            item.rank: {name: self.cleaned_data[f"{name}_{item.rank}"] for name in ("outcome", *COUNTS)}
            for item in self.items
        }


class VoteForm(forms.Form):
    """The vote of one deliberation: all of it is optional."""

    votes_for = count_field(gettext_lazy("Votes pour"))
    votes_against = count_field(gettext_lazy("Votes contre"))
    abstentions = count_field(gettext_lazy("Abstentions"))
    members = members_field()
    presided_by = presided_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = [data.get(name) for name in COUNTS]
        given = [count for count in said if count is not None]
        if given and len(given) < len(COUNTS):
            missing = next(name for name, count in zip(COUNTS, said, strict=True) if count is None)
            raise ValidationError({missing: _("Donnez les trois nombres, ou aucun.")})
        members = data.get("members")
        if members is not None and sum(given) > members:
            raise ValidationError({"members": TOO_MANY})
        return data


class DepositForm(forms.Form):
    """The document and the matière of every act of a meeting, on one screen."""

    def __init__(
        self, *args: Any, items: Sequence[AgendaItem], proposed: Mapping[int, Sequence[Matiere]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.by_code = items, {m.code: m for found in proposed.values() for m in found}
        for item in items:
            assert item.acte is not None
            has_file = bool(item.acte.files.all())
            self.fields[f"file_{item.rank}"] = CheckedFileField(
                label=_("Remplacer le PDF déposé") if has_file else _("La délibération signée, en PDF"), required=False
            )
            self.fields[f"matiere_{item.rank}"] = forms.ChoiceField(
                label=_("Matière"),
                required=False,
                choices=[
                    ("", _("À choisir plus tard")),
                    *((m.code, f"{m.code} · {m.trail or m.label}") for m in proposed[item.rank]),
                ],
                initial=_initial(item.acte, proposed[item.rank]),
            )
        self.fields["publishes"] = forms.BooleanField(
            label=_("Publier chaque délibération sur le site dès son accusé de réception"),
            required=False,
            help_text=_("Sauf celles qui citent des personnes : vous les relirez avant."),
        )

    def points(self) -> Iterator[dict[str, Any]]:
        for item in self.items:
            yield {"item": item, "file": self[f"file_{item.rank}"], "matiere": self[f"matiere_{item.rank}"]}

    def given(self, item: AgendaItem) -> tuple[Any, Matiere | None]:
        file = self.cleaned_data.get(f"file_{item.rank}")
        return file or None, self.by_code.get(self.cleaned_data.get(f"matiere_{item.rank}") or "")


def _initial(acte: Acte, proposed: Sequence[Matiere]) -> str:
    codes = [matiere.code for matiere in proposed]
    return acte.matiere_code if acte.matiere_code in codes else ""


class MinutesForm(forms.Form):
    """The minutes, and the day on which they were approved; the file is asked for once."""

    file = CheckedFileField(label=gettext_lazy("Procès-verbal en PDF"))
    approved_on = day_field(
        label=gettext_lazy("Approuvé (« arrêté ») le"),
        required=False,
        help_text=gettext_lazy("D’habitude à la séance suivante. Il se publie alors, dans la semaine."),
    )

    def __init__(self, *args: Any, is_kept: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_kept:
            self.fields["file"].required = False
            self.fields["file"].label = _("Une version corrigée, s’il y en a une")
