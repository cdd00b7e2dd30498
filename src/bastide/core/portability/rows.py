"""A row as JSON, and back: every field of its model, files by their SHA-256, other rows by their number."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from taggit.managers import TaggableManager

from bastide.kit.registry.leaving import Rename, Table

from .errors import BadArchive

KeepFile = Callable[[bytes], str]


def carried_fields(model: type[models.Model], table: Table) -> list[Any]:
    """The columns that leave: all but the number of the row, and what is made again."""
    links_to_parents = set(model._meta.parents.values())
    return [
        field
        for field in model._meta.concrete_fields
        if field not in links_to_parents
        and field.name not in table.without
        and (not field.primary_key or (field.is_relation and not getattr(field.remote_field, "parent_link", False)))
    ]


def many_fields(model: type[models.Model], table: Table) -> list[Any]:
    return [field for field in model._meta.many_to_many if field.name not in table.without]


def as_json(row: models.Model, table: Table, *, mention: Rename, keep: KeepFile) -> dict[str, Any]:
    """`mention` is told of every other row that this one names."""
    values: dict[str, Any] = {}
    for field in carried_fields(type(row), table):
        value = field.value_from_object(row)
        if field.is_relation:
            if value is not None:
                mention(field.related_model, value)
            values[field.name] = value
        elif isinstance(field, models.FileField):
            values[field.name] = _file(value, keep)
        elif field.name in table.inside:
            raw = plain(value)
            table.inside[field.name](raw, mention)
            values[field.name] = raw
        else:
            values[field.name] = plain(value)
    for field in many_fields(type(row), table):
        if isinstance(field, TaggableManager):
            values[field.name] = sorted(tag.name for tag in getattr(row, field.name).all())
            continue
        keys = sorted(getattr(row, field.name).values_list("pk", flat=True))
        for key in keys:
            mention(field.related_model, key)
        values[field.name] = keys
    return {
        "kind": row._meta.label_lower,
        "key": row.pk,
        "values": values | (table.also(row) if table.also is not None else {}),
    }


def _file(file: Any, keep: KeepFile) -> dict[str, Any] | None:
    if not file:
        return None
    with file.storage.open(file.name, "rb") as opened:
        return {"sha256": keep(opened.read()), "name": PurePosixPath(file.name).name}


def plain(value: Any) -> Any:
    """What JSON can hold, without losing a microsecond."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if hasattr(value, "raw_data"):
        return list(value.raw_data)
    return value


def from_json(
    line: dict[str, Any], table: Table, *, rename: Rename, stored: Mapping[str, str]
) -> tuple[models.Model, list[str]]:
    """A row that is not saved yet, and what it cannot be without and this portal has not.

    `stored` says of each field of a file under which name its content was put. Raises BadArchive for a value that its
    field refuses.
    """
    model, values, lost = kind_of(line, table), line["values"], []
    row = model()
    for field in carried_fields(model, table):
        value = values.get(field.name)
        if field.is_relation:
            found = rename(field.related_model, value) if value is not None else None
            if value is not None and found is None and not field.null:
                lost.append(field.name)
            setattr(row, field.attname, found)
        elif isinstance(field, models.FileField):
            setattr(row, field.name, stored.get(field.name))
        else:
            setattr(row, field.name, _typed(field, value, row, table, rename))
    if table.prove is not None:
        table.prove(row)
    return row, lost


def kind_of(line: dict[str, Any], table: Table) -> type[models.Model]:
    """The model of a line: that of the table, or one that inherits it."""
    try:
        kind = apps.get_model(str(line.get("kind")))
    except (LookupError, ValueError) as error:
        raise BadArchive(table.model._meta.label) from error
    if not issubclass(kind, table.model):
        raise BadArchive(table.model._meta.label)
    return kind


def files_of(line: dict[str, Any], table: Table) -> list[tuple[Any, str, str]]:
    """Each file of a line: its field, its SHA-256, the name it had."""
    return [
        (field, str(told["sha256"]), PurePosixPath(str(told["name"])).name[:100] or "fichier")
        for field in carried_fields(kind_of(line, table), table)
        if isinstance(field, models.FileField) and (told := line["values"].get(field.name)) is not None
    ]


def _typed(field: Any, value: Any, row: models.Model, table: Table, rename: Rename) -> Any:
    if field.name in table.inside:
        return table.inside[field.name](value, rename)
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    try:
        # A draft may lack anything; what is there must be what the field takes.
        return field.clean(value, row) if value not in field.empty_values else field.to_python(value)
    except ValidationError as error:
        raise BadArchive(f"{table.model._meta.label}.{field.name}: {' '.join(error.messages)}") from error


def set_what_saving_changed(row: models.Model, values: dict[str, Any], table: Table) -> None:
    """Dates that Django writes by itself at the first save are those of the first life of the row."""
    by_itself = {
        field.name: field.to_python(values[field.name])
        for field in carried_fields(type(row), table)
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    }
    if by_itself:
        type(row)._base_manager.filter(pk=row.pk).update(**by_itself)
