"""What is asked to prepare an act, one subject a screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import drafts, duty, exercises, numbering
from ..checks import LONGEST_OBJECT
from ..documents.checking import Checked, Unfit, check
from ..models import ActeFile, DocumentType, Matiere, Nature
from ..wire.charset import sendable

PDF_ONLY = frozenset({"application/pdf"})
ANY_KIND = frozenset(ActeFile.Kind.values)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def day_field(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class CheckedFileField(forms.FileField):
    """A file looked into before anything is made of it; `checked` is put on the file."""

    def __init__(self, *, allowed: frozenset[str] = PDF_ONLY, **options: Any) -> None:
        self.allowed = allowed
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            try:
                vars(file)["checked"] = check(file.file, allowed=self.allowed)  # type: ignore[arg-type]
            except Unfit as refusal:
                raise ValidationError(str(refusal)) from refusal
        return file


def checked_of(file: UploadedFile) -> Checked:
    found = vars(file)["checked"]
    assert isinstance(found, Checked)
    return found


def object_that_fits(given: str) -> str:
    """An object on one line, when the format can carry it. Raises ValidationError."""
    words = " ".join(given.split())
    if (length := len(sendable(words).text)) > LONGEST_OBJECT:
        raise ValidationError(
            _("L’objet est trop long : %(length)s signes, il en faut %(most)s au plus.")
            % {"length": length, "most": LONGEST_OBJECT}
        )
    return words


def refuse_future(day: date, today: date) -> date:
    """Raises ValidationError."""
    if day > today:
        raise ValidationError(_("Cette date est dans l’avenir : un acte porte la date de sa décision."))
    return day


class StartForm(forms.Form):
    """What sort of act, and whether it is written here or comes as a PDF."""

    nature = forms.TypedChoiceField(
        label=gettext_lazy("Quelle sorte d’acte ?"),
        choices=Nature.choices,
        coerce=int,
        widget=forms.RadioSelect,
        initial=Nature.DELIBERATION,
    )
    model_key = forms.ChoiceField(
        label=gettext_lazy("Comment l’écrire ?"),
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Un modèle pose quelques questions et met l’acte en page."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = ("", _("J’ai déjà le document en PDF"))
        self.fields["model_key"].choices = [  # type: ignore[attr-defined]
            own,
            *((model.key, str(model.title)) for model in drafts.MODELS.values()),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        model = drafts.MODELS.get(data.get("model_key", ""))
        if model is not None and data.get("nature") not in (None, model.nature):
            raise ValidationError(
                {"model_key": _("Ce modèle est celui d’un autre acte : %(sort)s.") % {"sort": model.nature.label}}
            )
        return data


class DescribeForm(forms.Form):
    object = forms.CharField(
        label=gettext_lazy("Objet"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ce que l’acte décide, en une phrase. Les habitants le liront tel quel."),
    )
    decided_on = day_field(
        label=gettext_lazy("Date de la décision"), help_text=gettext_lazy("Le jour du vote ou de la signature.")
    )
    number = forms.CharField(
        label=gettext_lazy("Numéro"),
        max_length=40,
        help_text=gettext_lazy("Proposé à la suite des autres. Lettres, chiffres et « _ », quinze signes au plus."),
    )
    author_body = forms.CharField(
        label=gettext_lazy("Pris par"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Par exemple : Conseil municipal."),
    )
    author_name = forms.CharField(label=gettext_lazy("Signé par"), max_length=120)
    author_capacity = forms.CharField(
        label=gettext_lazy("En qualité de"), max_length=120, help_text=gettext_lazy("Par exemple : Maire.")
    )

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_object(self) -> str:
        return object_that_fits(str(self.cleaned_data["object"]))

    def clean_decided_on(self) -> date:
        return refuse_future(self.cleaned_data["decided_on"], self.today)

    def clean_number(self) -> str:
        number = numbering.tidy(self.cleaned_data["number"])
        if not numbering.fits(number):
            raise ValidationError(
                _("Ce numéro ne convient pas : lettres sans accent, chiffres et « _ », quinze signes au plus.")
            )
        return number


class MatiereForm(forms.Form):
    """One of the matières that were found."""

    code = forms.ChoiceField(
        label=gettext_lazy("Quelle matière convient ?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez la matière dans la liste.")},
    )

    def __init__(self, *args: Any, found: Sequence[Matiere], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_code = {matiere.code: matiere for matiere in found}
        self.fields["code"].choices = [(m.code, f"{m.code} · {m.trail or m.label}") for m in found]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Matiere:
        return self.by_code[self.cleaned_data["code"]]


class FileForm(forms.Form):
    """One document: the act itself, or an annexe."""

    file = CheckedFileField(
        label=gettext_lazy("Document"),
        allowed=ANY_KIND,
        help_text=gettext_lazy(
            "150 Mo en tout. L’acte est un PDF sans mot de passe ; les annexes peuvent être des images."
        ),
        error_messages={"required": gettext_lazy("Choisissez le fichier à joindre.")},
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Ce document est"),
        choices=[("main", gettext_lazy("l’acte lui-même")), ("annexe", gettext_lazy("une annexe"))],
        widget=forms.RadioSelect,
    )
    type_code = forms.ChoiceField(label=gettext_lazy("Type de document"), required=False)

    def __init__(self, *args: Any, types: Sequence[DocumentType], main_type: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.main_type = main_type
        self.known = [each.code for each in types]
        self.fields["type_code"].choices = [("", _("Le type habituel")), *type_choices(types)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("type_code"):
            usual = [code for code in (self.main_type, *self.known) if code in self.known]
            data["type_code"] = usual[0] if usual else self.main_type
        return data


def type_choices(types: Sequence[DocumentType]) -> list[tuple[str, str]]:
    return [(each.code, f"{each.label} ({each.code})") for each in types]


class TypesForm(forms.Form):
    """The type of each document, by its rank."""

    def __init__(self, *args: Any, files: Sequence[ActeFile], types: Sequence[DocumentType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for file in files:
            self.fields[f"type_{file.rank}"] = forms.ChoiceField(
                label=file.original_name,
                choices=[("", _("À choisir")), *type_choices(types)],
                initial=file.type_code,
                required=False,
            )

    @property
    def types(self) -> dict[int, str]:
        return {int(name.removeprefix("type_")): code for name, code in self.cleaned_data.items() if code}


class DutyForm(forms.Form):
    """Must it be transmitted? The question is asked by cases, the answer is the law's."""

    case = forms.ChoiceField(label=gettext_lazy("De quoi s’agit-il ?"), widget=forms.RadioSelect)
    names_people = forms.TypedChoiceField(
        label=gettext_lazy("L’acte cite-t-il des personnes ?"),
        choices=[("no", gettext_lazy("Non")), ("yes", gettext_lazy("Oui, des habitants ou des agents"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Les élus et les signataires ne comptent pas."),
    )
    publishes_itself = forms.BooleanField(
        label=gettext_lazy("Publier sur le site de la commune dès l’accusé de réception"), required=False
    )
    has_paper = forms.BooleanField(
        label=gettext_lazy("Une partie des documents est envoyée à la préfecture sur papier"), required=False
    )

    def __init__(self, *args: Any, nature: int, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nature = nature
        self.fields["case"].choices = [(case.key, str(case.words)) for case in duty.CASES[nature]]  # type: ignore[attr-defined]
        if not may_publish:
            del self.fields["publishes_itself"]

    @property
    def answer(self) -> duty.Case:
        found = duty.case_of(self.nature, self.cleaned_data["case"])
        assert found is not None
        return found


class DraftForm(forms.Form):
    """The questions of a model."""

    def __init__(self, *args: Any, model: drafts.Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in model.questions:
            self.fields[question.name] = question.field()


class ExerciseForm(forms.Form):
    """What to exercise, and from where."""

    word = forms.ChoiceField(
        label=gettext_lazy("Que fera la préfecture ?"),
        choices=[(each.word, each.label) for each in exercises.EXERCISES],
        widget=forms.RadioSelect,
        initial=exercises.EXERCISES[0].word,
    )
    begin = forms.ChoiceField(
        label=gettext_lazy("Par où commencer ?"),
        choices=[
            ("ready", gettext_lazy("Un acte déjà prêt, à transmettre")),
            ("draft", gettext_lazy("Un acte à préparer moi-même, d’après un modèle")),
        ],
        widget=forms.RadioSelect,
        initial="ready",
    )
