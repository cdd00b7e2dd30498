"""Chromium, and a visitor who complains of everything that should not happen."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    sync_playwright,
)

from dev import CHROMIUM_NAMES, HEADLESS_NAMES

HERE = Path(__file__).resolve().parent
AXE = HERE.parents[1] / "node_modules/axe-core/axe.min.js"
#: No host but ours is ever found, and the browser calls nobody of its own will. Letters are as wide as on a screen.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]
#: What the journey of an answer had to say, which the page itself does not hold.
NOT_OF_THE_PAGE = {"content-encoding", "content-length", "transfer-encoding", "set-cookie"}
#: Without a graphics processor, Chromium says so each time that a picture of a canvas is taken.
OF_THE_DRIVER = "GPU stall due to ReadPixels"
#: Violations that the console does not show, such as those of a policy met while a page is being left.
WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => {
  window.bastideComplain(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""
#: The size of the letters follows some moments after it was asked.
LETTERS_ARE = "(size) => getComputedStyle(document.documentElement).fontSize === size"


def find_chromium() -> str | None:
    """The path of a Chromium: the one the launcher found, else the first on PATH."""
    names = (*HEADLESS_NAMES, *CHROMIUM_NAMES)
    return os.environ.get("BASTIDE_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@contextlib.contextmanager
def chromium(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visitor:
    """One browser window on the portal. `complaints` fills while it is used, and is checked at the end."""

    origin: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    #: Addresses that are expected to answer an error, and with which code.
    expected: dict[str, int] = field(default_factory=dict)
    #: Where what an editor keeps by itself may be refused while something is still empty, as a regular expression.
    may_refuse: str = ""
    requests: list[str] = field(default_factory=list)
    #: The last page that came, by an address, a link or a form.
    answer: Response | None = field(default=None, repr=False)
    #: Opens a window like this one, with JavaScript; None in a window that has it.
    open_with_script: Callable[[], Visitor] | None = field(default=None, repr=False)
    _with_script: Visitor | None = field(default=None, repr=False)
    _tools: CDPSession | None = field(default=None, repr=False)
    _letters: int = 1

    def go(self, path: str, *, status: int = 200) -> Page:
        """Open `path` and complain unless it answers `status`."""
        address = self.origin + path
        if status >= 400:
            self.expected[address] = status
        response = self.page.goto(address)
        if response is None or response.status != status:
            self.complaints.append(f"{path} answers {response and response.status}, not {status}")
        return self.page

    def with_script(self) -> Visitor:
        """A window with JavaScript on the very answer that this one reads: what led to it is not done twice."""
        assert self.open_with_script
        assert self.answer
        answer, address = self.answer, self.answer.url
        assert address == self.page.url.partition("#")[0], (address, self.page.url)
        other = self._with_script = self._with_script or self.open_with_script()
        kept = {name: value for name, value in answer.all_headers().items() if name not in NOT_OF_THE_PAGE}
        if other.answer is answer:
            return other
        if answer.status >= 400:
            other.expected[address] = answer.status
        other.context.add_cookies(self.context.cookies())
        other.page.set_viewport_size(self.page.viewport_size)
        other.page.route(
            lambda url: url == address,
            lambda route: route.fulfill(status=answer.status, headers=kept, body=answer.body()),
            times=1,
        )
        other.page.goto(address)
        other.answer = answer
        return other

    def resize(self, width: int, height: int, *, scheme: str = "light", text_zoom: int = 1) -> None:
        """Make the window that size, in that colour scheme, with the reader's own letters `text_zoom` times larger."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)
        self.enlarge_letters(text_zoom)

    def enlarge_letters(self, times: int) -> None:
        """What a reader does who asks the browser for larger letters, and nothing else."""
        if times == self._letters:
            return
        if self._tools is None:
            self._tools = self.context.new_cdp_session(self.page)
        self._tools.send("Page.setFontSizes", {"fontSizes": {"standard": 16 * times, "fixed": 13 * times}})
        self.page.wait_for_function(LETTERS_ARE, arg=f"{16 * times}px")
        self._letters = times

    def axe(self) -> list[str]:
        """What axe finds wrong in the page, with all the rules it has on by default."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text())
        return self._probe("axe")

    def too_wide(self) -> list[str]:
        """What makes the page scroll sideways."""
        return self._probe("tooWide")

    def out_of_reach(self) -> list[str]:
        """What a person without a mouse does not reach, does not see reached, or sees hidden under something else."""
        # Once more than there are controls: a box that scrolls is a stop too. The key is held down: half the messages.
        for _ in range(self._ask("followFocus") + 3):
            self.page.keyboard.down("Tab")
        self.page.keyboard.up("Tab")
        return self._probe("outOfReach")

    def _probe(self, name: str) -> list[str]:
        """What the function `name` of `probes.js` found."""
        return [f"{self.page.url}: {line}" for line in self._ask(name)]

    def _ask(self, name: str) -> Any:
        """What the function `name` of `probes.js` answers; the browser runs it beside the page, whatever its policy."""
        return self.page.evaluate(f"{(HERE / 'probes.js').read_text()}.{name}()")

    def tab_to(self, name: str, *, at_most: int = 120) -> None:
        """Press Tab until what is called exactly `name` has the focus, as a visitor without a mouse does."""
        for _ in range(at_most):
            self.page.keyboard.press("Tab")
            if f'"{name}"' in self._focused():
                return
        raise AssertionError(f"{name} cannot be reached by keyboard on {self.page.url}")

    def _focused(self) -> str:
        """What has the focus, as a screen reader says it; "" for nothing, or while another page comes."""
        focused = self.page.locator("*:focus")
        with contextlib.suppress(Error):
            return focused.aria_snapshot(timeout=2_000).partition("\n")[0] if focused.count() else ""
        return ""

    def watch(self) -> None:
        """Listen to everything; called before the first page."""
        self.context.expose_binding("bastideComplain", lambda _source, text: self.complaints.append(text))
        self.context.add_init_script(WATCH_POLICY)
        self.context.on("console", self._hear_console)
        self.context.on("weberror", lambda error: self.complaints.append(f"page error: {error.error}"))
        self.context.on("request", self._see_request)
        self.context.on("requestfailed", self._see_failure)
        self.context.on("response", self._see_response)

    def _may_refuse(self, address: str) -> bool:
        return bool(self.may_refuse) and re.search(self.may_refuse, address) is not None

    def _hear_console(self, message: ConsoleMessage) -> None:
        address = message.location.get("url", "")
        if OF_THE_DRIVER in message.text:
            return
        if message.type in {"error", "warning"} and address not in self.expected and not self._may_refuse(address):
            self.complaints.append(f"console {message.type}: {message.text} ({address})")

    def _see_request(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.complaints.append(f"request to another host: {request.url}")

    def _see_failure(self, request: Request) -> None:
        # A page that is left takes back what it had asked.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url} ({request.failure})")

    def _see_response(self, response: Response) -> None:
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            self.answer = response
        if response.status == 400 and self._may_refuse(response.url):
            return
        if response.status >= 400 and self.expected.get(response.url) != response.status:
            self.complaints.append(f"{response.status}: {response.url}")


@contextlib.contextmanager
def visitor(
    browser: Browser,
    origin: str,
    *,
    width: int = 1280,
    height: int = 900,
    javascript: bool = True,
    scheme: str = "light",
    zoom: int = 1,
    device_scale: int = 1,
    text_zoom: int = 1,
    reduced_motion: bool = True,
    media: str = "screen",
) -> Iterator[Visitor]:
    """A new window without any past.

    `zoom=2` is what 200 % does in the browser's menu: half the CSS pixels, each twice as large. `text_zoom=2` doubles
    the reader's own letter size and nothing else. `device_scale=2` is a fine screen, such as a telephone's.
    """
    options = {
        "base_url": origin,
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
        "viewport": {"width": width // zoom, "height": height // zoom},
        "device_scale_factor": zoom * device_scale,
        "color_scheme": scheme,
        "reduced_motion": "reduce" if reduced_motion else "no-preference",
    }
    opened = contextlib.ExitStack()
    complaints: list[str] = []

    def open_window(*, javascript: bool) -> Visitor:
        context = opened.enter_context(browser.new_context(**options, java_script_enabled=javascript))
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.emulate_media(media=media)
        who = Visitor(origin, context, page, complaints)
        who.watch()
        who.enlarge_letters(text_zoom)
        return who

    with opened:
        who = open_window(javascript=javascript)
        if not javascript:
            who.open_with_script = partial(open_window, javascript=True)
        yield who
