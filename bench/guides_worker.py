"""In the process of one installation: parse, render, compare, write pages."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable

from django.template import engines
from django.template.loader import render_to_string
from lxml import etree

from bastide.residents.comarquage import rendering
from bastide.residents.comarquage.completeness import compare
from bastide.residents.comarquage.page import Origin, SiteLinks, guide_page, page_main
from bastide.residents.comarquage.reading.xml import parse

from .machine import table

PAGES = 400


def read_whole(zips: list[str]) -> int:
    """Parsing, rendering and comparing each document; then pages. Runs inside an installation."""
    texts: list[tuple[str, bytes]] = []
    for path in zips:
        with zipfile.ZipFile(path) as archive:
            texts += [(name, archive.read(name)) for name in archive.namelist()]
    size = sum(len(text) for _name, text in texts) / 1e6
    links = SiteLinks()
    bare = _timed(lambda: [etree.fromstring(text) for _name, text in texts])
    parsed = _timed(lambda: [parse(text) for _name, text in texts])
    rendered = _timed(lambda: [rendering.render(parse(text), links=links) for _name, text in texts])
    rows = [
        [what, f"{seconds:.1f}", f"{len(texts) / seconds:.0f}"]
        for what, seconds in (("bare lxml parse", bare), ("our parse", parsed), ("parse and render", rendered))
    ]
    print(f"\n{len(texts)} documents, {size:.0f} MB of XML.\n")
    print(table(["reading", "seconds", "documents/s"], rows), flush=True)

    def pages() -> list[str]:
        return [
            render_to_string("comarquage/guide_content.html", {"page": guide_page(parse(text), origin=Origin(name))})
            for name, text in texts[:: len(texts) // PAGES]
        ]

    pages()
    whole = _timed(pages)
    nothing = engines["django"].from_string("{% for word in words %}{{ word }}{% endfor %}")
    words = ["mot"] * 10
    empty = _timed(lambda: [nothing.render({"words": words}) for _rank in range(PAGES)])
    rows = [
        ["a template with ten words", f"{PAGES / empty:.0f}"],
        ["a guide from its XML", f"{len(texts[:: len(texts) // PAGES]) / whole:.0f}"],
    ]
    print("\n" + table(["pages", "a second"], rows), flush=True)

    runs, complaints, unknown = 0, 0, 0
    for name, text in texts:
        root = parse(text)
        page = guide_page(root, origin=Origin(name))
        found = compare(root, page_main(page))
        runs += found.runs
        complaints += len(found.complaints)
        unknown += sum(page.unknown.values())
        for complaint in found.complaints[:3]:
            print(f"{name}: {complaint}")
    print(f"\n{runs:,} texts compared with their pages: {complaints} wrong; {unknown} unknown elements.", flush=True)
    return 1 if complaints or unknown else 0


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
