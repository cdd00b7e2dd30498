"""`ThinStreamField`: a stream field that tells migrations nothing about its blocks."""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField


class ThinStreamField(StreamField):
    """Wagtail writes the whole tree of blocks into each migration, so that a new word in a label makes one.

    What is stored is JSON and stays as it is. The price: in a migration the historical model knows no block, so that a
    data migration must read and write the column's JSON by itself (`wagtail.blocks.migrations` does not work on it).
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, "bastide.kit.streamfields.fields.ThinStreamField", [[]], kwargs
