"""A machine visits the whole demonstration, by the portal's name and by the domains of a commune and of a section."""

from urllib.parse import urlsplit

import pytest

from .crawl import START, Crawl, html_faults, kinds

pytestmark = pytest.mark.journey
#: Pages of one view that the check of HTML reads; written pages are read all.
READ_OF_A_VIEW = 2


def test_every_page_feed_and_picture_of_the_portal_is_sound(server, tmp_path):
    with Crawl("localhost", server.port) as crawl:
        crawl.run(*START)

    found = kinds(crawl.answers.values())
    assert crawl.faults() == []
    assert found["text/html"] > 300
    assert found["application/atom+xml"] > 20
    assert found["text/calendar"] > 3
    assert found["image/avif"] + found["image/webp"] > 3
    told, read = html_faults(crawl, tmp_path, READ_OF_A_VIEW)
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
    assert html_faults(crawl, tmp_path, READ_OF_A_VIEW)[0] == []
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
