from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from bastide.core.journal import actions
from bastide.core.journal.models import JournalLine, LineIsFixed
from bastide.core.journal.queries import lines_for
from bastide.core.journal.registry import Verb
from bastide.core.journal.testing import NOON, declare_test_verb, make_line, make_person
from bastide.core.journal.verify import verify


def test_a_line_freezes_who_did_what_to_what_for_which_body(valdorne):
    user = make_person("camille@valbrune.example")
    organisation = valdorne.valbrune.organisation

    line = make_line(target=valdorne.valbrune, by=user, organisation=organisation, word="une correction")

    line.refresh_from_db()
    assert line.number == 1
    assert line.sentence == "Camille Test a fait une correction sur Valbrune."
    assert (line.organisation, line.actor) == (organisation, user)


def test_lines_are_numbered_without_gap_and_each_carries_the_hash_of_the_one_before(db):
    first, second, third = (make_line(word=word) for word in ("un", "deux", "trois"))

    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    declare_test_verb()

    with pytest.raises(actions.NoTransaction):
        actions.record("test.done", at=NOON)

    assert not JournalLine.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_undone_leaves_neither_line_nor_gap():
    make_line()

    with transaction.atomic():
        make_line(word="jamais")
        transaction.set_rollback(True)
    make_line()

    assert list(JournalLine.objects.values_list("number", flat=True)) == [2, 1]
    assert verify().broken is None


def test_a_verb_nobody_declared_is_refused(db):
    with pytest.raises(actions.UndeclaredVerb, match=r"test\.unheard_of"):
        actions.record("test.unheard_of", at=NOON)


def test_data_a_verb_does_not_declare_is_refused(db):
    declare_test_verb()

    with pytest.raises(actions.UndeclaredVerb, match="phone"):
        actions.record("test.done", at=NOON, data={"phone": "05 53 00 00 00"})


@pytest.mark.parametrize("value", [NOON, float("nan"), {1, 2}])
def test_data_that_json_cannot_hold_is_refused(db, value):
    declare_test_verb()

    with pytest.raises((TypeError, ValueError)):
        actions.record("test.done", at=NOON, data={"word": value})

    assert not JournalLine.objects.exists()


def test_a_moment_without_time_zone_is_refused(db):
    declare_test_verb()

    with pytest.raises(ValueError, match="time zone"):
        actions.record("test.done", at=datetime(2026, 11, 24, 12, 0))  # noqa: DTZ001


@pytest.mark.parametrize("name", ["Ô Éloïse d’Œuf", "a\x00b", "{actor.__class__}", "<script>", "\u202e", "x" * 5000])
def test_a_hostile_name_is_frozen_as_plain_text_and_the_chain_holds(db, name):
    user = make_person("camille@valbrune.example")
    user.first_name, user.last_name = name, ""

    line = make_line(by=user, word=name)

    line.refresh_from_db()
    assert name.replace("\x00", "")[:200] in line.sentence
    assert verify().broken is None


def test_no_code_of_ours_changes_or_deletes_a_line(db):
    line = make_line()
    line.verb = "test.other"

    for attempt in (
        line.save,
        line.delete,
        JournalLine.objects.all().delete,
        lambda: JournalLine.objects.update(verb="test.other"),
        lambda: JournalLine.objects.bulk_update([line], ["verb"]),
        lambda: JournalLine.objects.bulk_create([line]),
        lambda: JournalLine.objects.create(number=2),
        lambda: JournalLine.objects.update_or_create(number=1, defaults={"verb": "x"}),
    ):
        with pytest.raises(LineIsFixed):
            attempt()

    assert JournalLine.objects.get().verb == "test.done"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_journalline",
        "UPDATE journal_journalline SET verb = 'test.other'",
        "UPDATE journal_journalline SET hash = previous_hash",
        "UPDATE journal_journalline SET organisation_id = 7",
        "UPDATE journal_journalline SET actor_label = 'Quelqu’un d’autre'",
        "UPDATE journal_journalline SET actor_label = ''",
    ],
)
def test_the_database_itself_refuses_a_change(db, statement):
    make_line(by=make_person("camille@valbrune.example"))

    with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_person_is_erased_from_the_journal_and_the_chain_still_holds(valdorne):
    user = make_person("camille@valbrune.example")
    make_line(by=user, target=valdorne.valbrune)
    make_line(target=user)

    with transaction.atomic():
        erased = actions.erase_labels(
            actors=JournalLine.objects.of_actor(user),
            targets=JournalLine.objects.of_target(user),
            reason="account_erased",
            at=NOON,
        )
        user.delete()

    assert erased == 2
    by_them, about_them = JournalLine.objects.get(number=1), JournalLine.objects.get(number=2)
    assert by_them.sentence == "Une personne dont le nom est effacé a fait cela sur Valbrune."
    assert "un objet dont le nom est effacé" in about_them.sentence
    assert not JournalLine.objects.filter(actor_label__contains="Test").exists()
    assert (verify().broken, verify().erased_names) == (None, 2)


def test_erasing_again_changes_nothing(db):
    make_line(by=make_person("camille@valbrune.example"))
    actions.erase_labels(actors=JournalLine.objects.all(), reason="too_old", at=NOON)

    assert actions.erase_labels(actors=JournalLine.objects.all(), reason="too_old", at=NOON) == 0
    assert JournalLine.objects.count() == 2


def test_lines_come_page_by_page_newest_first_and_one_query_each(valdorne, django_assert_num_queries):
    ours, theirs = valdorne.valbrune.organisation, valdorne.le_peyrat.organisation
    for minute in range(7):
        make_line(number_of_minutes=minute, organisation=ours if minute % 2 == 0 else theirs)

    with django_assert_num_queries(2):
        first = lines_for(organisation=ours, limit=2)
        second = lines_for(organisation=ours, limit=2, before=first.before)

    assert [line.number for line in first.lines] == [7, 5]
    assert [line.number for line in second.lines] == [3, 1]
    assert second.before is None


def test_lines_are_found_by_their_target_and_by_their_actor(valdorne):
    user = make_person("camille@valbrune.example")
    make_line(target=valdorne.valbrune)
    make_line(target=valdorne.valbrune.organisation, by=user)

    assert [line.number for line in lines_for(target=valdorne.valbrune).lines] == [1]
    assert [line.number for line in lines_for(user=user).lines] == [2]
    assert lines_for(target=valdorne.valbrune, user=user).lines == []


def test_a_sentence_that_names_what_no_line_carries_is_refused_at_start_up():
    with pytest.raises(ValueError, match="colour"):
        Verb("{actor} a choisi {colour}.", data=("size",))


def test_a_verb_turns_codes_into_words():
    verb = Verb("{actor} a corrigé {field}.", data=("field",), words=lambda data: {"field": "le téléphone"})

    assert verb.say(actor="Aline", target="", data={"field": "phone"}) == "Aline a corrigé le téléphone."
