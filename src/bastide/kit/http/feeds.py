"""What a feed may write."""

from __future__ import annotations

import re

#: Signs that XML 1.0 knows no way to write: one in a title would take down the feed of the whole territory.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def in_xml(text: str) -> str:
    return UNWRITABLE.sub("", text)
