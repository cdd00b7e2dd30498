import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from bastide.core.journal import actions, guards
from bastide.core.journal.models import JournalHead, JournalLine
from bastide.core.journal.testing import NOON, make_line, make_person
from bastide.core.journal.verify import verify, verify_last
from bastide.core.territory.testing import make_valdorne
from bastide.kit.tasks.testing import processes_on_this_database

COLUMNS = [field.column for field in JournalLine._meta.concrete_fields if field.column != "number"]


@pytest.fixture
def ten_lines(unguarded):
    valdorne = make_valdorne()
    user = make_person("camille@valbrune.example")
    for minute in range(10):
        make_line(
            number_of_minutes=minute, target=valdorne.valbrune, by=user, organisation=valdorne.valbrune.organisation
        )
    return unguarded


def rewrite(column: str, number: int, value: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE journal_journalline SET {column} = %s WHERE number = %s", [value, number])


def changed(value: object, place: int) -> object:
    """`value` with one byte (or one unit) changed."""
    if isinstance(value, int):
        return value + 1
    text = str(value)
    place %= len(text)
    return f"{text[:place]}{'1' if text[place] != '1' else '2'}{text[place + 1 :]}"


@pytest.mark.parametrize("number", [1, 6, 10])
@pytest.mark.parametrize("column", COLUMNS)
def test_one_byte_changed_in_any_column_names_that_line(ten_lines, column, number):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM journal_journalline WHERE number = %s", [number])
        before = cursor.fetchone()[0]
    rewrite(column, number, changed(before, -1))

    broken = verify().broken

    assert broken is not None
    assert broken.number == number


@pytest.mark.parametrize(
    ("column", "told"), [("previous_hash", "previous_hash"), ("hash", "hash"), ("verb", "content")]
)
def test_what_differs_is_told_as_far_as_the_neighbours_know(ten_lines, column, told):
    rewrite(column, 6, changed("a" * 64, 3))

    assert verify().broken.what.startswith(f"{told}:")


@pytest.mark.parametrize("place", range(19))
def test_any_byte_of_a_moment_counts(ten_lines, place):
    """PostgreSQL refuses what is no moment."""
    try:
        with transaction.atomic():
            rewrite("at", 6, changed("2026-11-24 11:05:00", place))
    except DatabaseError:
        assert connection.vendor == "postgresql"
    else:
        assert verify().broken.number == 6


def test_a_moment_spelled_in_another_way_is_found_where_moments_are_text(ten_lines):
    rewrite("at", 6, "2026-11-24T11:05:00")

    assert bool(verify().broken) == (connection.vendor == "sqlite")


def test_bytes_that_are_not_text_are_refused_or_found(ten_lines):
    not_text = {"sqlite": "CAST(x'74ff' AS TEXT)", "postgresql": r"convert_from('\x74ff', 'UTF8')"}[connection.vendor]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE journal_journalline SET verb = {not_text} WHERE number = 6")
    except DatabaseError:
        assert connection.vendor == "postgresql"
    else:
        assert verify().broken.number == 6


def test_a_line_given_another_number_is_missed_at_its_place(ten_lines):
    rewrite("number", 6, 600)

    assert verify().broken.number == 6


def test_a_lost_line_is_missed(ten_lines):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_journalline WHERE number = 4")

    assert verify().broken.number == 4
    assert "missing" in verify().broken.what


def test_a_cut_tail_is_missed(ten_lines):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_journalline WHERE number > 7")

    assert verify().broken.number == 8


def test_a_line_added_beside_the_head_is_found(ten_lines):
    last = JournalLine.objects.get(number=10)
    last.number, last.previous_hash = 11, last.hash
    last.hash = last.computed_hash()
    last.save_base(force_insert=True)

    assert verify().broken.number == 11


def test_a_line_written_again_with_a_right_hash_is_named(ten_lines):
    line = JournalLine.objects.get(number=6)
    line.verb = "test.other"
    rewrite("verb", 6, line.verb)
    rewrite("hash", 6, line.computed_hash())

    assert verify().broken.number == 6


def test_the_last_line_written_again_with_a_right_hash_is_named(ten_lines):
    line = JournalLine.objects.get(number=10)
    line.verb = "test.other"
    rewrite("verb", 10, line.verb)
    rewrite("hash", 10, line.computed_hash())

    assert verify().broken.number == 10


def test_a_lost_head_is_found(ten_lines):
    JournalHead.objects.all().delete()

    assert verify().broken.number == 1


def test_a_name_erased_without_a_line_that_says_so_is_found(ten_lines):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_journalline SET actor_label = '', actor_salt = '' WHERE number = 3")

    assert verify().broken.number == 3


def test_a_name_given_to_a_line_that_had_none_is_found(unguarded):
    make_line()
    rewrite("actor_label", 1, "Quelqu’un")

    assert verify().broken.number == 1


def test_a_whole_chain_written_again_is_found_by_a_hash_noted_elsewhere(ten_lines):
    noted = JournalLine.objects.get(number=8)
    JournalHead.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_journalline")
    for minute in range(10):
        make_line(number_of_minutes=minute, word="autre chose")

    assert verify().broken is None
    assert verify(anchor=(8, noted.hash[:12])).broken.number == 8


def test_the_command_says_how_many_lines_hold_and_what_to_note(db, capsys):
    line = make_line()

    call_command("verify_journal")

    assert capsys.readouterr().out == f"1 lines hold, 0 names erased. Note 1:{line.hash}\n"


def test_the_command_fails_on_a_broken_line(ten_lines):
    rewrite("verb", 6, "test.other")

    with pytest.raises(CommandError, match="Line 6 is broken"):
        call_command("verify_journal")


def test_the_command_fails_when_the_guards_are_off(unguarded):
    with pytest.raises(CommandError, match="guards"):
        call_command("verify_journal")


def test_all_migrations_leave_the_guards_in_place(db):
    assert guards.are_in_place(connection)


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_puts_the_guards_back():
    make_line()

    call_command("flush", interactive=False, verbosity=0)

    assert not JournalLine.objects.exists()
    assert guards.are_in_place(connection)


WRITER = """
import sys
from bastide.core.journal.testing import make_line
for minute in range(int(sys.argv[1])):
    make_line(number_of_minutes=minute, word=sys.argv[2])
"""


@pytest.mark.django_db(transaction=True)
def test_lines_of_several_processes_make_one_chain(tmp_path, monkeypatch):
    """Fewer than in `bench/journal.py`, which writes 8 × 500 on both databases."""
    processes = processes_on_this_database(tmp_path, monkeypatch)

    codes = processes.finish(*[processes.start(WRITER, 80, f"writer {number}") for number in range(3)])

    proof = verify()
    assert codes == [0, 0, 0]
    assert (proof.broken, proof.count) == (None, 240)
    assert len({line.data["word"] for line in JournalLine.objects.all()}) == 3


def test_names_erased_in_one_go_are_told_by_one_line(db):
    for name in ("a", "b", "c"):
        make_line(by=make_person(f"{name}@valbrune.example"))
    actions.erase_labels(actors=JournalLine.objects.all(), reason="too_old", at=NOON)

    assert JournalLine.objects.get(number=4).data["actors"] == [1, 2, 3]
    assert (verify().broken, verify().erased_names) == (None, 3)


@pytest.mark.parametrize("last", [3, 10, 100])
def test_a_change_in_the_last_lines_is_found_by_reading_only_those(ten_lines, last):
    whole = verify_last(last)
    assert (whole.broken, whole.count) == (None, min(last, 10))

    rewrite("verb", 9, "test.doné")

    assert verify_last(last).broken.number == 9
