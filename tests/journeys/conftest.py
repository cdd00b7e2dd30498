"""One server and one browser for all journeys of a process; each visitor is new."""

import contextlib
import os
import shutil
from functools import cache

import pytest

from .browser import chromium, find_chromium, visitor
from .people import sign_in
from .server import demonstration, serving
from .windows import COMPARED


@pytest.fixture(scope="session")
def browser():
    path = find_chromium()
    if path is None:
        reason = "No Chromium on PATH: install chromium-headless-shell, chromium or Google Chrome."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with chromium(path) as started:
        yield started


#: How many processes share the journeys.
PROCESSES = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory, worker_id):
    """A folder that all processes of this run see."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def server(browser, shared_folder, worker_id):
    """The demonstration, served as an installation serves it; `recorder` only writes down which templates are used."""
    with demonstration() as installed:
        with serving(installed, application="tests.journeys.recorder:application") as running:
            yield running
        written = shared_folder / f"{worker_id}.writing"
        shutil.copyfile(installed.state / "templates-seen.txt", written)
        (shared_folder / f"{worker_id}.comparing").write_text("\n".join(COMPARED))
        (shared_folder / f"{worker_id}.comparing").rename(shared_folder / f"compared-by-{worker_id}.txt")
        written.rename(shared_folder / f"seen-by-{worker_id}.txt")


@pytest.fixture(scope="session")
def cookies_of(browser, server):
    """The cookies of a person of the demonstration, who signs in by the door once: a code serves only once."""

    @cache
    def cookies(login):
        with visitor(browser, server.origin) as who:
            sign_in(who, login)
            return who.context.cookies()

    return cookies


@pytest.fixture
def visit(browser, server, cookies_of):
    """Opens windows on the portal: `visit(width=360).go("/")`. What a visitor complains of fails the test.

    `visit(signed_in="pole")` is a person of the demonstration.
    """
    with contextlib.ExitStack() as windows:
        visitors = []

        def open_window(*, signed_in=None, **options):
            who = windows.enter_context(visitor(browser, server.origin, **options))
            if signed_in:
                who.context.add_cookies(cookies_of(signed_in))
            visitors.append(who)
            return who

        yield open_window
        complaints = [line for who in visitors for line in who.complaints]
    assert not complaints, "\n".join(complaints)


def pytest_collection_modifyitems(items):
    """Last come the journeys that change the accounts of the demonstration, then the list of templates seen."""
    last = ("/test_templates.py::test_every_", "/test_accounts.py::")
    items.sort(key=lambda item: [place in item.nodeid for place in last])
