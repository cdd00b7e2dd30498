"""The form of a publication: one file, and what it says of itself may be left to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bastide.core.media.screens import DocumentField
from bastide.core.workspace.screens import DeskForm

from .models import PublishedDocument


class PublicationForm(DeskForm):
    file = DocumentField(label=_("Le document"), help_text=_("Un PDF, ou un texte Word ou LibreOffice."))
    kind = forms.ChoiceField(
        label=_("Quel document ?"),
        choices=[("", _("Le reconnaître d’après son texte")), *PublishedDocument.Kind.choices],
        required=False,
    )
    dated_on = forms.DateField(
        label=_("Sa date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Celle de la séance ou du numéro. Laissez vide pour la prendre dans le document."),
    )
    title = forms.CharField(
        label=_("Son titre"),
        required=False,
        max_length=200,
        help_text=_("Laissez vide : il vous sera proposé d’après le document."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.thing is not None:
            self.fields["file"].required = False
            self.fields["file"].label = _("Un autre fichier à la place")
            if self.thing.is_published:
                # Proposed for a draft; what readers see keeps the one that it has.
                self.fields["title"].required, self.fields["title"].help_text = True, ""
