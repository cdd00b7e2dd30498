"""Visits every page of a site as a machine does, by its links, and says what is wrong with each answer."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from threading import local
from urllib.parse import parse_qsl, urljoin, urlsplit
from xml.etree import ElementTree

import brotli
import feedparser
import icalendar
from django.urls import Resolver404, resolve

from .server import ROOT

#: Where a machine begins.
START = ("/", "/plan/", "/robots.txt", "/sitemap.xml", "/favicon.ico")
#: HTML, styles, scripts and fonts of a first visit, as they travel; pictures besides.
BUDGET_BYTES = 150_000
#: Links of one kind that are followed: beyond, they say the same. Every other kind is followed whole.
AT_MOST = {
    "comarquage:guide": 40,
    "comarquage:near": 10,
    "directory:place": 40,
    "directory:card": 3,
    "directory:mail": 3,
    "directory:report": 3,
    "directory:ask_link": 3,
    "portal:body_statement": 12,
    "portal:commune_image": 3,
    "portal:contact": 8,
    "register:commune": 8,
    "register:commune_feed": 4,
    "register:scdl": 4,
    "geostore:tile": 3,
    "gis:basemap_tile": 3,
}
#: Of one kind with the same parameters: filters and pages of lists.
WITH_PARAMETERS = 3
#: The same when everything is followed: filters of filters never end, the pages of a list do.
FILTERS_OF_ALL = 150
PAGES_OF_A_LIST = ("page",)
#: A reader's own consent to a frame of another site: no machine gives it.
CONSENT = "lecteur"
#: Not pages of the public: the door, and what search engines are kept out of.
CLOSED = ("/comptes/", "/espace/", "/cms/", "/_util/")
#: What a browser fetches by itself with a page.
FETCHED_BY_LINK = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
FETCHED = {"img", "script", "source", "iframe", "video", "audio", "track", "embed", "object", "input"}
WEIGHED = re.compile(r"text/css|javascript|font/|application/font")
FEEDS = re.compile(r"application/(rss|atom)\+xml")


@dataclass
class Page(HTMLParser):
    """What one HTML page links, fetches and says of itself."""

    text: str
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    weighed: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    lang: str = ""
    canonical: str = ""
    social: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.text)
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag in {"a", "area"} and "href" in given:
            self.links.append(given["href"])
        if tag == "form" and given.get("method", "get").lower() == "get":
            self.links.append(given.get("action", ""))
        if tag == "link":
            self._link(given)
        if tag == "meta" and given.get("property") in {"og:image", "og:url"}:
            self.social.append(given.get("content", ""))
        if tag in FETCHED:
            sources = [given.get("src", ""), given.get("data", ""), given.get("poster", "")]
            sources += [part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()]
            self.fetched += [each for each in sources if each]
            if tag == "script" and given.get("src"):
                self.weighed.append(given["src"])

    def _link(self, given: dict[str, str]) -> None:
        kinds = set(given.get("rel", "").split())
        address = given.get("href", "")
        if kinds & FETCHED_BY_LINK:
            self.fetched.append(address)
            if kinds & {"stylesheet", "preload", "modulepreload"} and given.get("media") != "print":
                self.weighed.append(address)
        elif "canonical" in kinds:
            self.canonical = address
        elif "alternate" in kinds:
            self.links.append(address)

    def error(self, message: str) -> None:
        raise AssertionError(message)


@dataclass
class Answer:
    """What came for one address; `size` is what travelled, compressed."""

    address: str
    status: int
    headers: dict[str, str]
    body: bytes
    size: int
    found_on: str
    page: Page | None = None

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip()

    @property
    def is_html(self) -> bool:
        return self.kind == "text/html"


class Crawl:
    """All answers of one host, by path. `host` need not resolve: the server is asked on loopback.

    `whole` follows every link but the filters of filters; nothing new is asked after `until`, a time of `monotonic`.
    """

    def __init__(
        self, host: str, port: int, *, threads: int = 4, whole: bool = False, until: float = float("inf")
    ) -> None:
        self.host, self.port, self.threads = host, port, threads
        self.whole, self.until = whole, until
        #: Links that were not followed: enough of their kind, or too late.
        self.passed_over: Counter[tuple[str, ...]] = Counter()
        self.origin = f"http://{host}:{port}"
        self.answers: dict[str, Answer] = {}
        #: Links that leave the host, with a page that has each.
        self.leaving: dict[str, str] = {}
        self._connections = local()
        self._opened: list[http.client.HTTPConnection] = []
        self._asked: set[str] = set()
        self._counts: Counter[tuple[str, ...]] = Counter()

    def __enter__(self) -> Crawl:
        return self

    def __exit__(self, *_error: object) -> None:
        for connection in self._opened:
            connection.close()

    def run(self, *begin: str) -> Crawl:
        with ThreadPoolExecutor(self.threads) as pool:
            waiting: set[Future[Answer]] = set()

            def ask(address: str, found_on: str) -> None:
                if (path := self._next(address, found_on)) is not None:
                    waiting.add(pool.submit(self._fetch, path, found_on))

            for address in begin:
                ask(self.origin + address, "")
            while waiting:
                done, waiting_now = wait(waiting, return_when=FIRST_COMPLETED)
                waiting = set(waiting_now)
                for future in done:
                    answer = future.result()
                    self.answers[answer.address] = answer
                    for address in self._addresses_in(answer):
                        ask(urljoin(self.origin + answer.address, address), answer.address)
        return self

    def fetch(self, path: str) -> Answer:
        return self._fetch(path, "")

    def _next(self, address: str, found_on: str) -> str | None:
        """The path to ask for, or None: another host, seen before, enough of its kind."""
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"}:
            return None
        if f"{parts.scheme}://{parts.netloc}" != self.origin:
            if address.startswith("http"):
                self.leaving.setdefault(address, found_on)
            return None
        path = parts.path or "/"
        if path.startswith(CLOSED) or CONSENT in dict(parse_qsl(parts.query)):
            return None
        asked = f"{path}?{parts.query}" if parts.query else path
        if asked in self._asked or not self._is_wanted(path, parts.query):
            return None
        self._asked.add(asked)
        return asked

    def _is_wanted(self, path: str, query: str) -> bool:
        name = view_of(path)
        names = tuple(sorted({key for key, _value in parse_qsl(query, keep_blank_values=True)}))
        self._counts[(name, *names)] += 1
        count = self._counts[(name, *names)]
        if self.whole:
            most = FILTERS_OF_ALL if names and names != PAGES_OF_A_LIST else count
        else:
            most = WITH_PARAMETERS if names else AT_MOST.get(name, count)
        wanted = count <= most and time.monotonic() < self.until
        self.passed_over[(name, *names)] += not wanted
        return wanted

    def _fetch(self, path: str, found_on: str) -> Answer:
        for attempt in (1, 2):
            connection = getattr(self._connections, "open", None)
            if connection is None:
                connection = self._connections.open = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                self._opened.append(connection)
            try:
                headers = {"Host": f"{self.host}:{self.port}", "Accept-Encoding": "br, gzip"}
                connection.request("GET", path, headers=headers)
                response = connection.getresponse()
                body = response.read()
                break
            except (http.client.HTTPException, OSError):
                connection.close()
                self._connections.open = None
                if attempt == 2:
                    raise
        answered = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(path, response.status, answered, plain(body, answered), len(body), found_on)
        if answer.is_html:
            answer.page = Page(answer.body.decode())
        return answer

    def _addresses_in(self, answer: Answer) -> Iterator[str]:
        if location := answer.headers.get("location"):
            yield location
        if answer.page is not None:
            yield from (*answer.page.links, *answer.page.fetched, *answer.page.social)
        elif answer.kind in {"application/xml", "text/xml"} and answer.status == 200:
            yield from (each.text or "" for each in ElementTree.fromstring(answer.body).iter() if ends(each, "loc"))
        elif FEEDS.match(answer.kind) and answer.status == 200:
            yield from (entry.get("link", "") for entry in feedparser.parse(answer.body).entries)

    # --- what is wrong ----------------------------------------------------------------------------------------------

    def faults(self) -> list[str]:
        found = [line for answer in self.answers.values() for line in self._faults_of(answer)]
        return sorted(found)

    def _faults_of(self, answer: Answer) -> Iterator[str]:
        where = f"{self.origin}{answer.address}"
        if answer.status >= 400:
            yield f"{where}: {answer.status}, linked on {answer.found_on}"
            return
        if answer.status >= 300:
            return
        try:
            yield from self._faults_of_content(where, answer)
        except Exception as error:
            yield f"{where}: {answer.kind} does not parse: {error}"

    def _faults_of_content(self, where: str, answer: Answer) -> Iterator[str]:
        if answer.page is not None:
            yield from self._faults_of_page(where, answer, answer.page)
        elif FEEDS.match(answer.kind):
            feed = feedparser.parse(answer.body)
            if feed.bozo:
                yield f"{where}: the feed does not parse: {feed.bozo_exception}"
            if not feed.feed.get("title") or not feed.feed.get("link", "").startswith("http"):
                yield f"{where}: the feed has no title or no full link"
        elif answer.kind == "text/calendar":
            icalendar.Calendar.from_ical(answer.body)
        elif answer.kind in {"application/xml", "text/xml", "image/svg+xml"}:
            ElementTree.fromstring(answer.body)
        elif answer.kind.endswith("json"):
            json.loads(answer.body)

    def _faults_of_page(self, where: str, answer: Answer, page: Page) -> Iterator[str]:
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", page.lang):
            yield f"{where}: no lang on <html>"
        for address in page.fetched:
            full = urlsplit(urljoin(self.origin + answer.address, address))
            if full.scheme != "data" and f"{full.scheme}://{full.netloc}" != self.origin:
                yield f"{where}: fetches {address} from somebody else"
        weight = answer.size + sum(self._weight_of(answer, address) for address in set(page.weighed))
        if weight > BUDGET_BYTES:
            yield f"{where}: weighs {weight} bytes"
        for address in page.links:
            target = urlsplit(urljoin(self.origin + answer.address, address))
            if target.fragment and f"{target.scheme}://{target.netloc}" == self.origin:
                other = self.answers.get(f"{target.path}?{target.query}" if target.query else target.path)
                if other is not None and other.page is not None and target.fragment not in other.page.ids:
                    yield f"{where}: links {address}, which has no such place"

    def _weight_of(self, answer: Answer, address: str) -> int:
        path = urlsplit(urljoin(self.origin + answer.address, address)).path
        found = self.answers.get(path)
        return found.size if found is not None and WEIGHED.search(found.kind) else 0

    def pages(self) -> list[Answer]:
        return [answer for answer in self.answers.values() if answer.page is not None and answer.status == 200]

    def samples(self, each: int) -> Iterator[Answer]:
        """Some pages of each view, in the order of their addresses; written pages all."""
        by_view: defaultdict[str, list[Answer]] = defaultdict(list)
        for answer in sorted(self.pages(), key=lambda one: one.address):
            by_view[view_of(answer.address.partition("?")[0])].append(answer)
        for name, found in by_view.items():
            yield from found if name == "wagtail_serve" else found[:each]


def plain(body: bytes, headers: dict[str, str]) -> bytes:
    encoding = headers.get("content-encoding", "")
    if encoding == "br":
        return brotli.decompress(body)
    return gzip.decompress(body) if encoding == "gzip" else body


def ends(element: ElementTree.Element, name: str) -> bool:
    return element.tag == name or element.tag.endswith(f"}}{name}")


def view_of(path: str) -> str:
    """The name of the view that answers, on the portal."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def kinds(answers: Iterable[Answer]) -> Counter[str]:
    """How many answers of each content type there were."""
    return Counter(answer.kind for answer in answers if answer.status == 200)


def html_faults(crawl: Crawl, folder: Path, of_a_view: int) -> tuple[list[str], int]:
    """What `html-validate` says of some pages of each view, and how many it read; its rules: `.htmlvalidate.json`."""
    names = {}
    for number, answer in enumerate(crawl.samples(of_a_view)):
        path = folder / f"{number}.html"
        path.write_bytes(answer.body)
        names[str(path)] = answer.address
    command = ["node_modules/.bin/html-validate", "--config", ".htmlvalidate.json", "--formatter", "json", str(folder)]
    # Into a file: what it writes to a pipe is cut after 64 kB.
    with (folder / "said.json").open("w+") as said:
        done = subprocess.run(command, cwd=ROOT, stdout=said, stderr=subprocess.PIPE, text=True, check=False)
        said.seek(0)
        reports = said.read()
    assert reports.startswith("["), done.stderr
    told = [
        f"{names[report['filePath']]}:{message['line']}: {message['message']} ({message['ruleId']})"
        for report in json.loads(reports)
        for message in report["messages"]
    ]
    return told, len(names)
