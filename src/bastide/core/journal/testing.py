"""Verbs and lines for the tests of the journal and of whoever reads it."""

from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction

from . import actions
from .models import JournalLine
from .registry import Verb, verbs

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def declare_test_verb() -> None:
    """Declare "test.done", with the datum "word"; once for the whole run."""
    if "test.done" not in verbs:
        verbs.plug("test.done", Verb("{actor} a fait {word} sur {target}.", data=("word",)))


def make_person(email: str):
    """Somebody who acts. Accounts stand above the journal, which knows people by their model alone."""
    return get_user_model().objects.create_user(email, "mot de passe", first_name="Camille", last_name="Test")


def make_line(*, number_of_minutes: int = 0, word: str = "cela", **fields) -> JournalLine:
    declare_test_verb()
    with transaction.atomic():
        return actions.record(
            "test.done", at=NOON + timedelta(minutes=number_of_minutes), data={"word": word}, **fields
        )
