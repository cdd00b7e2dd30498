"""What is asked in the guides: words to look for, a commune; and what a body writes beside them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Commune, Territory
from bastide.residents.directory.models import GROUPS, kinds_of

from .models import Audience
from .pivots import plain, spaced
from .reading.head import CODE


class CommuneChoice(forms.Form):
    """A commune by its name, and the guide to go back to ("part/F1427")."""

    PARAMETERS = ("nom", "vers")

    nom = forms.CharField(label=_("Votre commune"), max_length=120, required=False)
    vers = forms.CharField(max_length=30, required=False)

    def clean_vers(self) -> str:
        told = str(self.cleaned_data["vers"])
        return told if re.fullmatch(r"(part|pro|asso)/[FNR]\d{1,9}", told) else ""

    def candidates(self, territory: Territory | None) -> list[Commune]:
        """Communes of the territory whose name has the words asked for; all without words."""
        communes = Commune.objects.in_territory(territory).only("bare_name", "name_kind", "slug", "insee_code")
        words = str(self.cleaned_data.get("nom") or "").strip() if self.is_valid() else ""
        if not words:
            return list(communes)
        exact = [each for each in communes if each.name.casefold() == words.casefold() or each.slug == words]
        return exact or [each for each in communes if _plain(words) in _plain(each.name)]


def _plain(words: str) -> str:
    return slugify(words.replace("’", " ").replace("'", " "))


class GuideCode(forms.CharField):
    """The code of a guide, however it is pasted: "f1427", or the address of its page."""

    def clean(self, value: object) -> str:
        told = str(super().clean(value) or "").strip()
        found = CODE.findall(told.upper())
        if told and not found:
            raise forms.ValidationError(_("Donnez le code du guide, comme F1427, ou l’adresse de sa page."))
        return str(found[-1]) if found else ""


class NoteForm(forms.Form):
    audience = forms.ChoiceField(label=_("Pour qui"), choices=Audience.choices, initial=Audience.PART)
    code = GuideCode(label=_("Quel guide"), help_text=_("Son code, comme F1427, ou l’adresse de sa page."))
    text = forms.CharField(
        label=_("Votre mot"),
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Montré au-dessus du texte de l’État, qui ne change pas, à qui a choisi votre commune."),
    )
    link_label = forms.CharField(label=_("Nom du lien"), max_length=80, required=False)
    link_url = forms.URLField(label=_("Adresse du lien"), max_length=500, required=False, assume_scheme="https")


class ServiceForm(forms.Form):
    code = GuideCode(
        label=_("Quel service"), help_text=_("Le code du service de l’État, comme R1406, ou l’adresse de sa page.")
    )
    title = forms.CharField(label=_("Le nom de votre démarche"), max_length=160)
    url = forms.URLField(label=_("Son adresse"), max_length=500, assume_scheme="https")


class SheetForm(forms.Form):
    title = forms.CharField(label=_("Titre"), max_length=160)
    summary = forms.CharField(label=_("En une phrase"), max_length=280, required=False)
    text = forms.CharField(
        label=_("Texte"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Une ligne vide sépare deux paragraphes ; « - » au début d’une ligne fait un point de liste."),
    )
    beside = GuideCode(
        label=_("À ranger avec"),
        required=False,
        help_text=_("Le code d’un dossier de l’État, comme N358."),
    )
    review_on = forms.DateField(
        label=_("À relire le"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class RuleForm(forms.Form):
    """Who answers to a pivot: kinds of our own directory, types of the national one, or nobody here."""

    pivot = forms.CharField(
        label=_("Pivot ou intitulé"), max_length=160, help_text=_("Tel que les guides le disent, par exemple « caf ».")
    )
    is_nobody = forms.BooleanField(label=_("Personne n’y répond ici : montrer l’adresse de l’État"), required=False)
    kind_1 = forms.ChoiceField(
        label=_("Genre de lieux qui répond"),
        required=False,
    )
    kind_2 = forms.ChoiceField(label=_("Ou aussi ce genre"), required=False)
    kind_3 = forms.ChoiceField(label=_("Ou encore celui-ci"), required=False)
    kind_4 = forms.ChoiceField(label=_("Ou enfin celui-là"), required=False)
    names = forms.CharField(
        label=_("Seulement ceux dont le nom contient"),
        max_length=400,
        required=False,
        help_text=_(
            "Un mot ou plusieurs, séparés par des virgules. Rien : tous les lieux de ces genres, près de la commune."
        ),
    )
    service_types = forms.CharField(
        label=_("Types de l’Annuaire de l’administration"),
        max_length=400,
        required=False,
        help_text=_("Séparés par des virgules, le préféré d’abord : ceux qui disent servir la commune passent devant."),
    )
    needs_recueil_device = forms.BooleanField(
        label=_("Seulement les mairies qui recueillent les demandes de carte d’identité"), required=False
    )
    KINDS = ("kind_1", "kind_2", "kind_3", "kind_4")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        families = [
            (str(group.label), [(each.code, str(each.label)) for each in kinds_of(code)])
            for code, group in GROUPS.items()
        ]
        for name in self.KINDS:
            self.fields[name].choices = [("", "—"), *families]  # type: ignore[attr-defined]

    def clean_names(self) -> list[str]:
        told = re.split(r"[,;\n]+", str(self.cleaned_data["names"]))
        return list(dict.fromkeys(words for each in told if (words := spaced(plain(each)))))

    def clean_service_types(self) -> list[str]:
        told = [each.strip() for each in re.split(r"[,;\s]+", str(self.cleaned_data["service_types"])) if each.strip()]
        if wrong := [each for each in told if not re.fullmatch(r"[\w-]{2,60}", each)]:
            raise forms.ValidationError(_("« %(type)s » n’est pas un type de service.") % {"type": wrong[0]})
        return told

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kinds = list(dict.fromkeys(data.pop(name) for name in self.KINDS if data.get(name)))
        for name in self.KINDS:
            data.pop(name, None)
        says = bool(kinds or data.get("service_types") or data.get("needs_recueil_device"))
        if not says and not data.get("is_nobody") and "service_types" not in self.errors:
            self.add_error("kind_1", _("Dites qui répond : un genre, un type, ou personne."))
        if says and data.get("is_nobody"):
            self.add_error("is_nobody", _("Vous dites que personne ne répond, et qui répond : gardez l’un des deux."))
        return data | {"kinds": kinds}
