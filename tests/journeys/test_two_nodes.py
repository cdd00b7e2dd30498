"""Two web nodes and a worker share PostgreSQL, Redis and S3: a visitor cannot tell which node answers.

Called by `make test-postgres`, which gives a PostgreSQL. Each node has its own state folder, as on its own machine; a
third keeps its pages in files of its own.
"""

from __future__ import annotations

import contextlib
import http.client
import io
import itertools
import json
import math
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pikepdf
import pytest
from PIL import Image

from bastide.core.accounts.demo import DOMAIN, PASSWORD, PEOPLE, TOTP_SECRET
from bastide.core.accounts.testing import code_of
from tests.databases import postgres_of

from . import shared
from .server import (
    DEMONSTRATION,
    ROOT,
    Server,
    bastide,
    environment_for,
    fill,
    free_port,
    own_database,
    serving,
)

pytestmark = pytest.mark.two_nodes

SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.journeys.workers.settings"}
COMMUNE = "/communes/monbazillac/"
TOLD_AWAY = "Le service revient bientôt"


@dataclass
class Nodes:
    """The installation: `a` and `b` keep pages in Redis, `c` in its own files."""

    a: Server
    b: Server
    c: Server
    redis: shared.Service
    database_url: str
    worker_state: Path
    #: Holds what runs until the last test.
    running: contextlib.ExitStack

    def revive_a(self):
        self.running.enter_context(serving(self.a))


@dataclass
class Visitor:
    """A browser without screen: keeps its cookies, whichever node it asks."""

    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, node, path, *, method="GET", body=None, kind="", statuses=(200,), timeout=20):
        connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=timeout)
        headers = {"Host": f"localhost:{node.port}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            headers["Content-Type"] = kind
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.body = answer.read()
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        said = answer.headers.get("Location") or answer.body[:2000].decode(errors="replace")
        assert answer.status in statuses, f"{method} {path}: {answer.status} {said}"
        return answer

    def read(self, node, path, **options):
        return self.ask(node, path, **options).body.decode()

    def post(self, node, path, fields, *, files=(), statuses=(302,)):
        """Fill the form at `path` and send it to the same node."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.read(node, path))[1]
        fields = {**fields, "csrfmiddlewaretoken": token}
        if not files:
            kind = "application/x-www-form-urlencoded"
            return self.ask(node, path, method="POST", body=urlencode(fields), kind=kind, statuses=statuses)
        body, kind = multipart(fields, files)
        return self.ask(node, path, method="POST", body=body, kind=kind, statuses=statuses)


def multipart(fields, files):
    edge = secrets.token_hex(12)
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, file_name, kind, content in files:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        parts.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"


@pytest.fixture(scope="module")
def nodes(tmp_path_factory):
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        pytest.fail("DATABASE_URL names no PostgreSQL: run `make test-postgres`.")
    home = tmp_path_factory.mktemp("nodes")
    with contextlib.ExitStack() as stack:
        database_url = stack.enter_context(own_database(home))
        redis = stack.enter_context(shared.redis(home))
        s3 = {
            "BUCKET": shared.BUCKET,
            "ENDPOINT": stack.enter_context(shared.s3(home)),
            "KEY": shared.KEY,
            "SECRET": shared.SECRET,
        }
        everywhere = {
            **SETTINGS,
            **{f"BASTIDE_S3_{name}": value for name, value in s3.items()},
            "BASTIDE_SECRET_KEY": secrets.token_urlsafe(50),
        }
        in_redis = {**everywhere, "BASTIDE_CACHE_URL": f"redis://127.0.0.1:{redis.port}/0"}
        made = []
        for name, settings in (("a", in_redis), ("b", in_redis), ("c", everywhere), ("worker", in_redis)):
            state = home / name
            state.mkdir()
            made.append(
                Server(free_port(), state, environment_for(state, database_url, **settings), state / "server.log")
            )
        *web, worker = made
        fill(web[0].environment, DEMONSTRATION)
        for other in made[1:]:
            shutil.copytree(web[0].state / "static", other.state / "static")
        with ThreadPoolExecutor() as pool:
            list(pool.map(stack.enter_context, [serving(node) for node in web]))
        stack.enter_context(working(worker))
        yield Nodes(*web, redis, database_url, worker.state, stack)


@contextlib.contextmanager
def working(server):
    """The worker of the queue, as `make run` starts it."""
    command = [sys.executable, "-m", "bastide.project", "db_worker", "--no-reload", "--queue-name", "*"]
    with server.log.open("ab") as sink:
        process = subprocess.Popen(command, cwd=ROOT, env=server.environment, stdout=sink, stderr=sink)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def signed_in(node, login):
    who = Visitor()
    who.post(node, "/comptes/connexion/", {"login": f"{login}@{DOMAIN}", "password": PASSWORD})
    if next(each for each in PEOPLE if each.login == login).needs_code:
        who.post(node, "/comptes/double-verification/code/", {"code": code_of(TOTP_SECRET)})
    return who


def write(node, value):
    form = urlencode({"value": value})
    Visitor().ask(node, "/workers/write/", method="POST", body=form, kind="application/x-www-form-urlencoded")


def eventually(true, seconds=20):
    deadline = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def test_what_one_node_publishes_the_others_serve_at_once(nodes):
    trio = (nodes.a, nodes.b, nodes.c)
    stale = []

    for number in range(60):
        write(trio[number % 3], str(number))
        seen = [Visitor().read(node, "/workers/read/") for node in trio]
        stale += [(number, seen)] if seen != [str(number)] * 3 else []

    assert stale == []


def test_a_banner_of_a_secretary_shows_everywhere_and_her_session_holds_everywhere(nodes):
    secretary = signed_in(nodes.a, "secretaire")
    trio = (nodes.a, nodes.b, nodes.c)
    # Kept by each of them before.
    assert all("Réunion sur les chais" not in Visitor().read(node, COMMUNE) for node in trio for _ in range(2))
    slug = re.search(r"/espace/organismes/([\w-]+)/", secretary.read(nodes.b, "/espace/organismes/"))[1]
    ends_at = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT%H:%M}"
    banner = {"gravity": "4", "title": "Réunion sur les chais", "text": "Jeudi, à la mairie.", "ends_at": ends_at}

    secretary.post(nodes.b, f"/espace/organismes/{slug}/bandeaux/", {**banner, "etape": "publier"})

    assert ["Réunion sur les chais" in Visitor().read(node, COMMUNE) for node in trio] == [True] * 3
    assert "Réunion sur les chais" in secretary.read(nodes.a, f"/espace/organismes/{slug}/bandeaux/")


def test_wrong_passwords_are_counted_over_both_nodes(nodes):
    who = Visitor()
    door = who.read(nodes.a, "/comptes/connexion/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', door)[1]
    login = f"{secrets.token_hex(4)}@valbrune.example"
    form = urlencode({"login": login, "password": "un mot de passe au hasard", "csrfmiddlewaretoken": token})

    def guess(number):
        node, kind = (nodes.a, nodes.b)[number % 2], "application/x-www-form-urlencoded"
        one = Visitor(dict(who.cookies))
        return "Trop d’essais" in one.read(node, "/comptes/connexion/", method="POST", body=form, kind=kind)

    with ThreadPoolExecutor(4) as pool:
        outcomes = Counter(pool.map(guess, range(16)))

    assert outcomes == {False: 10, True: 6}


def test_a_picture_and_a_document_sent_to_one_node_are_read_from_the_other(nodes):
    editor = signed_in(nodes.a, "pole")
    drawn = io.BytesIO()
    Image.new("RGB", (400, 300), "purple").save(drawn, "PNG")

    picture = ("file", "lavoir.png", "image/png", drawn.getvalue())
    # The root of the collections: the pôle sees all, and chooses.
    asked = {"title": "Le lavoir", "collection": "1", "licence": "etalab-2.0", "people": "none"}
    editor.post(nodes.a, "/cms/images/add/", asked, files=[picture])
    paper = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(paper)
    document = ("file", "acte.pdf", "application/pdf", paper.getvalue())
    editor.post(nodes.a, "/cms/documents/add/", {"title": "Un acte", "collection": "1"}, files=[document])

    shown = re.search(r'src="(/media/images/lavoir[^"]+)"', editor.read(nodes.b, "/cms/images/"))[1]
    thumbnail = Visitor().ask(nodes.b, shown)
    assert thumbnail.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(thumbnail.body)).getpixel((5, 5)) == (128, 0, 128)
    link = re.search(
        r'href="(?:http://localhost:\d+)?(/documents/\d+/acte[^"]*)"', editor.read(nodes.b, "/cms/documents/")
    )[1]
    assert Visitor().ask(nodes.b, link).body == paper.getvalue()


def test_a_layer_published_from_one_machine_is_drawn_by_the_other(nodes, tmp_path):
    place = (0.4917, 44.7953)

    def publish(count):
        source = tmp_path / "lavoirs.geojson"
        points = [[place[0] + step / 1e4, place[1]] for step in range(count)]
        shapes = [
            {
                "type": "Feature",
                "properties": {"nom": f"Lavoir {number}"},
                "geometry": {"type": "Point", "coordinates": point},
            }
            for number, point in enumerate(points)
        ]
        source.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}))
        told = ("--title", "Lavoirs", "--producer", "La mairie", "--licence", "Licence Ouverte", "--publish")
        bastide(nodes.a.environment, "layer", "add", "lavoirs", str(source), *told)

    def address(node):
        """Of the tile that holds the place."""
        told = json.loads(Visitor().read(node, "/carte/couches/lavoirs.json"))
        zoom = told["maxzoom"]
        x = int((place[0] + 180) / 360 * 2**zoom)
        y = int((1 - math.asinh(math.tan(math.radians(place[1]))) / math.pi) / 2 * 2**zoom)
        path = urlsplit(told["tiles"][0]).path
        return path.replace("{z}", str(zoom)).replace("{x}", str(x)).replace("{y}", str(y))

    publish(1)
    first = [address(node) for node in (nodes.b, nodes.c)]
    publish(3)
    second = [address(node) for node in (nodes.b, nodes.c)]

    assert first[0] == first[1] != second[0] == second[1]
    for path in (first[0], second[0]):
        tile = Visitor().ask(nodes.b, path)
        assert tile.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
        assert b"nom" in tile.body
    assert not (nodes.a.state / "layers").exists() or not any((nodes.a.state / "layers").iterdir())


def test_what_one_node_asks_for_the_worker_does(nodes):
    before = len(list((nodes.worker_state / "mail").glob("*")))

    Visitor().post(nodes.b, "/comptes/mot-de-passe/oublie/", {"email": f"voisin@{DOMAIN}"})

    assert eventually(lambda: len(list((nodes.worker_state / "mail").glob("*"))) > before), "no mail left"


def test_a_killed_node_loses_no_write_that_it_said_was_done(nodes):
    """`kill -9` of node A under four writers, who then go on with B."""
    numbers, kept, broken, lock = itertools.count(secrets.randbelow(10**6) * 10**4), [], [], threading.Lock()
    deadline = time.monotonic() + 60
    dead = threading.Event()

    def keep_writing():
        while len(kept) < 600 and time.monotonic() < deadline:
            number = next(numbers)
            form, kind = urlencode({"number": number}), "application/x-www-form-urlencoded"
            try:
                node = nodes.b if dead.is_set() else nodes.a
                Visitor().ask(node, "/workers/note/", method="POST", body=form, kind=kind)
            except (OSError, http.client.HTTPException):
                broken.append(number)
                continue
            with lock:
                kept.append(number)
                if len(kept) == 300:
                    os.killpg(nodes.a.process.pid, signal.SIGKILL)
                    dead.set()

    writers = [threading.Thread(target=keep_writing) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    nodes.a.process.wait()

    try:
        assert len(kept) >= 600
        assert len(broken) <= 4
        read = json.loads(Visitor().read(nodes.b, "/workers/notes/"))
        assert set(kept) <= set(read)
        assert len(read) == len(set(read))
        bastide(nodes.b.environment, "verify_journal")
    finally:
        nodes.revive_a()
    assert Visitor().ask(nodes.a, COMMUNE).status == 200


def test_without_redis_pages_are_served_and_none_is_old_when_it_is_back(nodes):
    value = secrets.token_hex(4)
    write(nodes.a, f"{value} before")
    assert {Visitor().read(node, "/workers/read/") for node in (nodes.a, nodes.b)} == {f"{value} before"}

    # It hangs, and still holds the page of before.
    nodes.redis.pause()
    try:
        write(nodes.a, f"{value} while it hangs")
        begun = time.monotonic()
        seen = [Visitor().read(node, "/workers/read/") for node in (nodes.a, nodes.b)]
        assert seen == [f"{value} while it hangs"] * 2
        assert time.monotonic() - begun < 8
    finally:
        nodes.redis.go_on()
    time.sleep(2.1)
    assert [Visitor().read(node, "/workers/read/") for node in (nodes.a, nodes.b)] == [f"{value} while it hangs"] * 2

    nodes.redis.kill()
    try:
        write(nodes.b, f"{value} without")
        assert [Visitor().read(node, "/workers/read/") for node in (nodes.a, nodes.b)] == [f"{value} without"] * 2
        assert Visitor().ask(nodes.a, COMMUNE).status == 200
        assert Visitor().ask(nodes.a, "/sante/pret").status == 200
        doctor = subprocess.run(
            [sys.executable, "-m", "bastide.project", "doctor"],
            cwd=ROOT,
            env=nodes.a.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "ne répond pas (personne à cette adresse)" in doctor.stdout
    finally:
        nodes.redis.start()
    write(nodes.a, f"{value} after")
    assert [Visitor().read(node, "/workers/read/") for node in (nodes.a, nodes.b)] == [f"{value} after"] * 2


@contextlib.contextmanager
def database_away(url):
    """Ends every connection and lets nobody in."""
    name = url.rpartition("/")[2]
    with postgres_of(os.environ["DATABASE_URL"]) as connection:
        connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        try:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            connection.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')


def test_without_its_database_a_node_says_so_and_goes_on_by_itself(nodes):
    Visitor().read(nodes.b, COMMUNE)

    with database_away(nodes.database_url):
        found = Visitor().ask(nodes.b, "/recherche/?q=lavoir", statuses=(503,))
        cached = Visitor().ask(nodes.b, COMMUNE)
        alive = Visitor().ask(nodes.b, "/sante")
        ready = eventually(lambda: Visitor().ask(nodes.b, "/sante/pret", statuses=(200, 503)).status == 503)

    assert TOLD_AWAY in found.body.decode()
    assert found.headers["Retry-After"]
    assert (cached.status, alive.status, ready) == (200, 200, True)
    assert Visitor().ask(nodes.b, "/recherche/?q=lavoir").status == 200
    assert eventually(lambda: Visitor().ask(nodes.b, "/sante/pret", statuses=(200, 503)).status == 200)
