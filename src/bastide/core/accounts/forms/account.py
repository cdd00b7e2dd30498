"""Forms of one's own account."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..names import tidy_person_name, validate_person_name


class PersonNameField(forms.CharField):
    """A first or last name: tidied, then checked."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, validators=[validate_person_name], **kwargs)

    def to_python(self, value: Any) -> str:
        return tidy_person_name(super().to_python(value) or "")


class NameForm(forms.Form):
    first_name = PersonNameField(label=_("Prénom"), widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = PersonNameField(label=_("Nom"), widget=forms.TextInput(attrs={"autocomplete": "family-name"}))


class LanguageForm(forms.Form):
    """Each language is named in itself: whoever cannot read the others finds it."""

    language = forms.ChoiceField(label=_("Langue de mon espace"), choices=settings.LANGUAGES)
