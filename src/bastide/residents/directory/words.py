"""Words compared as people mean them, whatever their capitals and accents."""

from __future__ import annotations

import re
import unicodedata


def folded(text: str) -> str:
    """Lower case, without accents, each run of other signs one space: to compare words."""
    small = text.lower().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", small) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())
