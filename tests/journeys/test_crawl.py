"""A machine visits the whole demonstration, by the portal's name and by the domains of a commune and of a section."""

import json
import subprocess
from urllib.parse import urlsplit

import pytest

from .crawl import Crawl, kinds
from .server import ROOT

pytestmark = pytest.mark.journey
START = ("/", "/plan/", "/robots.txt", "/sitemap.xml", "/favicon.ico")
#: Pages of one view that the check of HTML reads; written pages are read all.
READ_OF_A_VIEW = 2


def html_faults(crawl, folder):
    """What `html-validate` says of the pages of a crawl; its rules stand in `.htmlvalidate.json`."""
    names = {}
    for number, answer in enumerate(crawl.samples(READ_OF_A_VIEW)):
        path = folder / f"{number}.html"
        path.write_bytes(answer.body)
        names[str(path)] = answer.address
    command = ["node_modules/.bin/html-validate", "--config", ".htmlvalidate.json", "--formatter", "json", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("["), done.stderr
    told = [
        f"{names[report['filePath']]}:{message['line']}: {message['message']} ({message['ruleId']})"
        for report in json.loads(done.stdout)
        for message in report["messages"]
    ]
    return told, len(names)


def test_every_page_feed_and_picture_of_the_portal_is_sound(server, tmp_path):
    with Crawl("localhost", server.port) as crawl:
        crawl.run(*START)

    found = kinds(crawl.answers.values())
    assert crawl.faults() == []
    assert found["text/html"] > 300
    assert found["application/atom+xml"] > 20
    assert found["text/calendar"] > 3
    assert found["image/avif"] + found["image/webp"] > 3
    told, read = html_faults(crawl, tmp_path)
    assert told == []
    assert read > 60


@pytest.mark.parametrize("host", ["monbazillac.localhost", "jeminstalle.localhost"])
def test_a_site_under_its_own_name_is_sound_and_whole(server, tmp_path, host):
    with Crawl(host, server.port) as crawl:
        crawl.run(*START)

    assert crawl.faults() == []
    assert len(crawl.pages()) > 5
    foreign = [
        f"{answer.address}: {answer.page.canonical}"
        for answer in crawl.pages()
        if answer.page.canonical and not answer.page.canonical.startswith(f"{crawl.origin}/")
    ]
    assert foreign == []
    assert html_faults(crawl, tmp_path)[0] == []
    sitemap = {path for path in crawl.answers if path.startswith("/sitemap-")}
    assert sitemap
    # What leads to the portal is there.
    broken = []
    with Crawl("localhost", server.port) as portal:
        ours = {address: page for address, page in crawl.leaving.items() if address.startswith(f"{portal.origin}/")}
        for address, page in ours.items():
            parts = urlsplit(address)
            status = portal.fetch(f"{parts.path}?{parts.query}" if parts.query else parts.path).status
            if status >= 400:
                broken.append(f"{page}: {address} answers {status}")
    assert f"{portal.origin}/" in ours
    assert broken == []
