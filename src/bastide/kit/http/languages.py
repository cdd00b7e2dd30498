"""The language of an address: French, or the one its first part names ("/en/…", "/oc/…")."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.urls import URLResolver
from django.utils.translation import get_language


def others() -> list[str]:
    """The codes of all languages but French, in the order in which they are offered."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def language_of(path: str) -> str:
    first = path.removeprefix("/").partition("/")[0]
    return first if path.startswith("/") and first in others() else str(settings.LANGUAGE_CODE)


def without_language(path: str) -> str:
    """The French address that stands at the same place: "/en/culture/" → "/culture/"."""
    code = language_of(path)
    return path if code == settings.LANGUAGE_CODE else path.removeprefix(f"/{code}") or "/"


def home_of(code: str) -> str:
    return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"


class LanguagePrefix:
    """The first part of an address in another language than French; nothing in French.

    Django's own `i18n_patterns` does the same, but refuses to stand in addresses that others include.
    """

    converters: dict[str, Any] = {}

    @property
    def language_prefix(self) -> str:
        return home_of(get_language() or str(settings.LANGUAGE_CODE)).removeprefix("/")

    @property
    def regex(self) -> re.Pattern[str]:
        return re.compile(re.escape(self.language_prefix))

    def match(self, path: str) -> tuple[str, tuple[()], dict[str, Any]] | None:
        prefix = self.language_prefix
        return (path.removeprefix(prefix), (), {}) if path.startswith(prefix) else None

    def check(self) -> list[Any]:
        return []

    def describe(self) -> str:
        return f"'{self}'"

    def __str__(self) -> str:
        return self.language_prefix


def in_each_language(urls: Any) -> URLResolver:
    """The addresses of `urls`, a module or a list: as they are in French, below its code in another language."""
    return URLResolver(LanguagePrefix(), urls)  # type: ignore[arg-type]
