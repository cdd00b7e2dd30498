"""What blocks name: pictures, documents, pages, bodies, places; written with other numbers, or proved."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.coreutils import resolve_model_string
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from bastide.kit.registry.leaving import Rename

_TAGS = "p|h[2-4]|b|i|strong|em|ol|ul|li|a|br|hr|sub|sup|blockquote|code|del"
#: The rich text that our editor writes, and nothing else: what is left of a text without these has no "<".
_TAG = re.compile(rf"<(/?)(?:{_TAGS})((?:\s+[a-z-]+=\"[^\"<>]*\")*)\s*/?>")
_ATTRIBUTE = re.compile(r"\s+([a-z-]+)=\"([^\"<>]*)\"")
_ATTRIBUTES = {"data-block-key", "href", "linktype", "id", "start"}
#: What a link of ours names.
_LINKED = {"page", "document"}
_SCHEMES = {"", "http", "https", "mailto", "tel"}
_NAMING = re.compile(r"<(a|embed)\b[^<>]*>")
_KIND, _ID = re.compile(r"\s(?:linktype|embedtype)=\"([a-z]+)\""), re.compile(r"\sid=\"([0-9]{1,18})\"")


def renamed(block: Any, value: Any, rename: Rename) -> Any:
    """The stored JSON of `block`, every number in it as `rename` says; what `rename` does not know is left out."""
    match block:
        case blocks.StreamBlock():
            known = [child for child in value or [] if child.get("type") in block.child_blocks]
            return [
                {**child, "value": renamed(block.child_blocks[child["type"]], child["value"], rename)}
                for child in known
            ]
        case blocks.StructBlock():
            return {
                name: renamed(block.child_blocks[name], each, rename) if name in block.child_blocks else each
                for name, each in (value or {}).items()
            }
        case blocks.ListBlock():
            return [_item(block, item, rename) for item in value or []]
        case blocks.RichTextBlock():
            return renamed_text(value or "", rename)
        case blocks.ChooserBlock():
            return rename(resolve_model_string(block.target_model), value) if value is not None else None
    return value


def _item(block: Any, item: Any, rename: Rename) -> Any:
    if isinstance(item, dict) and item.get("type") == "item":
        return {**item, "value": renamed(block.child_block, item.get("value"), rename)}
    return renamed(block.child_block, item, rename)


def renamed_text(html: str, rename: Rename) -> str:
    """Rich text: links to pages and documents, pictures in it."""
    models = {"page": Page, "document": get_document_model(), "image": get_image_model()}

    def again(match: re.Match[str]) -> str:
        tag = match[0]
        kind, number = _KIND.search(tag), _ID.search(tag)
        if kind is None or number is None or kind[1] not in models:
            return tag
        found = rename(models[kind[1]], int(number[1]))
        if found is None:
            return _ID.sub("", _KIND.sub("", tag))
        return _ID.sub(f' id="{found}"', tag)

    return _NAMING.sub(again, html)


def named_in(block: Any, value: Any) -> set[tuple[type[Any], Any]]:
    """All that the stored JSON of `block` names: models and numbers."""
    found: set[tuple[type[Any], Any]] = set()

    def keep(model: type[Any], key: Any) -> Any:
        found.add((model, key))
        return key

    renamed(block, value, keep)
    return found


def prove(block: Any, value: Any) -> None:
    """What came from elsewhere holds nothing that our own editor would refuse. Raises ValidationError."""
    match block:
        case blocks.StreamBlock():
            for child in value or []:
                prove(block.child_blocks[child["type"]], child["value"])
        case blocks.StructBlock():
            for name, each in (value or {}).items():
                if name not in block.child_blocks:
                    raise ValidationError(name)
                prove(block.child_blocks[name], each)
        case blocks.ListBlock():
            for item in value or []:
                prove(block.child_block, item.get("value") if isinstance(item, dict) and "value" in item else item)
        case blocks.RichTextBlock():
            prove_text(value or "")
        case TypedTableBlock() | blocks.ChooserBlock():
            pass
        case blocks.FieldBlock() if value not in (None, ""):
            block.field.run_validators(value)


def prove_text(html: str) -> None:
    """Raises ValidationError for markup that our editor does not write: a script, a frame, an address that runs."""
    for match in _TAG.finditer(html):
        given = _ATTRIBUTE.findall(match[2])
        for name, value in given:
            # Of two of one name, who writes links anew and who follows them might each read another.
            if name not in _ATTRIBUTES or not _is_sound(name, value) or [each for each, _ in given].count(name) > 1:
                raise ValidationError(f'{name}="{value[:80]}"')
    if "<" in _TAG.sub("", html):
        raise ValidationError(html[:80])


def _is_sound(name: str, value: str) -> bool:
    match name:
        case "href":
            return _leads_somewhere(value)
        case "linktype":
            return value in _LINKED
        case "id":
            return re.fullmatch(r"[0-9]{1,18}", value) is not None
    return True


def _leads_somewhere(address: str) -> bool:
    if any(ord(sign) < 33 for sign in address) or "&" in address.split("?")[0].split("#")[0]:
        return False
    try:
        return urlsplit(address).scheme in _SCHEMES
    except ValueError:
        return False
