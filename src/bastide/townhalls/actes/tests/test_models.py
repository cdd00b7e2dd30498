from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError, transaction

from bastide.townhalls.actes.models import (
    Acte,
    ActeFile,
    Envelope,
    Frozen,
    RegisterEntry,
    Step,
    Transaction,
    TransmissionSettings,
)
from bastide.townhalls.actes.testing import DAY, NOON, make_acte, make_entry, make_settings


def refused(write):
    # PostgreSQL has a word of its own for what is too long.
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        write()


def test_the_database_itself_refuses_what_must_never_be(valdorne):
    body = valdorne.valbrune.organisation
    acte = make_acte(body, number="2026_001")

    refused(lambda: make_acte(body, number="2026_001", with_file=False))
    make_acte(body, number="2026_001", year=2025, with_file=False)
    make_acte(valdorne.le_peyrat.organisation, number="2026_001", with_file=False)
    make_acte(body, number="2026_001", is_training=True, with_file=False)
    for number in ("2026-01", "a1", "_1", "1_", "", "1234567890123456"[:16]):
        refused(lambda number=number: Acte.objects.filter(pk=acte.pk).update(number=number))
    refused(lambda: Acte.objects.filter(pk=acte.pk).update(nature=7))
    refused(lambda: Acte.objects.filter(pk=acte.pk).update(state="ready", object=""))
    refused(lambda: Acte.objects.filter(pk=acte.pk).update(state="received"))
    refused(lambda: ActeFile.objects.filter(acte=acte).update(size=0))
    refused(lambda: TransmissionSettings.objects.create(organisation=body, tiers="s2low"))


def test_an_act_has_one_transmission_that_did_not_fail(valdorne):
    acte = make_acte(valdorne.valbrune.organisation)
    same = {"organisation": acte.organisation, "acte": acte, "kind": 1, "created_at": NOON}
    Transaction.objects.create(state=-1, **same)
    Transaction.objects.create(state=-1, **same)
    Transaction.objects.create(state=3, **same)

    for state in (1, 2, 3, 4, 0, 17):
        refused(lambda state=state: Transaction.objects.create(state=state, **same))
    Transaction.objects.create(**{**same, "kind": 6}, state=1)
    refused(lambda: Transaction.objects.create(**{**same, "kind": 6}, state=3))
    refused(lambda: Transaction.objects.create(**{**same, "acte": None}, state=1))


def test_a_step_is_never_changed_nor_deleted(valdorne):
    acte = make_acte(valdorne.valbrune.organisation)
    exchange = Transaction.objects.create(organisation=acte.organisation, acte=acte, kind=1, state=1, created_at=NOON)
    step = Step.objects.create(transaction=exchange, state=1, at=NOON)

    for change in (step.save, step.delete, Step.objects.all().delete, lambda: Step.objects.update(state=4)):
        with pytest.raises(Frozen):
            change()


def test_a_serial_of_the_day_is_given_once(valdorne):
    acte = make_acte(valdorne.valbrune.organisation)
    body = acte.organisation
    made = [
        Transaction.objects.create(organisation=body, acte=acte, kind=2, state=1, created_at=NOON) for _ in range(2)
    ]
    fields = {"organisation": body, "day": DAY, "name": "x", "sha256": "0", "size": 1}
    Envelope.objects.create(transaction=made[0], serial=1, **fields)

    refused(lambda: Envelope.objects.create(transaction=made[1], serial=1, **fields))
    refused(lambda: Envelope.objects.create(transaction=made[1], serial=10_000, **fields))


def test_an_entry_of_the_register_changes_only_by_being_withdrawn(valdorne):
    entry = make_entry(valdorne.valbrune.organisation)

    entry.object = "Autre chose"
    for change in (entry.save, lambda: entry.save(update_fields=["object"]), entry.delete):
        with pytest.raises(Frozen):
            change()
    entry.withdrawn_at, entry.withdrawal_reason = NOON, "Nom d’une personne"
    entry.save(update_fields=["withdrawn_at", "withdrawal_reason"])

    assert RegisterEntry.objects.get().object == "Tarifs de la cantine"
    refused(lambda: RegisterEntry.objects.update(withdrawal_reason=""))
    refused(lambda: RegisterEntry.objects.update(nature=3))
    refused(lambda: RegisterEntry.objects.update(document=""))
    assert entry.appeal_ends_on - entry.published_at.date() >= timedelta(days=59)


def test_agents_of_another_commune_see_nothing_of_an_act(valdorne, people):
    body = valdorne.valbrune.organisation
    make_settings(body)
    acte = make_acte(body)
    make_entry(body)
    exchange = Transaction.objects.create(organisation=body, acte=acte, kind=1, state=1, created_at=NOON)
    Step.objects.create(transaction=exchange, state=1, at=NOON)
    owned = (Acte, ActeFile, Transaction, Step, RegisterEntry, TransmissionSettings)

    for model in owned:
        assert model.objects.managed_by(people.secretary).exists(), model
        assert model.objects.visible_to(people.councillor).exists(), model
        assert not model.objects.managed_by(people.councillor).exists(), model
        assert model.objects.visible_to(people.pole).exists(), model
        assert not model.objects.visible_to(people.neighbour).exists(), model
