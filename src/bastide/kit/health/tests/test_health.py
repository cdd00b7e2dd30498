import os
from datetime import UTC, datetime
from unittest.mock import Mock

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.utils.module_loading import import_string
from redis.exceptions import AuthenticationError

from bastide.kit.health import health, views
from bastide.kit.health.examine import DATABASE, examine
from bastide.kit.health.registry import Check, Group, Level, bad, checks, good

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture
def bench(monkeypatch):
    """A socket with nothing in it, and no answer kept from another test."""
    monkeypatch.setattr(checks, "_plugs", {})
    views.forget()
    yield checks
    views.forget()


def plug(name, finding, **fields):
    checks.plug(name, Check(name, lambda at: finding, fields.pop("group", Group.FILES), **fields))


def test_alive_answers_without_looking_at_the_database(client, bench, django_assert_num_queries):
    for path in ("/sante", "/sante/"):
        answer = client.get(path)

        assert (answer.status_code, answer.json()) == (200, {"etat": "vivant"})
        assert "no-store" in answer["Cache-Control"]


def test_ready_says_yes_when_what_is_vital_works(client, bench):
    plug("test.good", good("bien"), is_vital=True)
    plug("test.aside", bad("cassé", mend="réparer"))

    answer = client.get("/sante/pret", headers={"host": "testserver"})

    assert (answer.status_code, answer.json()) == (200, {"etat": "pret"})


def test_a_stranger_is_told_names_only(client, bench):
    plug("test.broken", bad("le mot de passe de la base est refusé", mend="réparer"), is_vital=True)

    answer = client.get("/sante/pret/", headers={"host": "testserver"})

    assert answer.status_code == 503
    assert answer.json() == {"etat": "indisponible", "en_panne": ["test.broken"]}


def test_this_machine_is_told_what_is_wrong(client, bench):
    plug("test.broken", bad("cassé", mend="réparer"), is_vital=True)

    answer = client.get("/sante/pret/", headers={"host": "localhost:8000"})

    told = {"nom": "test.broken", "niveau": "bad", "constat": "cassé", "remede": "réparer"}
    assert answer.json()["controles"] == [told]


@pytest.mark.parametrize(
    "asked",
    [
        {"headers": {"host": "localhost", "x-forwarded-for": "203.0.113.9"}},
        {"headers": {"host": "localhost", "x-real-ip": "203.0.113.9"}},
        {"headers": {"host": "testserver"}},
        {"headers": {"host": "localhost"}, "REMOTE_ADDR": "203.0.113.9"},
        {"headers": {"host": "localhost"}, "REMOTE_ADDR": "unix:"},
        {"headers": {"host": "testserver", "authorization": "Bearer un-autre"}},
        {"headers": {"host": "testserver", "authorization": "Bearer "}},
    ],
)
def test_who_only_looks_like_this_machine_is_told_nothing_more(client, bench, settings, asked):
    settings.HEALTH_TOKEN = "le-jeton"
    plug("test.good", good("bien"), is_vital=True)

    assert "controles" not in client.get("/sante/pret/", **asked).json()


def test_the_token_opens_the_details_from_anywhere(client, bench, settings):
    settings.HEALTH_TOKEN = "le-jeton"
    plug("test.good", good("bien"), is_vital=True)

    answer = client.get(
        "/sante/pret/", headers={"host": "testserver", "authorization": "Bearer le-jeton"}, REMOTE_ADDR="203.0.113.9"
    )

    assert answer.json()["controles"][0]["nom"] == "test.good"


def test_probes_are_not_sent_to_https(client, bench, settings):
    settings.SECURE_SSL_REDIRECT = True
    client.handler.load_middleware()

    assert client.get("/sante/").status_code == 200
    assert client.get("/communes/").status_code == 301


def test_a_check_that_fails_is_told_and_keeps_no_other_from_running(bench):
    def explode(at):
        raise OSError("no disk")

    checks.plug("test.explodes", Check("a", explode, Group.FILES, order=1))
    plug("test.good", good("bien"), order=2)

    results = examine(NOON)

    assert [(result.name, result.finding.level) for result in results] == [
        ("test.explodes", Level.BAD),
        ("test.good", Level.GOOD),
    ]
    assert "OSError" in results[0].finding.sentence


def test_without_its_database_nothing_that_needs_it_is_looked_at(bench):
    asked = []
    plug(DATABASE, bad("absente", mend="démarrer"), group=Group.DATABASE)
    checks.plug("test.rows", Check("rows", asked.append, Group.WORK, needs_database=True))

    results = examine(NOON)

    assert asked == []
    assert results[1].finding.level is Level.OFF


@pytest.mark.django_db
def test_the_doctor_says_the_one_step_and_fails(bench, capsys):
    plug("test.broken", bad("Le toit fuit.", mend="Appelez le couvreur."))

    with pytest.raises(SystemExit) as end:
        call_command("doctor")

    said = capsys.readouterr().out
    assert end.value.code == 1
    assert "→ Appelez le couvreur." in said
    assert "1 contrôles, 1 en panne, 0 à voir." in said


@pytest.mark.django_db
def test_every_check_of_the_project_gives_a_step_unless_all_is_well(valdorne):
    for result in examine(NOON):
        assert "n’a pas pu se faire" not in str(result.finding.sentence), result.name
        assert result.finding.level in (Level.GOOD, Level.OFF) or result.finding.mend, result.name


@pytest.mark.django_db
def test_a_migration_that_waits_makes_the_node_not_ready(monkeypatch):
    monkeypatch.setattr(health, "_seen", {})
    assert health.migrations(NOON).level is Level.GOOD

    monkeypatch.setattr(health, "_seen", {})
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: [("m", False)])

    assert health.migrations(NOON).level is Level.BAD


def test_a_folder_that_cannot_be_written_is_bad(settings, tmp_path):
    settings.STATE_DIR = tmp_path / "absent"
    assert health.state_folder(NOON).level is Level.BAD

    settings.STATE_DIR = tmp_path
    assert health.state_folder(NOON).level is Level.GOOD


def test_a_key_that_others_may_read_is_bad(settings, tmp_path):
    settings.STATE_DIR, settings.SECRET_KEY = tmp_path, "x" * 50
    key = tmp_path / "secret.key"
    key.write_text("x" * 50)
    os.chmod(key, 0o644)
    assert health.secret_key(NOON).level is Level.BAD

    os.chmod(key, 0o600)
    assert health.secret_key(NOON).level is Level.GOOD


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({"DEBUG": True}, Level.BAD),
        ({"ALLOWED_HOSTS": ["*"]}, Level.BAD),
        ({"ALLOWED_HOSTS": ["localhost"]}, Level.WARNING),
        ({"ALLOWED_HOSTS": ["portail.example"]}, Level.GOOD),
    ],
)
def test_the_names_the_portal_answers_to(settings, values, level):
    for name, value in values.items():
        setattr(settings, name, value)

    assert health.address(NOON).level is level


@pytest.mark.parametrize(
    ("https", "proxied", "base", "level"),
    [
        (False, False, "http://localhost:8000", Level.WARNING),
        (False, False, "https://portail.example", Level.BAD),
        (True, False, "https://portail.example", Level.BAD),
        (True, True, "http://portail.example", Level.WARNING),
        (True, True, "https://portail.example", Level.GOOD),
    ],
)
def test_encryption_is_on_from_end_to_end(settings, https, proxied, base, level):
    settings.HTTPS, settings.WAGTAILADMIN_BASE_URL = https, base
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxied else None

    assert health.encryption(NOON).level is level


#: What an installation gets for BASTIDE_CACHE_URL; `kit` imports nothing of `project`.
caches_of = import_string("bastide.project.settings.database.caches")


def test_a_redis_that_nobody_serves_is_told_and_the_node_stays_ready(settings):
    settings.CACHES = caches_of("redis://:un-secret@127.0.0.1:9/0")

    found = health.cache(NOON)

    assert found.level is Level.BAD
    assert "personne à cette adresse" in found.sentence
    assert "un-secret" not in found.sentence
    assert not checks["health.cache"].is_vital


def test_a_redis_that_refuses_the_password_is_told(settings, monkeypatch):
    settings.CACHES = caches_of("redis://:un-secret@127.0.0.1:9/0")
    monkeypatch.setattr(caches["default"], "ping", Mock(side_effect=AuthenticationError("invalid username-password")))

    assert "mot de passe refusé" in health.cache(NOON).sentence
