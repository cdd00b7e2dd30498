"""Names of people as they are typed: what a name may hold, so that it cannot carry a link, markup or hidden signs."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: Besides letters and their marks.
ALLOWED_SIGNS = frozenset(" -'’.·")


def tidy_person_name(name: str) -> str:
    """Composed form (NFC), single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def validate_person_name(name: str) -> None:
    """Raises ValidationError for a sign that no name has: digit, slash, angle bracket, control or direction mark."""
    if re.search(r"\.\S", name):
        raise ValidationError(_("Mettez une espace après le point, comme dans « M. Durand »."), code="person_name")
    odd = sorted({sign for sign in name if not (unicodedata.category(sign)[0] in "LM" or sign in ALLOWED_SIGNS)})
    if odd:
        shown = " ".join(sign if sign.isprintable() else f"U+{ord(sign):04X}" for sign in odd[:5])
        raise ValidationError(
            _(
                "Un nom ne contient que des lettres, des espaces, des traits d’union et des apostrophes."
                " À retirer : %(signs)s"
            ),
            code="person_name",
            params={"signs": shown},
        )
