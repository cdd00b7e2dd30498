"""A Table Schema (Frictionless, with the French `custom_checks`), declared in Python or read from a descriptor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TRUE_VALUES = ("true", "True", "TRUE", "1")
FALSE_VALUES = ("false", "False", "FALSE", "0")
TYPES = frozenset(
    [
        "string",
        "integer",
        "number",
        "boolean",
        "date",
        "datetime",
        "time",
        "year",
        "yearmonth",
        "array",
        "object",
        "geopoint",
        "geojson",
        "duration",
        "any",
    ]
)


class NotASchema(ValueError):
    """The descriptor is none of a Table Schema; the message says why, in French."""


@dataclass(frozen=True)
class Field:
    """One column: its type and what a value in it must keep."""

    name: str
    type: str = "string"
    format: str = "default"
    required: bool = False
    unique: bool = False
    pattern: str = ""
    enum: tuple[Any, ...] = ()
    minimum: Any = None
    maximum: Any = None
    min_length: int | None = None
    max_length: int | None = None
    true_values: tuple[str, ...] = TRUE_VALUES
    false_values: tuple[str, ...] = FALSE_VALUES
    #: What stands for "nothing" in this column; None: what the schema says.
    missing_values: tuple[str, ...] | None = None
    #: What stands before decimals, and between thousands, in a number; whether a unit may stand beside it.
    decimal_sign: str = "."
    group_sign: str = ""
    has_unit: bool = False
    #: What each value of an array must keep.
    items: Field | None = None

    @classmethod
    def from_descriptor(cls, data: Mapping[str, Any]) -> Field:
        """Raises NotASchema."""
        if not isinstance(data, Mapping):
            raise NotASchema("Une colonne du schéma est illisible.")
        name = data.get("name")
        if not isinstance(name, str) or not name:
            raise NotASchema("Une colonne du schéma n’a pas de nom.")
        kind = str(data.get("type") or "string")
        rules = data.get("constraints") or {}
        if not isinstance(rules, Mapping):
            raise NotASchema(f"Les contraintes de la colonne « {name} » sont illisibles.")
        item = data.get("arrayItem")
        return cls(
            name=name,
            type=kind if kind in TYPES else "any",
            format=str(data.get("format") or "default"),
            required=rules.get("required") in (True, "true"),
            unique=rules.get("unique") in (True, "true"),
            pattern=str(rules.get("pattern") or ""),
            enum=tuple(rules.get("enum") or ()),
            minimum=rules.get("minimum"),
            maximum=rules.get("maximum"),
            min_length=_size(rules.get("minLength")),
            max_length=_size(rules.get("maxLength")),
            decimal_sign=str(data.get("decimalChar") or "."),
            group_sign=str(data.get("groupChar") or ""),
            has_unit=data.get("bareNumber") is False,
            true_values=tuple(data.get("trueValues") or TRUE_VALUES),
            false_values=tuple(data.get("falseValues") or FALSE_VALUES),
            missing_values=tuple(data["missingValues"]) if "missingValues" in data else None,
            items=cls.from_descriptor({"name": name, **_flat(item)}) if isinstance(item, Mapping) else None,
        )


def _size(told: Any) -> int | None:
    return int(told) if str(told).isdecimal() else None


def _flat(item: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of an array's items; some schemas write an enumeration beside its constraints."""
    rules = dict(item.get("constraints") or {})
    if "enum" in item:
        rules["enum"] = item["enum"]
    return {**item, "constraints": rules}


@dataclass(frozen=True)
class Check:
    """A rule of the French extension: its name without ending, its parameters."""

    name: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_descriptor(cls, data: Mapping[str, Any]) -> Check:
        if not isinstance(data, Mapping) or not isinstance(params := data.get("params") or {}, Mapping):
            raise NotASchema("Une règle du schéma (« custom_checks ») est illisible.")
        return cls(str(data.get("name", "")).replace("_", "-").removesuffix("-value"), dict(params))

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that it reads."""
        found: list[str] = []
        for key in ("column", "column1", "column2", "othercolumns", "columns"):
            given = self.params.get(key) or ()
            found += [given] if isinstance(given, str) else list(given)
        return tuple(found)


@dataclass(frozen=True)
class TableSchema:
    """Columns in their order, and the rules that hold over several."""

    name: str
    version: str
    fields: tuple[Field, ...]
    title: str = ""
    checks: tuple[Check, ...] = ()
    missing_values: tuple[str, ...] = ("",)
    primary_key: tuple[str, ...] = ()

    @classmethod
    def from_descriptor(cls, data: Any) -> TableSchema:
        """Raises NotASchema when `data` describes no table (a JSON Schema, a list…)."""
        if not isinstance(data, Mapping) or not isinstance(data.get("fields"), Sequence):
            raise NotASchema("Ce schéma ne décrit pas un tableau : il n’a pas de liste de colonnes (« fields »).")
        key = data.get("primaryKey") or ()
        return cls(
            name=str(data.get("name") or data.get("title") or ""),
            version=str(data.get("version") or "").removeprefix("v"),
            title=str(data.get("title") or ""),
            fields=tuple(Field.from_descriptor(each) for each in data["fields"]),
            checks=tuple(Check.from_descriptor(each) for each in data.get("custom_checks") or ()),
            missing_values=tuple(data.get("missingValues", ("",))),
            primary_key=(key,) if isinstance(key, str) else tuple(key),
        )

    @property
    def columns(self) -> list[str]:
        return [each.name for each in self.fields]

    def __str__(self) -> str:
        return f"{self.title or self.name} {self.version}"
