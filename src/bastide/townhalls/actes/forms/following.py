"""What is asked once an act is there: publish, withdraw, answer, settle."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.settings import PLAIN
from ..models import Followup, RegisterEntry, Transaction, TransmissionSettings
from ..tiers.calls import is_elsewhere
from .preparing import ANY_KIND, CheckedFileField


class ListForm(forms.Form):
    """What a list of acts is narrowed by; nothing here can be wrong."""

    q = forms.CharField(label=gettext_lazy("Mots, numéro"), required=False, max_length=200)
    etat = forms.ChoiceField(label=gettext_lazy("État"), required=False)

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["etat"].choices = [("", _("Tous")), *states]  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    mode = forms.ChoiceField(label=gettext_lazy("Comment le publier ?"), widget=forms.RadioSelect)
    redacted = CheckedFileField(
        label=gettext_lazy("Version aux passages masqués, en PDF"),
        required=False,
        help_text=gettext_lazy("Seulement si l’acte cite des personnes et doit quand même être en ligne."),
    )
    redaction = forms.CharField(
        label=gettext_lazy("Ce qui est masqué, et pourquoi"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Par exemple : nom et adresse de l’habitant concerné, données personnelles."),
    )

    def __init__(self, *args: Any, is_individual: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modes = [RegisterEntry.Mode.NOTIFIED] if is_individual else []
        modes += [RegisterEntry.Mode.ELECTRONIC, RegisterEntry.Mode.POSTER, RegisterEntry.Mode.PAPER]
        self.fields["mode"].choices = [(mode.value, str(mode.label)) for mode in modes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("redacted") and not data.get("redaction"):
            raise ValidationError({"redaction": _("Dites ce qui est masqué : les lecteurs doivent le savoir.")})
        return data


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi le retirer ?"),
        max_length=300,
        help_text=gettext_lazy("Le motif se lira à la place de l’acte. Par exemple : données personnelles."),
    )


class AnswerForm(forms.Form):
    """An answer to a letter: with one document, or several when the préfecture asked for them."""

    sense = forms.ChoiceField(label=gettext_lazy("Votre réponse"), widget=forms.RadioSelect)
    document = CheckedFileField(
        label=gettext_lazy("Document à envoyer"), allowed=ANY_KIND, help_text=gettext_lazy("Un PDF, ou une image.")
    )
    second = CheckedFileField(label=gettext_lazy("Deuxième document"), allowed=ANY_KIND, required=False)
    third = CheckedFileField(label=gettext_lazy("Troisième document"), allowed=ANY_KIND, required=False)

    def __init__(self, *args: Any, kind: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            Transaction.Kind.LETTER: [(Transaction.Sense.ANSWER, _("Répondre au courrier"))],
            Transaction.Kind.REQUEST: [
                (Transaction.Sense.ANSWER, _("Envoyer les pièces demandées")),
                (Transaction.Sense.REFUSAL, _("Refuser de les envoyer, avec une lettre")),
            ],
            Transaction.Kind.OBSERVATIONS: [
                (Transaction.Sense.ANSWER, _("Justifier l’acte")),
                (Transaction.Sense.REFUSAL, _("Refuser de suivre les observations")),
            ],
        }[Transaction.Kind(kind)]
        self.fields["sense"].choices = [(sense.value, label) for sense, label in words]  # type: ignore[attr-defined]
        if len(words) == 1:
            self.fields["sense"].initial = words[0][0].value
        if kind != Transaction.Kind.REQUEST:
            del self.fields["second"], self.fields["third"]

    @property
    def given(self) -> list[Any]:
        names = ("document", "second", "third")
        return [self.cleaned_data[name] for name in names if self.cleaned_data.get(name)]


class ImportForm(forms.Form):
    """What the operator's own tool gave back: a receipt, an archive, a mail."""

    file = forms.FileField(
        label=gettext_lazy("Fichier donné par votre prestataire"),
        help_text=gettext_lazy("L’accusé de réception (XML), une archive ou un courriel enregistré."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 64 * 1024 * 1024:
            raise ValidationError(_("Ce fichier est trop gros pour être une réponse de la préfecture."))
        return file


#: What the State calls a body. Source: reference §6 (read 2026-11); those that a territory like ours has.
BODY_NATURES = (
    ("31", gettext_lazy("Commune")),
    ("33", gettext_lazy("CCAS, caisse des écoles, autre établissement communal")),
    ("41", gettext_lazy("Syndicat de communes ou syndicat mixte fermé")),
    ("42", gettext_lazy("Syndicat mixte ouvert")),
    ("44", gettext_lazy("Communauté de communes")),
    ("46", gettext_lazy("Communauté d’agglomération")),
    ("45", gettext_lazy("Communauté urbaine")),
    ("24", gettext_lazy("Établissement public du département")),
    ("71", gettext_lazy("Autre")),
)


class SettingsForm(forms.ModelForm[TransmissionSettings]):
    """Who the body is for the State, through whom it transmits, how it publishes."""

    address = forms.URLField(
        label=gettext_lazy("Adresse du service"), required=False, max_length=300, assume_scheme="https"
    )
    password = forms.CharField(
        label=gettext_lazy("Mot de passe chez le prestataire"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Gardé chiffré. Laissez vide pour ne pas le changer."),
    )
    certificate = forms.FileField(
        label=gettext_lazy("Certificat et sa clé (PEM)"),
        required=False,
        help_text=gettext_lazy("Demandé par certains prestataires (RGS**). Gardé chiffré, chaque usage est noté."),
    )

    body_nature = forms.ChoiceField(label=gettext_lazy("Nature de l’organisme"))

    class Meta:
        model = TransmissionSettings
        fields = PLAIN
        help_texts = {
            "siren": gettext_lazy("Neuf chiffres."),
            "department": gettext_lazy("Trois signes : 024, 02A, 971."),
            "arrondissement": gettext_lazy("Un chiffre, celui de la sous-préfecture."),
            "is_training": gettext_lazy("Tout ce que vous commencez devient un exercice, avec une préfecture simulée."),
            "mode": gettext_lazy("Sous 3 500 habitants, le conseil peut choisir l’affichage ou le papier."),
        }
        error_messages: ClassVar[dict[str, Any]] = {
            "siren": {"invalid": gettext_lazy("Un SIREN a neuf chiffres.")},
            "department": {"invalid": gettext_lazy("Écrivez trois signes : 024, 02A, 971.")},
            "arrondissement": {"invalid": gettext_lazy("Écrivez un seul chiffre.")},
        }
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("certificate_ends_on", "agreement_on", "mode_chosen_on")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.body_nature
        others = [(kept, kept)] if kept and kept not in dict(BODY_NATURES) else []
        self.fields["body_nature"].choices = [*BODY_NATURES, *others]  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if address and not is_elsewhere(address):
            raise ValidationError(_("Donnez l’adresse du service de votre prestataire."))
        return address

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("tiers"):
            for name in ("siren", "department", "arrondissement"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Il le faut pour transmettre."))
        needs_address = (TransmissionSettings.Tiers.S2LOW, TransmissionSettings.Tiers.PASTELL)
        if data.get("tiers") in needs_address and not data.get("address") and "address" not in self.errors:
            self.add_error("address", _("Donnez l’adresse du service de votre prestataire."))
        return data


class FollowupForm(forms.ModelForm[Followup]):
    class Meta:
        model = Followup
        fields = ["interest_on", "deliberated_on", "equipped_on", "agreement_on", "trained_on", "note"]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("interest_on", "deliberated_on", "equipped_on", "agreement_on", "trained_on")
        }
