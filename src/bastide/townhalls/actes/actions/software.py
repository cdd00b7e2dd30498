"""Programs that deposit acts: the keys they show, and what they do with them.

A deposit passes the checks of the screens, then waits for the signatory (17), unless a signatory of the body entrusted
this very program with transmitting in their name.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation

from .. import channels, checks, states, steps
from ..models import Acte, ActeFile, ClassificationVersion, SoftwareKey, Transaction
from ..storage import digest
from . import drafting, files, transmission
from .drafting import NotReady, NumberTaken
from .transmission import Answer, NotSignatory

if TYPE_CHECKING:
    from bastide.core.accounts.models import User


class KeyRevoked(Exception):
    """The key is no longer in force."""


class CertificateTaken(Exception):
    """Another key in force is bound to this certificate."""


@dataclass(frozen=True)
class Deposited:
    """An act as a program describes it. `matiere` is its code, "7.10"; the first document is the act itself.

    `waits`: the program asks that a person transmit it; `waits_for_signature`: that it be signed before.
    """

    nature: int
    number: str
    decided_on: date
    object: str
    matiere: str
    documents: Sequence[Answer]
    has_paper: bool = False
    waits: bool = False
    waits_for_signature: bool = False


@transaction.atomic
def make_key(
    *,
    organisation: Organisation,
    label: str,
    by: User,
    at: datetime,
    certificate_sha256: str = "",
    return_site: str = "",
) -> tuple[SoftwareKey, str]:
    """Make a key for one program of a body; its password is given here, once. Raises CertificateTaken."""
    bound = SoftwareKey.objects.in_force().filter(certificate_sha256=certificate_sha256)
    if certificate_sha256 and bound.exists():
        raise CertificateTaken
    password = secrets.token_urlsafe(32)
    key = SoftwareKey.objects.create(
        organisation=organisation,
        label=label,
        login=f"{organisation.slug[:26].strip('-')}-{secrets.token_hex(3)}",
        password_sha256=digest(password.encode()),
        certificate_sha256=certificate_sha256,
        return_site=return_site,
        created_at=at,
        created_by=by,
    )
    _note("actes.key_made", key, by, at)
    return key, password


@transaction.atomic
def revoke_key(*, key: SoftwareKey, by: User, at: datetime) -> SoftwareKey:
    """Shut a program out, for good; what it deposited stays. Raises KeyRevoked."""
    key = _in_force(key)
    key.revoked_at = at
    key.save(update_fields=["revoked_at"])
    _note("actes.key_revoked", key, by, at)
    return key


@transaction.atomic
def entrust_key(*, key: SoftwareKey, by: User, at: datetime) -> SoftwareKey:
    """Let a program transmit in the name of `by`. Raises KeyRevoked, NotSignatory."""
    key = _in_force(key)
    if not transmission.may_transmit(user=by, organisation=key.organisation, at=at):
        raise NotSignatory
    key.signatory = by
    key.save(update_fields=["signatory"])
    _note("actes.key_entrusted", key, by, at)
    return key


@transaction.atomic
def withhold_key(*, key: SoftwareKey, by: User, at: datetime) -> SoftwareKey:
    """From now on its deposits wait for the signatory. Raises KeyRevoked."""
    key = _in_force(key)
    if key.signatory_id is not None:
        key.signatory = None
        key.save(update_fields=["signatory"])
        _note("actes.key_withheld", key, by, at)
    return key


def note_use(*, key: SoftwareKey, at: datetime) -> None:
    """Remember the last day of use: one row written a day."""
    today = timezone.localdate(at)
    if key.used_on != today:
        SoftwareKey.objects.filter(pk=key.pk).update(used_on=today)


def take_deposit(*, key: SoftwareKey, deposited: Deposited, at: datetime) -> Transaction:
    """Take an act from a program: all of it or nothing.

    Raises NumberTaken, NotReady (what the screens would refuse), KeyRevoked.
    """
    kept: list[ActeFile] = []
    try:
        with transaction.atomic():
            return _deposit(key, deposited, at, kept)
    except BaseException:
        for file in kept:
            file.content.storage.delete(str(file.content.name))
        raise


def _deposit(key: SoftwareKey, deposited: Deposited, at: datetime, kept: list[ActeFile]) -> Transaction:
    key = _in_force(key)
    organisation = key.organisation
    version = ClassificationVersion.objects.current_for(organisation)
    matiere = version.matieres.filter(code=deposited.matiere).first() if version else None
    if version is not None and matiere is None:
        raise NotReady([checks.unknown_matiere(deposited.matiere)])
    _make_way(organisation, deposited, at)
    acte = drafting.start_acte(
        organisation=organisation,
        nature=deposited.nature,
        year=deposited.decided_on.year,
        number=deposited.number,
        object=deposited.object,
        decided_on=deposited.decided_on,
        matiere_code=deposited.matiere,
        matiere_label=matiere.label if matiere else "",
        duty=Acte.Duty.REQUIRED,
        has_paper=deposited.has_paper,
        by=None,
        at=at,
    )
    acte.deposited_with = key
    acte.save(update_fields=["deposited_with"])
    for document in deposited.documents:
        file = files.add_file(
            acte=acte,
            file=document.file,
            name=document.name,
            checked=document.checked,
            type_code=document.type_code,
            is_main=document is deposited.documents[0],
            by=None,
            at=at,
        )
        kept.append(file)
    acte = drafting.make_ready(acte=acte, by=None, at=at)
    settings = channels.settings_of_acte(acte)
    exchange = steps.begin(
        state=states.State.TO_SIGN if deposited.waits_for_signature else states.State.TO_CONFIRM,
        at=at,
        organisation=organisation,
        acte=acte,
        kind=Transaction.Kind.ACTE,
        tiers=settings.tiers if settings is not None else "",
        message=key.label,
    )
    journal.record(
        "actes.deposited",
        target=acte,
        at=at,
        organisation=organisation,
        data={"key": key.pk, "exchange": exchange.pk},
    )
    if not deposited.waits and not deposited.waits_for_signature and key.may_transmit(at):
        assert key.signatory is not None
        return transmission.transmit_acte(acte=acte, by=key.signatory, at=at)
    return exchange


def _make_way(organisation: Organisation, deposited: Deposited, at: datetime) -> None:
    """A number whose transmission failed serves again, as programs expect; the act that failed keeps its story."""
    failed = Acte.objects.standing().filter(
        organisation=organisation,
        number=deposited.number,
        year=deposited.decided_on.year,
        state=Acte.State.FAILED,
        deposited_with__isnull=False,
    )
    for acte in failed:
        try:
            drafting.abandon_acte(acte=acte, by=None, at=at)
        except drafting.NumberBurnt:
            raise NumberTaken(deposited.number, "") from None


def cancel_deposit(*, key: SoftwareKey, acte: Acte, at: datetime) -> Transaction:
    """Ask for a cancellation in the name of the signatory who entrusted the program.

    Raises NotSignatory, NotCancellable.
    """
    return transmission.cancel_transmission(acte=acte, by=_signatory(key, at), at=at)


def answer_with_key(
    *, key: SoftwareKey, letter: Transaction, sense: str, documents: Sequence[Answer], at: datetime
) -> Transaction:
    """Answer a letter in the name of the signatory who entrusted the program. Raises NotSignatory, NotAnswerable."""
    by = _signatory(key, at)
    return transmission.answer_letter(letter=letter, sense=sense, documents=documents, by=by, at=at)


@transaction.atomic
def note_fetched(*, key: SoftwareKey, letter: Transaction, at: datetime) -> Transaction:
    """A program has a letter; the people of the body still have to read it. Twice changes nothing."""
    letter = steps.locked(letter.pk)
    if letter.fetched_at is None:
        letter.fetched_at = at
        letter.save(update_fields=["fetched_at"])
        journal.record(
            "actes.letter_fetched",
            target=letter.acte or letter,
            at=at,
            organisation=letter.organisation,
            data={"key": key.pk, "exchange": letter.pk},
        )
    return letter


def _signatory(key: SoftwareKey, at: datetime) -> User:
    if not key.may_transmit(at) or key.signatory is None:
        raise NotSignatory
    return key.signatory


def _in_force(key: SoftwareKey) -> SoftwareKey:
    held = SoftwareKey.objects.select_for_update(of=("self",)).select_related("organisation", "signatory")
    key = held.get(pk=key.pk)
    if not key.is_in_force:
        raise KeyRevoked
    return key


def _note(verb: str, key: SoftwareKey, by: User, at: datetime) -> None:
    journal.record(verb, target=key, by=by, at=at, organisation=key.organisation, data={"key": key.pk})
