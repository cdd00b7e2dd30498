"""A purge happens with the change that asks for it, whatever dies when, and on every machine."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.utils import timezone

from bastide.kit.http import actions, store
from bastide.kit.http.entry import LONGEST_AGE, Entry
from bastide.kit.http.models import PagePurge
from bastide.kit.http.pages import purge, purge_all
from bastide.kit.http.store import TRUST_S, PageStore
from bastide.kit.tasks.testing import processes_on_this_database

from .conftest import files_in

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DIES_AFTER_ITS_COMMIT = """
import os, signal
from django.db import transaction
from bastide.kit.http.pages import purge
with transaction.atomic():
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    purge("town", "market")
"""
PURGES_MUCH = """
import sys
from django.db import transaction
from bastide.kit.http.pages import purge
tags = [f"town {number}" for number in range(10)]
for turn in range(12):
    with transaction.atomic():
        for tag in tags if int(sys.argv[1]) % 2 else reversed(tags):
            purge(tag)
"""


@pytest.fixture
def nodes(pages, settings, tmp_path):
    """Two machines: each has its own files, both have one database."""
    settings.CACHES = {**settings.CACHES, "here": files_in(tmp_path / "here"), "there": files_in(tmp_path / "there")}
    return PageStore("here"), PageStore("there")


def a_page(now):
    return Entry.of(HttpResponse("a page" * 200), now=now, seconds=60, query=frozenset())


def put(node, key, tags=("town",)):
    known = node.known()
    return node.keep(key, a_page(time.time()), tags, known)


def has(node, key):
    return node.find(key, time.time(), node.known()) is not None


def as_after_a_restart(node):
    return PageStore(node.alias)


def test_a_change_that_is_undone_purges_nothing(client, pages):
    client.get("/plain/")

    with transaction.atomic():
        purge("town")
        transaction.set_rollback(True)
    time.sleep(TRUST_S)
    client.get("/plain/")

    assert pages.made["plain"] == 1


def test_a_purge_reaches_every_machine_and_exactly_the_pages_that_changed(nodes, purge_now):
    stale, lost = 0, 0
    for node in nodes:
        put(node, "another", ["another town"])
    for _ in range(20):
        for node in nodes:
            put(node, "town")
        assert all(has(node, "town") for node in nodes)
        purge_now("town")
        stale += sum(has(node, "town") for node in nodes)
        lost += sum(not has(node, "another") for node in nodes)

    assert (stale, lost) == (0, 0)


def test_a_machine_that_was_off_meanwhile_serves_no_old_page(nodes, purge_now):
    _here, there = nodes
    for key, tag in (("town", "town"), ("another", "another town")):
        put(there, key, [tag])

    purge_now("town")
    back = as_after_a_restart(there)

    assert (has(back, "town"), has(back, "another")) == (False, True)


def test_a_page_begun_before_a_purge_is_not_served_after_it(nodes, purge_now):
    here, _there = nodes
    known = here.known()
    purge_now("town")

    here.keep("town", a_page(time.time()), ["town"], known)

    assert not has(here, "town")
    assert not has(as_after_a_restart(here), "town")


def test_when_a_purge_ends_nobody_trusts_what_was_read_before_it(nodes, purge_now, monkeypatch):
    here, _there = nodes
    monkeypatch.setattr(store, "TRUST_S", 0.05)
    monkeypatch.setattr("bastide.kit.http.pages.TRUST_S", 0.05)
    put(here, "town")
    time.sleep(0.05)

    trusted = here.known()
    begun = time.monotonic()
    purge_now("town")
    taken = time.monotonic() - begun

    assert here.known() is not trusted
    assert taken >= 0.05
    assert not has(here, "town")


def test_many_purges_of_one_transaction_are_settled_and_waited_for_once(
    django_capture_on_commit_callbacks, monkeypatch
):
    numbered = []
    monkeypatch.setattr(actions, "number_purges", lambda *, at: numbered.append(at))

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            for number in range(50):
                purge(f"town {number}")

    assert len(numbered) == 2


def test_a_purge_without_tags_is_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        purge()


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_right_after_its_commit_leaves_no_old_page(nodes, tmp_path, monkeypatch):
    here, there = nodes
    for node in nodes:
        put(node, "town")
        put(node, "another", ["another town"])
    others = processes_on_this_database(tmp_path, monkeypatch)

    codes = others.finish(others.start(DIES_AFTER_ITS_COMMIT))

    assert codes == [-9]
    time.sleep(TRUST_S)
    assert sorted(PagePurge.objects.waiting().values_list("tag", flat=True)) == ["market", "town"]
    for node in (here, there, as_after_a_restart(here)):
        assert (has(node, "town"), has(node, "another")) == (False, True)
    assert put(here, "town") is None

    assert [actions.number_purges(at=timezone.now()) for _tick in range(2)] == [2, 0]

    time.sleep(TRUST_S)
    assert not has(there, "town")
    put(here, "town")
    assert has(here, "town")


@pytest.mark.django_db(transaction=True)
def test_processes_that_purge_the_same_at_once_hinder_nobody(tmp_path, monkeypatch):
    others = processes_on_this_database(tmp_path, monkeypatch)

    codes = others.finish(*[others.start(PURGES_MUCH, number) for number in range(2)])

    assert codes == [0, 0]
    actions.number_purges(at=timezone.now())
    assert PagePurge.objects.exclude(tag="").count() == 10
    assert not PagePurge.objects.waiting().exists()


def test_each_purge_gets_a_greater_number_even_if_clocks_go_back():
    numbers = []
    for at in (NOON, NOON - timedelta(days=1), NOON - timedelta(days=1)):
        purge("town")
        actions.number_purges(at=at)
        numbers.append(PagePurge.objects.last_number())

    assert sorted(set(numbers)) == numbers
    assert PagePurge.objects.filter(tag="town").count() == 1


def test_a_process_forgets_what_it_knows_of_too_many_tags(nodes, purge_now, monkeypatch):
    here, _there = nodes
    monkeypatch.setattr(store, "KNOWN_TAGS", 5)
    put(here, "town")
    put(here, "another", ["another town"])

    for number in range(10):
        purge_now(f"village {number}")
        here.known()
    purge_now("town")

    assert len(here.known().last) <= 5
    assert (has(here, "town"), has(here, "another")) == (False, True)


def test_old_purges_are_forgotten_and_no_page_is_kept_long_enough_to_need_them(nodes):
    purge("town")
    actions.number_purges(at=NOON)
    page = Entry.of(HttpResponse("a"), now=NOON.timestamp(), seconds=10**9, query=frozenset())

    early = actions.drop_old_purges(at=NOON + LONGEST_AGE)
    late = actions.drop_old_purges(at=NOON + LONGEST_AGE + timedelta(days=2))

    assert (early, late) == (0, 1)
    assert page.expires_at == (NOON + LONGEST_AGE).timestamp()
    assert PagePurge.objects.last_number() is not None


def test_a_page_in_memory_costs_one_query_and_none_while_it_is_trusted(
    client, pages, django_assert_num_queries, monkeypatch
):
    client.get("/plain/")
    time.sleep(TRUST_S)

    with django_assert_num_queries(1):
        client.get("/plain/")
    monkeypatch.setattr(store, "TRUST_S", 60)
    with django_assert_num_queries(0):
        client.get("/plain/")

    assert pages.made["plain"] == 1


@pytest.mark.parametrize("restarted", [False, True])
def test_while_the_database_is_away_a_page_that_may_be_old_is_better_than_none(client, pages, monkeypatch, restarted):
    before = client.get("/plain/").content
    client.raise_request_exception = False
    time.sleep(TRUST_S)
    if restarted:
        store.page_store.cache_clear()

    def away(*args, **kwargs):
        raise OperationalError("nobody answers")

    pages.meanwhile["plain"] = away
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        meanwhile = client.get("/plain/?x=1")
        never_made = client.get("/open/?x=1")
    pages.meanwhile.clear()
    after = client.get("/plain/")

    assert (meanwhile.status_code, meanwhile.content) == (200, before)
    assert never_made.status_code == 200
    assert after.content == before


def test_a_failure_of_the_view_shows_no_purged_page(client, pages, purge_now):
    client.get("/plain/")
    purge_now("town")
    client.raise_request_exception = False

    def fails():
        raise RuntimeError("the roof leaks")

    pages.meanwhile["plain"] = fails
    answer = client.get("/plain/")

    assert answer.status_code == 500


def test_a_command_purges_pages_by_tag_or_all(client, pages, django_capture_on_commit_callbacks, capsys):
    client.get("/plain/")
    with django_capture_on_commit_callbacks(execute=True):
        call_command("purge_pages", "another town")
    client.get("/plain/")
    assert pages.made["plain"] == 1

    with django_capture_on_commit_callbacks(execute=True):
        call_command("purge_pages")
    client.get("/plain/")

    assert pages.made["plain"] == 2
    assert "all pages" in capsys.readouterr().out


def test_purging_all_takes_the_pages_of_every_machine(nodes, django_capture_on_commit_callbacks):
    for node in nodes:
        put(node, "town")

    with django_capture_on_commit_callbacks(execute=True):
        purge_all()

    assert not any(has(node, "town") for node in [*nodes, *map(as_after_a_restart, nodes)])
    assert caches["here"].get("town") is not None
