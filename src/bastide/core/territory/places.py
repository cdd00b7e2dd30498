"""Page addresses, postal addresses, telephones, mails and sites: cleaned at the door."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

_is_url = URLValidator(schemes=["http", "https"])


def slug(text: str) -> str:
    """ "Saint-Julien-d’Eymet" is "saint-julien-d-eymet", "L’Œuf" "l-oeuf"."""
    small = text.lower().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", small) if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100].strip("-")


class Wanted(NamedTuple):
    """A page address asked for `key`: its name, then what tells it from homonyms, widest first."""

    key: Hashable
    name: str
    place: str
    code: str


def free_slugs(wanted: Sequence[Wanted], *, taken: Iterable[str], held: Mapping[Any, str]) -> dict[Hashable, str]:
    """An address for each that holds none yet, none of them in `taken`; `held` says who holds what in there.

    The plain name when it is free and asked once; homonyms all take their place after it, then their code. Those who
    hold an address ask with the others: the result depends neither on the order nor on who was there before.
    """
    given: dict[Hashable, str] = {}
    used = set(taken)
    asking = [(one, slug(one.name)) for one in wanted]
    for suffix in ("place", "code", ""):
        times = Counter(text for _one, text in asking)
        left = []
        for one, text in asking:
            if times[text] == 1 and (text not in used or held.get(one.key) == text):
                given[one.key] = text
            elif suffix:
                left.append((one, f"{slug(one.name)}-{slug(getattr(one, suffix))}"))
            elif one.key not in held:
                raise ValueError(f"No free address for {one.key}.")
        used |= set(given.values())
        asking = left
    return {key: text for key, text in given.items() if key not in held}


class Address(NamedTuple):
    street: str
    postcode: str
    city: str


def address(text: str) -> Address:
    """The reference's two lines, "2 place de la Mairie" and "24150 Badefols-sur-Dordogne", in three parts."""
    lines = [" ".join(line.split()) for line in text.replace("'", "’").splitlines() if line.strip()]
    if lines and (last := re.fullmatch(r"(\d{5})\s+(.+)", lines[-1])):
        return Address(", ".join(lines[:-1])[:250], last[1], last[2][:120])
    return Address(", ".join(lines)[:250], "", "")


def phone(text: str) -> str:
    """ "0553582217" and "05 53 58 22 17" alike; an incomplete number is none."""
    digits = re.sub(r"\D", "", text)
    if len(digits) == 11 and digits.startswith("33"):
        digits = f"0{digits[2:]}"
    if len(digits) != 10 or not digits.startswith("0"):
        return ""
    return " ".join(digits[start : start + 2] for start in range(0, 10, 2))


def email(text: str) -> str:
    """The address, or nothing when no mail could reach it."""
    try:
        validate_email(text.strip())
    except ValidationError:
        return ""
    return text.strip()


def website(text: str) -> str:
    """The address of a site with its scheme, or nothing when it leads nowhere."""
    bare = text.strip()
    if not bare or "@" in bare:
        return ""
    if not re.match(r"https?://", bare):
        bare = f"https://{re.sub(r'^https?:/*', '', bare)}"
    try:
        _is_url(bare)
    except ValidationError:
        return ""
    return bare if len(bare) <= 200 else ""
