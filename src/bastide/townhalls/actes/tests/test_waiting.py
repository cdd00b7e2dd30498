"""Nobody waits for what cannot come, and nothing that was typed is lost on the way."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bastide.core.accounts.testing import note_recent_factor, sign_in
from bastide.core.schedule.models import PeriodicRun
from bastide.kit.tasks.models import DueWork
from bastide.townhalls.actes import waiting
from bastide.townhalls.actes.actions import transmission
from bastide.townhalls.actes.models import Acte, Dispatch, RegisterEntry, Seance, Transaction, TransmissionSettings
from bastide.townhalls.actes.states import State
from bastide.townhalls.actes.testing import NOON, pdf_of

from .sending import prepared

LATER = NOON + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def no_hurry(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def acte(body, people):
    acte = prepared(body, people)
    transmission.transmit_acte(acte=acte, by=people.mayor, at=NOON)
    return Acte.objects.get(pk=acte.pk)


def test_a_screen_says_why_an_act_does_not_move(acte, client, people):
    def told(at=LATER, exchange=(), work=(), act=(), collected=LATER):
        Transaction.objects.update(**({"state": State.TRANSMITTED, "tiers": "s2low"} | dict(exchange)))
        done = {"state": DueWork.State.DONE, "done_at": NOON, "due_at": NOON, "last_error": "", "attempts": 1}
        Dispatch.objects.update(**(done | dict(work)))
        Acte.objects.update(**({"exercise": "", "is_training": False} | dict(act)))
        PeriodicRun.objects.update_or_create(name=waiting.COLLECTING, defaults={"ran_at": collected, "due_at": NOON})
        found = waiting.trouble_of(Acte.objects.get(), at)
        return found and " ".join([found.title, *found.sentences])

    posted, due = {"state": State.POSTED}, {"state": DueWork.State.DUE}
    refused = due | {"due_at": LATER, "last_error": "Unreachable: Le prestataire ne répond pas."}

    # All goes its way: just asked for, or just sent, or answered, or carried by hand.
    assert told(exchange=posted, work=due | {"due_at": LATER}) is None
    assert told(at=NOON + timedelta(minutes=5)) is None
    assert told(exchange={"state": State.ACKNOWLEDGED}) is None
    assert told(exchange={"tiers": TransmissionSettings.Tiers.MANUAL}) is None
    assert told() is None
    # It does not.
    assert "L’envoi est arrêté" in told(exchange=posted, work=due)
    assert "L’envoi est arrêté" in told(collected=NOON)
    assert "L’envoi est arrêté" in told(collected=None)
    assert "Le prestataire ne répond pas. Nouvel essai vers 12\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30" in told(
        exchange=posted, work=refused
    )
    assert "importez son accusé" in told(work={"state": DueWork.State.FAILED})
    assert "plus de 24 heures" in told(at=NOON + timedelta(hours=25), collected=NOON + timedelta(hours=25))
    assert "s’il est arrivé" not in (told(at=NOON + timedelta(hours=23), collected=NOON + timedelta(hours=23)) or "")
    simulated = {"tiers": TransmissionSettings.Tiers.SIMULATOR}
    assert "Demandez au pôle" in told(exchange=simulated)
    assert "Demandez au pôle" in told(exchange=posted | simulated, work=refused)
    assert "que vous avez choisi" in told(exchange=simulated, act={"exercise": "silence", "is_training": True})

    assert "L’envoi est arrêté" in told(exchange=posted, work=due | {"due_at": NOON - timedelta(days=400)})
    sign_in(client, people.secretary)
    page = client.get(acte.get_absolute_url()).content.decode()
    assert "L’envoi est arrêté" in page
    assert "en quelques minutes" not in page


def test_what_was_typed_before_the_session_ended_is_given_back(acte, client, people):
    Acte.objects.update(state=Acte.State.DRAFT)
    here = f"{acte.get_absolute_url()}vote/"

    away = Client().post(here, {"votes_for": "10", "votes_against": "1", "abstentions": "2"})
    back = parse_qs(urlsplit(away["Location"]).query)["next"][0]
    sign_in(client, people.secretary)
    page = client.get(back).content.decode()

    assert "Votre saisie est gardée" in page
    assert re.search(r'name="votes_for" value="10"', page)
    assert client.post(back, {"votes_for": "10", "votes_against": "1", "abstentions": "2"}).status_code == 302


def test_a_second_factor_that_is_asked_for_again_loses_no_answer(acte, client, people):
    letter = Transaction.objects.create(
        organisation=acte.organisation,
        acte=acte,
        kind=Transaction.Kind.REQUEST,
        is_incoming=True,
        state=State.RECEIPT_SENT,
        created_at=NOON,
    )
    here = f"{acte.get_absolute_url()}courriers/{letter.pk}/repondre/"
    sign_in(client, people.mayor)
    note_recent_factor(client, people.mayor, seconds_ago=700)
    document = SimpleUploadedFile("piece.pdf", pdf_of("Pièce"), "application/pdf")

    away = client.post(here, {"sense": Transaction.Sense.REFUSAL, "document": document})
    note_recent_factor(client, people.mayor)
    page = client.get(parse_qs(urlsplit(away["Location"]).query)["next"][0]).content.decode()

    assert re.search(rf'value="{Transaction.Sense.REFUSAL}"[^>]*checked', page)
    assert "piece.pdf" in page


def test_minutes_that_are_no_pdf_are_refused_at_their_field(acte, client, people):
    sign_in(client, people.secretary)
    here = f"/espace/organismes/{acte.organisation.slug}/seances/"
    client.post(here, {"body": "Conseil municipal", "held_on": "2026-11-12", "agenda": "Motion"})
    this = f"{here}{Seance.objects.get().pk}/"
    wrong = SimpleUploadedFile("pv.pdf", b"MZ\x90" + bytes(50), "application/pdf")

    page = client.post(f"{this}proces-verbal/", {"file": wrong, "approved_on": "2026-11-20"})

    words = page.content.decode()
    assert page.status_code == 422
    assert 'id="id_file-error"' in words
    assert 'value="2026-11-20"' in words
    assert 'href="#id_file"' in words
    assert not RegisterEntry.objects.exists()
