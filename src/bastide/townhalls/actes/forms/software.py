"""What is asked to let a program deposit acts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..certificates import fingerprint

#: A certificate in PEM with its chain.
LARGEST_CERTIFICATE = 64 * 1024


class SoftwareKeyForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("Nom du logiciel"),
        max_length=80,
        help_text=gettext_lazy("Par exemple : parapheur du syndicat."),
    )
    return_site = forms.URLField(
        label=gettext_lazy("Adresse du logiciel"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=gettext_lazy("Pour y revenir après la signature. Laissez vide si vous ne la connaissez pas."),
    )
    certificate = forms.FileField(
        label=gettext_lazy("Certificat du logiciel (PEM)"),
        required=False,
        help_text=gettext_lazy("Facultatif. La clé ne servira qu’avec lui. Sa partie publique suffit."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.CLIENT_CERTIFICATE_HEADER:
            del self.fields["certificate"]

    def clean_return_site(self) -> str:
        parts = urlsplit(self.cleaned_data["return_site"])
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    def clean_certificate(self) -> str:
        """Its fingerprint: nothing else is kept."""
        given = self.cleaned_data["certificate"]
        if not given:
            return ""
        found = fingerprint(given.read(LARGEST_CERTIFICATE).decode("ascii", "replace"))
        if not found:
            raise ValidationError(_("Ce fichier n’est pas un certificat PEM."))
        return found
