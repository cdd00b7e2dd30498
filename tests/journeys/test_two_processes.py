"""What is published through one process is seen through the others, at once and always."""

import http.client
import threading
import time
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from .server import free_port, serving

pytestmark = pytest.mark.journey
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def two_processes(server):
    installed = replace(server, port=free_port(), log=server.state / "workers.log", process=None)
    with serving(installed, workers=2, DJANGO_SETTINGS_MODULE="tests.journeys.workers.settings") as running:
        yield running


def ask(server, path, form=None):
    """A new connection each time: any process may take it."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        body = urlencode(form) if form else None
        connection.request("POST" if form else "GET", path, body, FORM if form else {})
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, text
        return text
    finally:
        connection.close()


def test_what_one_process_writes_no_process_hides(two_processes):
    processes, patience = set(), time.monotonic() + 30
    while len(processes) < 2 and time.monotonic() < patience:
        processes.add(ask(two_processes, "/who/"))
    assert len(processes) == 2
    ask(two_processes, "/write/", {"value": "0"})
    done = threading.Event()

    def keep_reading():
        while not done.is_set():
            ask(two_processes, "/read/")

    readers = [threading.Thread(target=keep_reading) for _ in range(2)]
    for reader in readers:
        reader.start()
    stale = []
    for number in range(1, 101):
        ask(two_processes, "/write/", {"value": str(number)})
        stale += [seen for _ in range(6) if (seen := ask(two_processes, "/read/")) != str(number)]
    done.set()
    for reader in readers:
        reader.join()

    assert stale == []
