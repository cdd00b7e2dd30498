"""Forms about pages outside Wagtail's own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import DraftLink


class DraftLinkForm(forms.Form):
    days = forms.IntegerField(
        label=_("Combien de jours le lien reste ouvert"),
        min_value=1,
        max_value=DraftLink.LONGEST_DAYS,
        initial=7,
        help_text=_("Trente jours au plus. Vous pourrez le fermer avant."),
    )
    with_below = forms.BooleanField(label=_("Montrer aussi les pages au-dessous"), required=False)
