"""An act as a program describes it, under the names that S2LOW gives to its fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import numbering
from ..actions.software import Deposited
from ..actions.transmission import Answer
from ..models import ActeFile, Nature
from .preparing import object_that_fits, refuse_future

MAIN_KINDS = frozenset({ActeFile.Kind.PDF.value, ActeFile.Kind.XML.value})
LEVELS = ("classif1", "classif2", "classif3", "classif4", "classif5")
#: What is read of a deposit; other fields of S2LOW (mails to send, sources) are not taken up.
NAMES = ("nature_code", *LEVELS, "number", "decision_date", "subject", "document_papier", "en_attente", "must_signed")


def _level(*, required: bool = False) -> forms.IntegerField:
    words = gettext_lazy("La matière a deux niveaux au moins (classif1, classif2), en chiffres.")
    errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)
    return forms.IntegerField(required=required, min_value=1, max_value=99, error_messages=errors)


def _flag() -> forms.CharField:
    return forms.CharField(required=False, max_length=10)


class DepositForm(forms.Form):
    """The rules are those of the screens; a program is told, not helped: its number is taken as it is, or refused."""

    nature_code = forms.TypedChoiceField(
        choices=Nature.choices,
        coerce=int,
        error_messages={
            name: gettext_lazy("La nature (nature_code) va de 1 à 6.") for name in ("required", "invalid_choice")
        },
    )
    classif1 = _level(required=True)
    classif2 = _level(required=True)
    classif3 = _level()
    classif4 = _level()
    classif5 = _level()
    number = forms.CharField(error_messages={"required": gettext_lazy("Le numéro (number) manque.")})
    decision_date = forms.DateField(
        input_formats=["%Y-%m-%d"],
        error_messages={
            name: gettext_lazy("La date de la décision (decision_date) s’écrit AAAA-MM-JJ.")
            for name in ("required", "invalid")
        },
    )
    subject = forms.CharField(error_messages={"required": gettext_lazy("L’objet (subject) manque.")})
    document_papier = _flag()
    en_attente = _flag()
    must_signed = _flag()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if not numbering.fits(number):
            raise ValidationError(
                _("Ce numéro ne convient pas : majuscules sans accent, chiffres et « _ », quinze signes au plus.")
            )
        return number

    def clean_subject(self) -> str:
        return object_that_fits(self.cleaned_data["subject"])

    def clean_decision_date(self) -> date:
        return refuse_future(self.cleaned_data["decision_date"], self.today)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [data.get(name) for name in LEVELS]
        if None in given[: max((rank for rank, code in enumerate(given, 1) if code), default=0)] and not self.errors:
            raise ValidationError(_("Un niveau de la matière manque entre deux autres."))
        return data

    def _says_yes(self, name: str) -> bool:
        return str(self.cleaned_data[name]).lower() in ("1", "o", "on", "true", "oui")

    @property
    def nature(self) -> Nature:
        return Nature(self.cleaned_data["nature_code"])

    def deposited(self, documents: Sequence[Answer]) -> Deposited:
        said = self.cleaned_data
        return Deposited(
            nature=self.nature,
            number=said["number"],
            decided_on=said["decision_date"],
            object=said["subject"],
            matiere=".".join(str(said[name]) for name in LEVELS if said[name]),
            documents=documents,
            has_paper=self._says_yes("document_papier"),
            waits=self._says_yes("en_attente"),
            waits_for_signature=self._says_yes("must_signed"),
        )
