"""What an importer hands over: one place as one source tells it. Plain values, nothing of the database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Contact:
    """A telephone, a mail address or an address of the web; `label` says which, "Accueil", or is empty."""

    value: str
    label: str = ""

    def as_json(self) -> dict[str, str]:
        return {"value": self.value, "label": self.label}


@dataclass
class Stop:
    """One halt of a place that moves. `days` are codes of the week ("mon"), `weeks` "every", "odd", "even", or "1" to
    "5" for the first to the fifth such day of the month.
    """

    days: list[str]
    opens: str
    closes: str
    where: str = ""
    insee_code: str = ""
    lon: float | None = None
    lat: float | None = None
    weeks: str = "every"
    comment: str = ""


@dataclass
class Record:
    """One place. `key` is its number at the source, stable from one delivery to the next.

    None means that the source does not speak of it: what is known stays. An empty value means that it says there is
    none. `category` is a code of `categories.CATEGORIES`. `hours` is a week as `core.territory` keeps it, `{}` closed
    all week; `periods` as in `week.py`. `pivots` gives each service type of the national directory the INSEE codes of
    the communes it serves there. `papi` and `wifi` are fields of `PapiDetails` and `WifiDetails`. `extra` is what the
    source says and nobody shows, kept for exports. `as_of` is the day on which the source last changed it.
    """

    key: str
    name: str
    category: str
    as_of: date | None = None
    summary: str | None = None
    description: str | None = None
    complement: str | None = None
    address: str | None = None
    postcode: str | None = None
    city: str | None = None
    insee_code: str | None = None
    lon: float | None = None
    lat: float | None = None
    phones: list[Contact] | None = None
    emails: list[Contact] | None = None
    websites: list[Contact] | None = None
    hours: dict[str, Any] | None = None
    periods: list[dict[str, Any]] | None = None
    hours_comment: str | None = None
    accessibility: str | None = None
    accessibility_note: str | None = None
    languages: list[str] | None = None
    is_itinerant: bool | None = None
    stops: list[Stop] | None = None
    has_recueil_device: bool | None = None
    siret: str | None = None
    pivots: dict[str, list[str]] | None = None
    papi: dict[str, Any] | None = None
    wifi: dict[str, Any] | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        """What the source speaks of, as JSON values; `key` and `as_of` aside."""
        told = asdict(self)
        return {
            each.name: told[each.name]
            for each in fields(self)
            if each.name not in ("key", "as_of", "extra") and told[each.name] is not None
        }

    def as_json(self) -> dict[str, Any]:
        return {"key": self.key, "as_of": self.as_of.isoformat() if self.as_of else None, "extra": self.extra} | (
            self.values()
        )

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Record:
        """The inverse of `as_json`."""
        told = dict(data)
        told["as_of"] = date.fromisoformat(told["as_of"]) if told.get("as_of") else None
        for name in ("phones", "emails", "websites"):
            if told.get(name) is not None:
                told[name] = [Contact(**each) for each in told[name]]
        if told.get("stops") is not None:
            told["stops"] = [Stop(**each) for each in told["stops"]]
        return cls(**told)

    def digest(self) -> str:
        """Changes when the source says something else; its date alone changes nothing."""
        told = self.values() | {"extra": self.extra}
        return hashlib.md5(json.dumps(told, sort_keys=True, default=str).encode(), usedforsecurity=False).hexdigest()
