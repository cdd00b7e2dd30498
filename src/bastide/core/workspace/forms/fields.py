"""Fields that read what people really type: « 8 h 30 », « 05.53.58.30.32 »."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_CLOCK = re.compile(r"^\s*(?P<hour>[0-9]{1,2})\s*(?:[hH:.]\s*(?P<minute>[0-9]{2})?)?\s*(?:heures?|min)?\s*$")


class ClockField(forms.CharField):
    """A time of day written « 8 h 30 », « 8h », « 08:30 » or « 8 »; midnight at the end of a day is « 24 h »."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "size": 7}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """ "HH:MM", or "" when nothing was typed.

        Raises ValidationError for what is no time of day.
        """
        text = super().clean(value).replace("\u202f", " ").replace("\u00a0", " ")
        if not text.strip():
            return ""
        found = _CLOCK.match(text)
        if found is None:
            raise ValidationError(_("Écrivez l’heure ainsi : 8 h 30."), code="clock")
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        if (hour, minute) == (24, 0):
            return "24:00"
        if hour > 23 or minute > 59:
            raise ValidationError(_("Cette heure n’existe pas : écrivez par exemple 8 h 30."), code="clock")
        return time(hour, minute).strftime("%H:%M")


class PhoneField(forms.CharField):
    """A French telephone number; kept as pairs: « 05 53 58 30 32 »."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 25)
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """The number in pairs, or "".

        Raises ValidationError for anything but ten digits beginning with 0, or a short number of three or four digits.
        """
        text = super().clean(value)
        digits = re.sub(r"[\s.\-\u00a0\u202f/]", "", text)
        if digits.startswith("+33"):
            digits = "0" + digits[3:].removeprefix("(0)").removeprefix("0")
        if not digits:
            return ""
        if re.fullmatch(r"0[1-9][0-9]{8}", digits):
            return " ".join(digits[i : i + 2] for i in range(0, 10, 2))
        if re.fullmatch(r"[13][0-9]{2,3}", digits):
            return digits
        raise ValidationError(
            _("Un numéro a dix chiffres et commence par 0, par exemple 05 53 58 30 32."), code="phone"
        )
