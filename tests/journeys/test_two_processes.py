"""Several processes serve and work on one database: what one does no other hides, loses or does twice."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

from .server import ROOT, bastide, prepared, serving
from .workers import AGAIN, STEPS

pytestmark = pytest.mark.journey

SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.journeys.workers.settings"}
COUNT_NOTES = """
import json
from django.contrib.auth.models import Group
names = Group.objects.filter(name__startswith="note ").values_list("name", flat=True)
print(json.dumps([int(name[5:]) for name in names]))
"""
COUNT_EFFECTS = """
import json
from bastide.core.mail.models import Mail
print(json.dumps({mail.subject: [mail.state, len(mail.recipients)] for mail in Mail.objects.all()}))
"""


@pytest.fixture(scope="module")
def installed():
    with prepared(load=(), **SETTINGS) as server:
        yield server


@pytest.fixture(scope="module")
def served(installed):
    """Served as `make run` serves it."""
    with serving(installed, workers=2, respawn=True) as running:
        yield running


@pytest.fixture
def two_processes(served):
    """Both processes answer, whoever was killed in the test before."""
    seen, deadline = set(), time.monotonic() + 60
    while len(seen) < 2:
        assert time.monotonic() < deadline, "The second process does not come."
        with contextlib.suppress(OSError, http.client.HTTPException):
            seen = {ask(served, "/workers/read/", statuses=(200, 500)).worker for _ in range(20)}
    return served


class Answer(NamedTuple):
    status: int
    worker: str
    text: str
    cookie: str


def ask(server, path, form=None, *, cookie="", statuses=(200,)):
    """A new connection each time: any process may take it."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    headers = {"Host": f"localhost:{server.port}", **({"Cookie": cookie} if cookie else {})}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request("POST" if form else "GET", path, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status in statuses, text
        cookie = answer.headers.get("Set-Cookie", "").partition(";")[0]
        return Answer(answer.status, answer.headers["X-Worker"], text, cookie)
    finally:
        connection.close()


def told(server, program):
    """What `program` printed, run beside the server."""
    said = bastide(server.environment, "shell", "--verbosity", "0", "--command", program)
    return json.loads(said.splitlines()[-1])


def test_a_write_is_read_at_once_by_the_other_process(two_processes):
    ask(two_processes, "/workers/write/", {"value": "0"})
    done = threading.Event()

    def keep_reading():
        while not done.is_set():
            ask(two_processes, "/workers/read/")

    readers = [threading.Thread(target=keep_reading) for _ in range(2)]
    for reader in readers:
        reader.start()
    by_the_other, stale = 0, []
    try:
        for number in range(1, 101):
            writer = ask(two_processes, "/workers/write/", {"value": str(number)}).worker
            for _ in range(50):
                seen = ask(two_processes, "/workers/read/")
                stale += [(number, seen.text)] if seen.text != str(number) else []
                if seen.worker != writer:
                    by_the_other += 1
                    break
    finally:
        done.set()
        for reader in readers:
            reader.join()

    assert stale == []
    assert by_the_other == 100


def test_wrong_passwords_are_counted_over_both_processes(two_processes):
    """Ten for one account, sixty forms from one place; all at once."""
    door = ask(two_processes, "/comptes/connexion/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', door.text)[1]
    form = {"login": "aline@valbrune.example", "password": "un mot de passe au hasard", "csrfmiddlewaretoken": token}

    def guess(_number):
        answer = ask(two_processes, "/comptes/connexion/", form, cookie=door.cookie, statuses=(200, 429))
        return answer.worker, (429 if answer.status == 429 else "Trop d’essais" in answer.text)

    with ThreadPoolExecutor(4) as pool:
        guesses = list(pool.map(guess, range(75)))

    assert Counter(outcome for _worker, outcome in guesses) == {False: 10, True: 50, 429: 15}
    assert len({worker for worker, _outcome in guesses}) == 2


def test_a_killed_process_loses_no_write_that_it_said_was_done(two_processes):
    """A thousand writes and more, two kills: every acknowledged write is there, and the journal holds."""
    numbers, deadline = itertools.count(), time.monotonic() + 180
    kept, broken, killed, seen, first = [], [], [], set(), set()
    lock = threading.Lock()

    def write():
        while (len(kept) < 1000 or len(killed) < 2) and time.monotonic() < deadline:
            number = next(numbers)
            try:
                worker = ask(two_processes, "/workers/note/", {"number": number}).worker
            except (OSError, http.client.HTTPException):
                broken.append(number)
                time.sleep(0.05)
                continue
            with lock:
                kept.append(number)
                seen.update({worker} - set(killed))
                # Both work, and there is something to lose. Each of the first two once: Granian takes a process that
                # dies just after it was replaced for one that will never live, and gives up.
                if len(killed) < 2 and len(kept) > 100 and len(seen) == 2 and worker in (first or seen):
                    first.update(seen)
                    os.kill(int(worker), signal.SIGKILL)
                    killed.append(worker)
                    seen.clear()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert len(killed) == 2
    assert len(kept) >= 1000
    assert len(broken) < 200
    written = told(two_processes, COUNT_NOTES)
    assert set(kept) <= set(written)
    assert len(written) == len(set(written))
    bastide(two_processes.environment, "verify_journal")


def test_a_worker_killed_at_any_step_has_its_job_done_once(installed):
    environment = installed.environment
    bastide(environment, "shell", "--command", "from tests.journeys.workers.tasks import ask; ask()")
    dying = [work(environment, step, DIE=step) for step in STEPS]
    assert [worker.wait(60) for worker in dying] == [-signal.SIGKILL] * len(STEPS)
    time.sleep(5)

    assert work(environment, AGAIN).wait(60) == 0

    assert told(installed, COUNT_EFFECTS) == {step: ["done", 1] for step in STEPS}


def work(environment, queue, **more):
    """The worker that `make run` starts; this one leaves when its queue is empty."""
    command = [sys.executable, "-m", "bastide.project", "db_worker", "--no-reload", "--batch", "--queue-name", queue]
    return subprocess.Popen(command, cwd=ROOT, env={**environment, **more}, stderr=subprocess.DEVNULL)
