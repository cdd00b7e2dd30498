"""Forms for strangers, without a cookie: a signed mark says when the page was shown, a trap catches machines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bastide.core.accounts.actions import Limit

#: Reports and requests from one network address.
REACH = Limit("directory.reach", 8, timedelta(hours=1))
#: Nobody reads and writes faster (seconds); a page left open longer is shown anew.
FASTEST, LONGEST = 2, 86_400
_SALT = "bastide.directory.reach"


def mark(subject: str) -> str:
    """What a form shown now carries."""
    return signing.dumps(subject, salt=_SALT)


def mark_is_of(told: str, subject: str) -> bool:
    """Whether a form about `subject` was shown to who sends this, less than a day ago."""
    try:
        return signing.loads(told, salt=_SALT, max_age=LONGEST) == subject
    except signing.BadSignature:
        return False


class StrangerForm(forms.Form):
    """A form for anybody about `subject`. Nothing typed is lost when the mark is refused: it is sent again."""

    mark = forms.CharField(widget=forms.HiddenInput)
    #: Hidden from people by the style sheet, and said to be left empty for those who read without it.
    website = forms.CharField(required=False, label=_("Laissez ce champ vide"))

    def __init__(self, data: Any = None, *, subject: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.subject = subject
        self.initial["mark"] = mark(subject)

    @property
    def fresh_mark(self) -> str:
        return mark(self.subject)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("website"):
            raise ValidationError(_("Ce formulaire a été rempli par une machine."))
        if not mark_is_of(str(data.get("mark", "")), self.subject):
            raise ValidationError(
                _("Cette page était ouverte depuis trop longtemps. Relisez, puis envoyez de nouveau.")
            )
        return data


class ReportForm(StrangerForm):
    message = forms.CharField(
        label=_("Qu’est-ce qui n’est pas juste ?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Par exemple : c’est fermé le mercredi, le téléphone a changé."),
        error_messages={"required": _("Dites en quelques mots ce qui n’est pas juste.")},
    )
    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        required=False,
        help_text=_("Seulement si vous voulez une réponse. Elle est effacée trois mois après."),
    )


class LinkForm(StrangerForm):
    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        help_text=_(
            "Si c’est l’une de celles de la fiche, un lien vous arrive ; sinon qui tient la fiche vous répond."
        ),
        error_messages={"required": _("Écrivez votre adresse électronique.")},
    )
