"""What every page owes every reader, whatever its subject."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .browser import Visitor
from .pages import DOOR, POLE, PUBLIC, SECRETARY, WEBMASTER, Stop
from .windows import faults

pytestmark = pytest.mark.journey
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
    """Each page is asked once, without scripts, then shown with them: words, axe, width, keyboard, print, no cookie."""
    reader, stops = PARTS[part]
    who = visit(signed_in=READERS[reader][0], javascript=False)
    found = []
    for stop in stops:
        who.go(stop.path, status=stop.status)
        found += faults(who, is_live=stop.is_live)
        if reader == "anybody" and not stop.is_frame:
            found += [f"{stop}, printed: {line}" for line in wrong_on_paper(who.with_script(), stop, server.port)]

    assert not found, "\n".join(found)
    assert reader != "anybody" or who.context.cookies() == who.with_script().context.cookies() == []


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
