"""What every page owes every reader, whatever its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from .browser import Visitor
from .pages import DOOR, FORMS, POLE, PUBLIC, SECRETARY, WEBMASTER, Stop
from .windows import faults

pytestmark = pytest.mark.journey
#: The number of an error page; the key that an application of codes is given.
ANOTHER_EACH_TIME = re.compile(r"\b\w{4}-\w{4}\b|\b[A-Z2-7]{32}\b")
#: To print and to copy an address, a browser has its own menu; only a script is told a place.
ONLY_WITH_SCRIPT = "[data-action=print], [data-action=copy], [data-near-me]"
#: The words of a page, without these tools. The browser asks it, whether or not the page may run scripts.
TOLD = """(tools) => {
  const shown = [...document.querySelectorAll(tools)].filter((tool) => !tool.hidden);
  shown.forEach((tool) => { tool.hidden = true; });
  const words = document.querySelector("main").innerText;
  shown.forEach((tool) => { tool.hidden = false; });
  return words;
}"""
#: Who reads which pages.
READERS = {
    "anybody": (None, PUBLIC),
    "at the door": (None, DOOR),
    "secretary": ("secretaire", SECRETARY),
    "pole": ("pole", POLE),
    "webmaster": ("web", WEBMASTER),
}
#: So many pages in one test, so that the processes end at about the same time.
A_PART = 12


def parts() -> dict[str, tuple[str, list[Stop]]]:
    found = {}
    for reader, (_, stops) in READERS.items():
        for first in range(0, len(stops), A_PART):
            found[f"{reader} {first + 1}"] = (reader, stops[first : first + A_PART])
    return found


PARTS = parts()


@pytest.mark.parametrize("part", PARTS)
def test_pages_are_for_every_reader(visit, server, part):
    """Each page is opened twice, with and without scripts: axe, width, keyboard, words, print, no cookie."""
    reader, stops = PARTS[part]
    name = READERS[reader][0]
    who, without = visit(signed_in=name), visit(signed_in=name, javascript=False)
    found = []
    for stop in stops:
        who.go(stop.path, status=stop.status)
        found += [] if stop.is_live else told_otherwise(who, without, stop)
        found += faults(who)
        if reader == "anybody" and not stop.is_frame:
            found += [f"{stop}, printed: {line}" for line in wrong_on_paper(who, stop, server.port)]

    assert not found, "\n".join(found)
    assert reader != "anybody" or who.context.cookies() == without.context.cookies() == []


@pytest.mark.parametrize("reader", FORMS)
def test_forms_say_the_same_without_javascript(visit, reader):
    name = READERS[reader][0]
    who, without = visit(signed_in=name), visit(signed_in=name, javascript=False)
    found = []
    for stop in FORMS[reader]:
        who.go(stop.path, status=stop.status)
        found += told_otherwise(who, without, stop)

    assert found == []


def told_otherwise(who: Visitor, without: Visitor, stop: Stop) -> list[str]:
    """What the page that `who` reads says and `without` script does not say, or the other way round."""
    without.go(stop.path, status=stop.status)
    with_script, alone = (
        ANOTHER_EACH_TIME.sub("", one.page.evaluate(TOLD, ONLY_WITH_SCRIPT)).split() for one in (who, without)
    )
    if with_script == alone:
        return []
    lost = [word for word in with_script if word not in alone]
    return [f"{stop}, without JavaScript: {' '.join(lost or alone)}"]


def wrong_on_paper(who: Visitor, stop: Stop, port: int) -> Iterator[str]:
    """What a printed page lacks, or has too much. The page ends on the screen again."""
    page = who.page
    page.emulate_media(media="print", color_scheme="light")
    # What a browser tells a page before it prints it.
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    line = page.locator(".printed")
    said = line.inner_text() if line.is_visible() else ""
    address = f"localhost:{port}{stop.path.partition('?')[0]}"
    for part in (address, str(page.evaluate("() => new Date().getFullYear()"))):
        if part not in said:
            yield f"no {part} in « {said} »"
    if not page.locator("h1").first.is_visible():
        yield "no title"
    if page.locator("nav").first.is_visible():
        yield "a menu"
    page.emulate_media(media="screen")
