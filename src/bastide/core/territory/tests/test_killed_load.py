"""A real département loaded by real processes, killed at several points, on a database file of their own."""

import csv
import lzma
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.db import connection

from bastide.core.territory.reference.package import installed_package

from .reference_files import write_reference

pytestmark = pytest.mark.one_database
COMMAND = [sys.executable, "-m", "bastide.project"]
TABLES = ("communes", "elus_municipaux", "epci", "departements", "codes_postaux", "codes_postaux_communes")

#: Everything a load writes, by natural keys.
STATE = {
    "communes": """
        SELECT c.type, c.insee_code, c.bare_name, c.slug, c.postcodes, c.population, c.lon, c.lat, c.reference_hash,
               c.elected_hash, e.siren, p.insee_code, o.name, o.slug, t.slug
        FROM territory_commune c LEFT JOIN territory_epci e ON e.id = c.epci_id
        LEFT JOIN territory_commune p ON p.id = c.parent_id
        LEFT JOIN territory_organisation o ON o.id = c.organisation_id
        LEFT JOIN territory_territory t ON t.id = o.territory_id""",
    "epcis": "SELECT siren, name, slug, population, member_count, reference_hash, elected_hash FROM territory_epci",
    "offices": """
        SELECT o.slug, f.address, f.postcode, f.city, f.phone, f.email, f.website, f.hours, f.reference_hash
        FROM territory_office f JOIN territory_organisation o ON o.id = f.organisation_id""",
    "contours": """
        SELECT c.type, c.insee_code, k.wkb, k.area_ha, k.emblem_path
        FROM territory_communecontour k JOIN territory_commune c ON c.id = k.commune_id""",
    "neighbours": """
        SELECT a.insee_code, b.insee_code FROM territory_commune_neighbours n
        JOIN territory_commune a ON a.id = n.from_commune_id JOIN territory_commune b ON b.id = n.to_commune_id""",
    "mandates": """
        SELECT o.slug, m.reference_id, m.first_name, m.last_name, m.title, m.rank, m.started_on
        FROM territory_mandate m JOIN territory_organisation o ON o.id = m.organisation_id""",
}


def rows_of(table):
    with (installed_package().folder / f"{table}.csv.lzma").open("rb") as file, lzma.open(file, "rt") as text:
        return list(csv.DictReader(text))


@pytest.fixture(scope="module")
def dordogne(tmp_path_factory):
    """The rows of one département out of the installed package."""
    tables = {table: rows_of(table) for table in TABLES}
    [department] = [row["id"] for row in tables["departements"] if row["code"] == "24"]
    whole = {row["id"] for row in tables["communes"] if row["departement_id"] == department}
    tables["communes"] = [row for row in tables["communes"] if {row["id"], row["commune_parent_id"]} & whole]
    for table in ("elus_municipaux", "codes_postaux_communes"):
        tables[table] = [row for row in tables[table] if row["commune_id"] in whole]
    return write_reference(tmp_path_factory.mktemp("dordogne"), tables)


@pytest.fixture(scope="module")
def new_state(tmp_path_factory, django_db_setup, django_db_blocker):
    """Make a state folder with an empty database that separate processes can share."""

    def make(name):
        folder = tmp_path_factory.mktemp(name)
        if connection.vendor == "sqlite":
            with django_db_blocker.unblock(), closing(sqlite3.connect(folder / "bastide.sqlite3")) as copy:
                connection.ensure_connection()
                connection.connection.backup(copy)
        else:
            subprocess.run([*COMMAND, "migrate"], env=environment(folder), check=True, capture_output=True)
        return folder

    return make


def environment(folder):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "DJANGO_"))}
    return kept | {"PYTHONPATH": ":".join(sys.path), "BASTIDE_STATE_DIR": str(folder)}


@pytest.fixture(scope="module")
def command(dordogne):
    return [*COMMAND, "load_territory", "--departement", "24", "--data", str(dordogne)]


@pytest.fixture(scope="module")
def start(command):
    def begin(folder):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, env=environment(folder), text=True, **pipes)

    return begin


@pytest.fixture
def finish(command):
    def run(folder):
        return subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=True).stdout

    return run


def kill_after(step, process):
    """Kill a load as soon as it says that `step` is done."""
    for line in process.stderr:
        if line.startswith(step):
            break
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
    process.stderr.close()


def content(folder):
    with closing(sqlite3.connect(folder / "bastide.sqlite3")) as database:
        return {name: sorted(database.execute(query).fetchall(), key=repr) for name, query in STATE.items()}


def loads(folder):
    with closing(sqlite3.connect(folder / "bastide.sqlite3")) as database:
        return [row[0] for row in database.execute("SELECT state FROM territory_load ORDER BY id")]


@pytest.fixture(scope="module")
def two_at_once(new_state, start):
    """A load never killed, and a second one in the middle of it: folder, both processes, the second's words."""
    folder = new_state("whole")
    first = start(folder)
    while loads(folder) != ["running"]:
        time.sleep(0.01)
    first.send_signal(signal.SIGSTOP)
    second = start(folder)
    _out, said = second.communicate()
    first.send_signal(signal.SIGCONT)
    first.communicate()
    return folder, first, second, said


def test_two_loads_at_once_make_one_load(two_at_once):
    folder, first, second, said = two_at_once

    assert second.returncode != 0
    assert f"Un chargement est déjà en cours (departement 24, processus {first.pid} sur " in said
    assert "Traceback" not in said
    assert (first.returncode, loads(folder)) == (0, ["done"])


def test_a_load_killed_again_and_again_ends_as_if_it_had_never_been(new_state, start, finish, two_at_once):
    whole, killed = two_at_once[0], new_state("killed")

    for step in ("Lecture", "Communes ", "Élus", "Communes voisines"):
        kill_after(step, start(killed))
    finish(killed)

    assert content(killed) == content(whole)
    assert loads(killed) == ["interrupted"] * 4 + ["done"]
    assert len(content(whole)["communes"]) > 500
    assert "Rien n’a changé." in finish(killed)
