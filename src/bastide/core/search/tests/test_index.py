"""How the index is kept: nothing half-made is ever seen."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from bastide.core.search import actions, queries
from bastide.core.search.models import NEVER, IndexedEntry, IndexedSource, IndexedWord


def titles(text):
    return sorted(hit.title for hit in queries.search(text).hits)


def refuse(key):
    raise RuntimeError(key)


def test_a_second_rebuild_changes_nothing(shelf):
    shelf.put("Lavoir")
    first = shelf.rebuild()
    ranks = list(IndexedEntry.objects.values_list("rank", "born"))

    assert (first, shelf.rebuild()) == (1, 0)
    assert list(IndexedEntry.objects.values_list("rank", "born")) == ranks


def test_a_rebuild_that_changes_nothing_reads_no_row_by_row(shelf, django_assert_max_num_queries):
    for number in range(30):
        shelf.put(f"Lavoir {number}")
    shelf.rebuild()

    with django_assert_max_num_queries(22):
        shelf.rebuild()


def test_a_rebuild_follows_what_was_added_changed_and_removed(shelf):
    shelf.put("Lavoir bas", key="a")
    shelf.put("Lavoir haut", key="b")
    shelf.rebuild()

    del shelf.things["a"]
    shelf.put("Lavoir neuf", key="b")
    shelf.put("Lavoir vieux", key="c")
    changed = shelf.rebuild()

    assert changed == 3
    assert titles("lavoir") == ["Lavoir neuf", "Lavoir vieux"]
    assert IndexedEntry.objects.count() == 2


def test_a_rebuild_killed_in_the_middle_leaves_the_former_index_and_is_taken_up(shelf, monkeypatch):
    shelf.put("Lavoir bas", key="a")
    shelf.put("Lavoir haut", key="b")
    shelf.rebuild()
    shelf.put("Lavoir neuf", key="a")
    shelf.put("Lavoir vieux", key="c")
    del shelf.things["b"]
    with monkeypatch.context() as killed:
        killed.setattr(actions._Build, "_show", lambda self, at: refuse("killed"))
        with pytest.raises(RuntimeError, match="killed"):
            shelf.rebuild()

    assert titles("lavoir") == ["Lavoir bas", "Lavoir haut"]

    shelf.rebuild()

    assert titles("lavoir") == ["Lavoir neuf", "Lavoir vieux"]


def test_what_a_killed_rebuild_wrote_is_not_written_again(shelf, monkeypatch):
    shelf.put("Lavoir bas", key="a")
    shelf.rebuild()
    shelf.put("Lavoir neuf", key="a")
    with monkeypatch.context() as killed:
        killed.setattr(actions._Build, "_show", lambda self, at: refuse("killed"))
        with pytest.raises(RuntimeError, match="killed"):
            shelf.rebuild()

    assert titles("lavoir") == ["Lavoir bas"]
    assert shelf.rebuild() == 0
    assert titles("lavoir") == ["Lavoir neuf"]
    assert IndexedEntry.objects.count() == 1


def test_a_killed_rebuild_whose_source_changed_back_shows_the_source(shelf, monkeypatch):
    shelf.put("Lavoir bas", key="a")
    shelf.rebuild()
    shelf.put("Lavoir neuf", key="a")
    with monkeypatch.context() as killed:
        killed.setattr(actions._Build, "_show", lambda self, at: refuse("killed"))
        with pytest.raises(RuntimeError, match="killed"):
            shelf.rebuild()
    shelf.put("Lavoir bas", key="a")
    # Its address counts the things, as before.
    shelf.things["a"] = shelf.things["a"].__class__(**{**vars(shelf.things["a"]), "url": "/0/"})

    shelf.rebuild()

    assert titles("lavoir") == ["Lavoir bas"]
    assert IndexedEntry.objects.get().died == NEVER


def test_one_thing_is_indexed_again_alone(shelf):
    shelf.put("Lavoir bas", key="a")
    shelf.rebuild()
    shelf.put("Lavoir neuf", key="a")

    actions.reindex(source="shelf", key="a")

    assert titles("lavoir") == ["Lavoir neuf"]

    del shelf.things["a"]
    actions.reindex(source="shelf", key="a")

    assert titles("lavoir") == []


def test_what_changes_during_a_rebuild_is_not_lost(shelf):
    shelf.put("Lavoir bas", key="a")
    shelf.rebuild()
    stale = dict(shelf.things)

    def entries_read_too_early():
        shelf.put("Lavoir neuf", key="a")
        actions.reindex(source="shelf", key="a")
        yield from stale.values()

    shelf.entries = entries_read_too_early
    shelf.rebuild()

    assert titles("lavoir") == ["Lavoir neuf"]


def test_a_build_stops_when_a_newer_one_has_started(shelf):
    shelf.put("Lavoir", key="a")

    def entries_during_which_another_build_starts():
        IndexedSource.objects.update(builder="another")
        yield from shelf.things.values()

    shelf.entries = entries_during_which_another_build_starts

    with pytest.raises(actions.BuildTakenOver):
        shelf.rebuild()

    assert titles("lavoir") == []


def test_an_entry_that_no_database_could_hold_is_cleaned_or_refused(shelf):
    shelf.put("Lavoir\x00 bas\ud800", key="a", body="x" * 100_000, keywords=["", "\x00", "🏊"])
    shelf.rebuild()

    assert titles("lavoir bas") == ["Lavoir  bas?"]

    shelf.put("Lavoir", key="b", kind="not a kind")
    with pytest.raises(ValueError, match="not a kind"):
        shelf.rebuild()


def test_word_counts_return_to_nothing_with_their_entries(shelf):
    shelf.put("Lavoir bas")
    shelf.rebuild()
    assert IndexedWord.objects.get(text="lavoir").entry_count == 1

    shelf.things.clear()
    shelf.rebuild()

    assert not IndexedWord.objects.exclude(entry_count=0).exists()


def test_two_things_with_one_name_have_two_ranks(shelf, monkeypatch):
    monkeypatch.setattr(actions.lexemes, "rank", lambda source, entry: 7)
    shelf.put("Lavoir", key="a")
    shelf.put("Lavoir", key="b")
    shelf.rebuild()
    shelf.put("Lavoir", key="c")
    shelf.rebuild()

    assert sorted(IndexedEntry.objects.values_list("rank", flat=True)) == [7, 8, 9]
    assert len(titles("lavoir")) == 3


# Both fail when the full-text index and the entries disagree.
AGREEMENT = {
    "sqlite": "INSERT INTO search_fts(search_fts, rank) VALUES ('integrity-check', 1)",
    "postgresql": """SELECT 1 / (count(*) = 0)::int FROM search_indexedentry
        WHERE vector IS DISTINCT FROM array_to_tsvector(string_to_array(lexemes, ' '))""",
}


def test_the_full_text_index_agrees_with_the_entries(shelf):
    shelf.put("Lavoir", key="a")
    shelf.put("Moulin", key="b")
    shelf.rebuild()
    shelf.put("Lavoir neuf", key="a")
    shelf.rebuild()
    actions.tidy()

    with connection.cursor() as cursor:
        cursor.execute(AGREEMENT[connection.vendor])


def test_a_source_whose_app_is_gone_is_forgotten(shelf):
    shelf.put("Lavoir")
    shelf.rebuild()

    assert actions.forget(source="shelf") == 1
    assert titles("lavoir") == []
    assert not IndexedSource.objects.exists()


def test_rebuilding_all_forgets_a_source_that_nobody_plugs(shelf):
    shelf.put("Lavoir")
    IndexedSource.objects.create(name="gone")

    call_command("reindex")

    assert list(IndexedSource.objects.values_list("name", flat=True)) == ["shelf"]
    assert titles("lavoir") == ["Lavoir"]


def test_the_command_rebuilds_and_counts(shelf, capsys):
    shelf.put("Lavoir")

    call_command("reindex")

    assert "1 change(s)." in capsys.readouterr().out
    assert titles("lavoir") == ["Lavoir"]


def test_the_command_refuses_a_source_that_is_not_there(shelf):
    with pytest.raises(CommandError, match=r"No source nothing\. There are: shelf"):
        call_command("reindex", source=["nothing"])


def test_an_action_refuses_a_source_that_is_not_there(shelf):
    with pytest.raises(actions.UnknownSource):
        actions.rebuild(source="nothing", at=timezone.now())
