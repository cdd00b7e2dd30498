"""The strings of the screens, and their catalogues in English and Occitan. French is what the code says: it needs none.

`python catalogues.py update` brings the `.po` files up to date with the code, `check` says what a reader would miss,
`compile` writes the `.mo` that Django reads (not committed), `template FILE` writes all strings for a translator, and
`fill LANGUAGE FILE…` takes translations from JSON: `{msgid: msgstr}`, `{msgid: [singular, plural]}` for a plural.
See docs/dev/translations.md.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import django
import django.conf
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent
SOURCES = ROOT / "src/bastide"
LOCALES = SOURCES / "locale"
LANGUAGES = ("en", "oc")

#: How many of the first arguments are strings: context, singular, plural.
CALLS = {"gettext": "s", "gettext_lazy": "s", "gettext_noop": "s", "ngettext": "sp", "ngettext_lazy": "sp"}
CALLS |= {"pgettext": "cs", "pgettext_lazy": "cs", "npgettext": "csp", "npgettext_lazy": "csp"}
FROM = ("django.utils.translation", "django.utils")
#: Files of templates, whose language Django reads.
TEMPLATES = (".html", ".txt", ".xml", ".svg", ".ics", ".vcf")
#: `%(name)s`, `%s`, `{name}`: what must be the same in a translation.
PLACEHOLDER = re.compile(r"%\([a-z_0-9.]+\)[sdif]|%[sd]|%%|\{[a-z_0-9.]*(?::[^}]*)?\}", re.IGNORECASE)
MARKUP = re.compile(r"</?[a-z][^>]*>")


@dataclass
class Found:
    """One string of the code: where it stands, and its plural if it has one."""

    plural: str = ""
    files: set[str] = field(default_factory=set)


Strings = dict[tuple[str, str], Found]  # (context, msgid) → found


class Unreadable(Exception):
    """A call of gettext whose string is not written there: no catalogue can know it."""


def _names(tree: ast.Module) -> dict[str, str]:
    """How this module calls the functions of gettext: `{"_": "gettext_lazy"}`."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in FROM
        for alias in node.names
        if alias.name in CALLS
    }


def _called(node: ast.Call, names: dict[str, str]) -> str:
    if isinstance(node.func, ast.Name):
        return names.get(node.func.id, "")
    if isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "translation":
        return node.func.attr if node.func.attr in CALLS else ""
    return ""


def python_strings(source: str, origin: str) -> Iterator[tuple[str, str, str]]:
    """Context, msgid and plural of each call. Raises Unreadable, with the line, for one that is not a plain string."""
    tree = ast.parse(source)
    names = _names(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and (function := _called(node, names))):
            continue
        shape = CALLS[function]
        texts = [getattr(part, "value", None) for part in node.args[: len(shape)]]
        if len(texts) != len(shape) or not all(isinstance(text, str) for text in texts):
            if isinstance(node.args[0] if node.args else None, ast.JoinedStr | ast.BinOp):
                raise Unreadable(f"{origin}:{node.lineno}: a string of gettext must be written as one literal.")
            continue  # A stored string, translated where it is shown: it is marked where it is written.
        said = dict(zip(shape, texts, strict=True))
        yield said.get("c", ""), said["s"], said.get("p", "")


#: What `templatize` writes for a tag: a call, with strings that Python reads.
STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
TEMPLATE_CALL = re.compile(rf"(?<!\w)(gettext|ngettext|pgettext|npgettext|_)\(({STRING}(?:, {STRING})*)(?:, ?count)?\)")


def template_strings(source: str, origin: str) -> Iterator[tuple[str, str, str]]:
    for function, arguments in TEMPLATE_CALL.findall(templatize(source, origin=origin)):
        texts = [part.value for part in ast.parse(f"({arguments},)", mode="eval").body.elts]  # type: ignore[attr-defined]
        said = dict(zip(CALLS.get(function, "s"), texts, strict=True))
        yield said.get("c", ""), said["s"], said.get("p", "")


def strings(root: Path = SOURCES) -> Strings:
    """All strings of the code under `root`; tests and scenes of the demonstration are not on a reader's screen."""
    if not django.conf.settings.configured:
        django.conf.settings.configure()
    found: Strings = {}
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if "tests" in parts or "migrations" in parts or "vendor" in parts or not path.is_file():
            continue
        origin = "/".join(parts)
        if path.suffix == ".py":
            said: Iterable[tuple[str, str, str]] = python_strings(path.read_text(), origin)
        elif path.suffix in TEMPLATES and "templates" in parts:
            said = template_strings(path.read_text(), origin)
        else:
            continue
        for context, msgid, plural in said:
            if not msgid:
                continue
            entry = found.setdefault((context, msgid), Found())
            entry.plural = entry.plural or plural
            entry.files.add(origin)
    return found


#: What strangers read of Django in our dates and forms; it says nothing in Occitan.
OF_DJANGO = ("utils/dates.py", "forms/fields.py", "core/validators.py")
HEADER = """\
# Strings of bastide in {name}. French is the source: it stands in the code.
# This file is distributed under the licence of bastide (AGPL-3.0-or-later)."""
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "oc": "nplurals=2; plural=(n > 1);"}


def _catalogue(language: str | None) -> Catalog:
    return Catalog(locale=language, domain="django", charset="utf-8", fuzzy=False)


def po(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES/django.po"


def read(language: str) -> Catalog:
    if not po(language).is_file():
        return _catalogue(language)
    with po(language).open("rb") as file:
        return read_po(file, locale=language, domain="django")


def write(catalogue: Catalog, path: Path, language: str | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    said = io.BytesIO()
    write_po(said, catalogue, width=0, include_lineno=False)
    # Our own head: Babel's has the date of the day, and no plural of Occitan.
    _head, _blank, entries = said.getvalue().decode().partition("\n\n")
    lines = [f"Language: {language or ''}", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    lines += ["Content-Transfer-Encoding: 8bit", f"Plural-Forms: {PLURALS.get(language or 'en')}"]
    head = "\n".join([HEADER.format(name=language or "no language"), 'msgid ""', 'msgstr ""'])
    text = head + "\n" + "".join(f'"{line}\\n"\n' for line in lines) + "\n" + entries
    path.write_text(text)


def rebuilt(found: Strings, old: Catalog | None, language: str | None) -> Catalog:
    """A catalogue of exactly the strings `found`, by file, with what `old` already says of them."""
    fresh = _catalogue(language)
    for (context, msgid), one in sorted(found.items(), key=lambda item: (min(item[1].files), item[0][1])):
        said = old.get(msgid, context=context or None) if old is not None else None
        kept = said.string if said is not None and isinstance(said.string, tuple) == bool(one.plural) else None
        fresh.add(
            (msgid, one.plural) if one.plural else msgid,
            string=kept,
            locations=[(name, 0) for name in sorted(one.files)[:3]],
            flags=said.flags & {"fuzzy"} if said is not None else (),
            context=context or None,
        )
    return fresh


def wanted(language: str, found: Strings | None = None) -> Strings:
    """The strings of the code, and for Occitan those of Django."""
    whole = dict(strings() if found is None else found)
    if language == "oc":
        for name in OF_DJANGO:
            for context, msgid, plural in python_strings((Path(django.__file__).parent / name).read_text(), name):
                whole.setdefault((context, msgid), Found(plural, {f"zz/django/{name}"}))
    return whole


def update() -> None:
    found = strings()
    for language in LANGUAGES:
        write(rebuilt(wanted(language, found), read(language), language), po(language), language)


def _is_plain(message: Message) -> bool:
    return bool(message.id) and isinstance(message.id, str)


def faults_of(message: Message) -> Iterator[str]:
    """What is wrong with one translated string."""
    singular, texts = (message.id, [message.string]) if _is_plain(message) else (message.id[0], list(message.string))
    sources = [singular] if _is_plain(message) else list(message.id)
    if not all(texts):
        yield "not translated"
        return
    if message.fuzzy:
        yield "fuzzy"
    known = set().union(*(PLACEHOLDER.findall(source) for source in sources))
    needed = set.intersection(*(set(PLACEHOLDER.findall(source)) for source in sources))
    for text in texts:
        held = set(PLACEHOLDER.findall(text))
        if not needed <= held <= known:
            yield f"its placeholders differ: {sorted(needed ^ held)}"
        if sorted(MARKUP.findall(text)) not in [sorted(MARKUP.findall(source)) for source in sources]:
            yield "its markup differs"
        # French alone puts a space before a colon.
        outer = [text[:1].isspace(), text[-1:].isspace()], [singular[:1].isspace(), singular[-1:].isspace()]
        if outer[0] != outer[1] and len(singular.strip()) > 1:
            yield "its outer spaces differ"


def faults(language: str, found: Strings | None = None, catalogue: Catalog | None = None) -> list[str]:
    """What a reader of `language` would miss, one line each; what the code no longer says harms nobody."""
    whole = wanted(language, found)
    catalogue = read(language) if catalogue is None else catalogue
    said: dict[tuple[str, str], Message] = {}
    for message in catalogue:
        if message.id:
            said[message.context or "", message.id if _is_plain(message) else message.id[0]] = message
    told = [f"{language}: not in the catalogue: {msgid!r}" for context, msgid in whole if (context, msgid) not in said]
    for (context, msgid), message in said.items():
        if (context, msgid) in whole:
            if bool(whole[context, msgid].plural) == _is_plain(message):
                told.append(f"{language}: its plural was added or removed: {msgid!r}")
            told += [f"{language}: {fault}: {msgid!r}" for fault in faults_of(message)]
    return told


def fill(language: str, files: list[Path]) -> int:
    """Take what JSON files say of strings that are still empty or that they say otherwise; gives how many."""
    catalogue, count = read(language), 0
    for path in files:
        told = json.loads(path.read_text())
        for msgid, text in told.items() if isinstance(told, dict) else ():
            # A context comes first, as in a `.mo`.
            context, _end, rest = msgid.replace("|", "\x04").partition("\x04")
            message = catalogue.get(msgid) or catalogue.get(rest, context=context)
            if message is None or not text:
                continue
            if not _is_plain(message):
                text = tuple(text) if isinstance(text, list) else (text, text)
            elif isinstance(text, list):
                text = text[0]
            if message.string != text:
                message.string, count = text, count + 1
    write(catalogue, po(language), language)
    return count


def compile_all() -> None:
    """Write each `.mo` whole before it has its name: another process may be reading."""
    for language in LANGUAGES:
        if po(language).is_file():
            target = po(language).with_suffix(".mo")
            draft = target.with_name(f"{target.name}.{os.getpid()}")
            catalogue = read(language)
            for message in list(catalogue):
                if message.id and not (message.string if _is_plain(message) else all(message.string)):
                    # Else a plural that nobody translated yet would show nothing at all.
                    catalogue.delete(message.id, message.context)
            with draft.open("wb") as file:
                write_mo(file, catalogue)
            draft.replace(target)


def compile_stale() -> None:
    """The same where a `.mo` is missing or older than its catalogue; for tests, which start without `make setup`."""
    pairs = [(po(language), po(language).with_suffix(".mo")) for language in LANGUAGES]
    if any(one.is_file() and (not two.is_file() or two.stat().st_mtime < one.stat().st_mtime) for one, two in pairs):
        compile_all()


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            update()
        case ["compile"]:
            compile_all()
        case ["template", name]:
            write(rebuilt(wanted("oc"), None, None), Path(name))
        case ["fill", language, *names]:
            print(fill(language, [Path(name) for name in names]))
        case ["check"]:
            told = [line for language in LANGUAGES for line in faults(language)]
            print("\n".join(told) or "Every string is translated.")
            return 1 if told else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
