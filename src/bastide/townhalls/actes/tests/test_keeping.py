"""What people are told, what is late, what passes on when somebody leaves, and what is erased."""

from datetime import date, timedelta

from django.core import mail
from django.core.files.base import ContentFile
from django.utils import timezone

from bastide.core.accounts.models import Membership, Role
from bastide.core.accounts.registry import hand_over_all, waiting_for
from bastide.core.accounts.testing import make_person, sign_in
from bastide.core.retention import actions as retention
from bastide.core.workspace import queries as workspace
from bastide.townhalls.actes import actions, causes, states
from bastide.townhalls.actes.models import (
    Acte,
    Alert,
    Followup,
    InboundMessage,
    RegisterEntry,
    Seance,
    Transaction,
    TransmissionSettings,
)
from bastide.townhalls.actes.simulator.national import national_classification
from bastide.townhalls.actes.testing import (
    CLASSIFIED_ON,
    make_acte,
    make_entry,
    pdf_of,
)

from .prefecture import Line, Prefecture, anomaly, letter, receipt
from .sending import message_of, prepared, run, sent

CLASSIFICATION = national_classification(date(2026, 9, 1))
UNIQUE_ID = "099-212499016-20261112-2026_001-DE"


def told():
    """(subject, to whom) of each mail, and an empty box."""
    found = sorted((message.subject.partition(" : ")[2], *message.to) for message in mail.outbox)
    mail.outbox.clear()
    return found


def both(subject):
    return [(subject, "maire@valbrune.example"), (subject, "secretariat@valbrune.example")]


def test_each_step_is_told_once_to_the_people_of_that_body_alone(body, people, clock):
    make_person("parti2@valbrune.example", body, is_active=False)
    line = Line(Prefecture())
    line.prefecture.is_silent = True
    acte = prepared(body, people)
    exchange = sent(acte, people, clock, line)
    assert told() == []
    for _hour in range(3):
        clock.later(hours=13)
        actions.tell_what_is_late(at=clock())
    assert told() == both("acte sans accusé de réception")

    line.prefecture.is_silent = False
    xml = message_of(line, "1-1")
    line.prefecture.say(anomaly("002", "ODT-VERIF-01", xml).replace("2026-01-05</actes:Cl", "2026-09-01</actes:Cl"))
    run(clock, line)
    assert told() == sorted([*both("acte refusé"), *both("classification de la préfecture à redemander")])
    settings = TransmissionSettings.objects.get()
    assert settings.newer_classification_on == date(2026, 9, 1)
    tasks = workspace.tasks_for(body, people.secretary, clock())
    assert [task.tone for task in tasks[:2]] == ["late", "late"]
    assert "classification de la préfecture à redemander" in [task.sentence for task in tasks]

    line.prefecture.say(receipt(UNIQUE_ID, xml))
    line.prefecture.say(letter("LettreObservations", UNIQUE_ID, motive="Le plan"))
    run(clock, line)
    run(clock, line)
    assert told() == sorted([*both("acte reçu en préfecture"), *both("courrier de la préfecture")])
    assert Transaction.objects.letters().get().is_urgent
    assert exchange.anomaly_code == ""

    actions.store_classification(
        organisation=body, dated_on=date(2026, 9, 1), raw=CLASSIFICATION, at=clock(), is_training=True
    )
    settings.refresh_from_db()
    assert settings.newer_classification_on is not None
    actions.store_classification(organisation=body, dated_on=date(2026, 9, 1), raw=CLASSIFICATION, at=clock())
    settings.refresh_from_db()
    assert settings.newer_classification_on is None

    TransmissionSettings.objects.update(certificate_ends_on=timezone.localdate(clock()) + timedelta(days=20))
    assert [actions.tell_what_is_late(at=clock()) for _turn in range(2)] == [1, 0]
    assert told() == both("certificat de télétransmission à renouveler")
    assert Alert.objects.count() == 6


def test_an_envelope_refused_with_001_does_not_burn_the_number_of_its_act(body, people, clock):
    assert states.number_may_serve_again([(states.State.ERROR, "001")]) is False
    assert states.number_may_serve_again([(states.State.ERROR, f"{causes.OF_ENVELOPE} 1")]) is True
    assert causes.cause_of("2") == "classification dépassée"
    assert causes.cause_of("enveloppe 1") == "envoi : pièce manquante"
    assert causes.cause_of("ODT-9") == "anomalie ODT-9"
    assert causes.cause_of("") == "refusé avant d’arriver à la préfecture"


def tile(body, person, at, words):
    return next((task for task in workspace.tasks_for(body, person, at) if words in task.sentence), None)


def test_deadlines_are_tiles_and_what_is_late_comes_first(body, people, clock):
    at = clock()
    today = timezone.localdate(at)
    make_acte(body, nature=3, state=Acte.State.DRAFT, decided_on=today - timedelta(days=20), number="A2026_001")
    make_acte(body, nature=3, state=Acte.State.DRAFT, decided_on=today - timedelta(days=2), number="A2026_002")
    old = Seance.objects.create(
        organisation=body, body="Conseil municipal", held_on=today - timedelta(days=60), created_at=at
    )
    make_entry(body, acte=None, seance=old, kind="examined")
    assert tile(body, people.secretary, at, "procès-verbal") is None
    Seance.objects.create(organisation=body, body="CCAS", held_on=today - timedelta(days=20), created_at=at)
    body = type(body).objects.get(pk=body.pk)
    assert tile(body, people.secretary, at, "procès-verbal") is None
    new = Seance.objects.create(
        organisation=body, body="Conseil municipal", held_on=today - timedelta(days=20), created_at=at
    )
    body = type(body).objects.get(pk=body.pk)

    tasks = workspace.tasks_for(body, people.secretary, at)

    late = [task for task in tasks if task.tone == "late"]
    assert tasks[: len(late)] == late
    assert [task.due_at for task in late] == sorted(task.due_at for task in late)
    assert tile(body, people.secretary, at, "individuelle").count == 1
    minutes = tile(body, people.secretary, at, "procès-verbal")
    assert (minutes.count, minutes.tone) == (1, "late")
    assert minutes.url.endswith(f"/seances/{old.pk}/")
    assert tile(body, people.secretary, at, "liste").url.endswith("/")
    assert new.list_due_on < today


def test_what_waits_for_somebody_who_leaves_passes_on_and_stays_in_its_body(valdorne, body, people, clock):
    mine = make_acte(body, created_by=people.secretary)
    waiting = make_acte(body, created_by=people.secretary, state=Acte.State.READY)
    gone = make_acte(body, created_by=people.secretary, state=Acte.State.SENDING)
    elsewhere = make_acte(valdorne.le_peyrat.organisation, created_by=people.secretary)
    following = make_person("suite@valbrune.example", body)

    lines = {str(line.title): line.count for line in waiting_for(people.secretary, body)}
    assert lines == {"Actes en préparation": 2}
    assert [line.count for line in waiting_for(people.mayor, body)] == [1]
    for _turn in range(2):
        hand_over_all(user=people.secretary, organisation=body, to=following, at=clock())

    for acte, who in ((mine, following), (waiting, following), (gone, people.secretary), (elsewhere, people.secretary)):
        acte.refresh_from_db()
        assert acte.created_by == who


def test_drafts_given_up_go_and_what_was_sent_or_published_stays(
    body, people, clock, django_capture_on_commit_callbacks
):
    given_up = make_acte(body, state=Acte.State.ABANDONED)
    tried = make_acte(body, state=Acte.State.ABANDONED)
    Transaction.objects.create(organisation=body, acte=tried, kind=1, state=-1, created_at=clock())
    kept = make_acte(body)
    entry = make_entry(body)
    actions.withdraw_entry(entry=entry, reason="Nom d’un habitant", by=people.secretary, at=clock())
    for number, outcome in enumerate(("dismissed", "quarantined")):
        message = InboundMessage(
            origin="s2low", name="a.eml", sha256=str(number) * 64, size=1, arrived_at=clock(), outcome=outcome
        )
        message.raw.save("a.eml", ContentFile(b"x"), save=True)
    storage, path = message.raw.storage, given_up.files.get().content.name
    assert storage.exists(path)

    with django_capture_on_commit_callbacks(execute=True):
        assert retention.purge(at=clock() + timedelta(days=364), say=print).failed == []
    assert Acte.objects.filter(pk=given_up.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.purge(at=clock() + timedelta(days=366), say=print).failed == []

    assert not storage.exists(path)
    assert set(Acte.objects.values_list("pk", flat=True)) == {tried.pk, kept.pk, entry.acte_id}
    assert [each.outcome for each in InboundMessage.objects.all()] == ["quarantined"]
    assert RegisterEntry.objects.get().text == ""
    assert RegisterEntry.objects.get().read() == pdf_of()


def test_the_pole_sees_who_needs_help_and_why(client, valdorne, body, people, clock):
    today = timezone.localdate()
    Followup.objects.create(
        organisation=body,
        interest_on=today - timedelta(days=400),
        deliberated_on=today - timedelta(days=390),
        equipped_on=today - timedelta(days=380),
        agreement_on=today - timedelta(days=370),
        trained_on=today - timedelta(days=100),
    )
    failed = make_acte(valdorne.le_peyrat.organisation, state=Acte.State.FAILED)
    for code in ("002", "2", f"{causes.OF_ENVELOPE} 5"):
        Transaction.objects.create(
            organisation=failed.organisation,
            acte=failed,
            kind=1,
            state=-1,
            anomaly_code=code,
            created_at=timezone.now(),
        )
    trained = make_acte(body, is_training=True)
    Transaction.objects.create(
        organisation=body, acte=trained, kind=1, state=-1, anomaly_code="002", created_at=timezone.now()
    )
    here = f"/espace/organismes/{valdorne.pole.slug}/actes/suivi/"
    sign_in(client, people.pole)

    page = client.get(here).content.decode()
    assert "formé, sans premier acte" in page
    assert "1 acte refusé à reprendre" in page
    assert "classification dépassée : 2" in page
    assert "SIREN inconnu : 1" in page
    assert "A suivi la formation : 1" in page
    page = client.get(f"{here}?reste=first_act_on").content.decode()
    assert "Commune de Valbrune" in page
    assert "Le Peyrat" not in page.split("<main")[1]
    page = client.get(f"{here}?q=malestang").content.decode()
    assert page.count("Pas encore suivi") == 1 or "Aucun organisme ici" in page


def test_agents_of_another_commune_see_no_alert(valdorne, body, people, clock):
    Alert.objects.create(organisation=body, kind=Alert.Kind.SILENT, about="1", told_at=clock())

    assert Alert.objects.visible_to(people.secretary).exists()
    assert not Alert.objects.visible_to(people.neighbour).exists()
    assert Membership.objects.filter(user=people.neighbour, role=Role.AGENT).exists()
    assert date(2026, 9, 1) > CLASSIFIED_ON
