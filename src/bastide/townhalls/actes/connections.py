"""The operator of a body, ready to be asked: built from its settings, its secrets opened for the occasion."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bastide.core.journal import actions as journal

from . import channels, vault
from .models import TransmissionSettings
from .tiers.calls import Access, is_elsewhere
from .tiers.lines import operator_line, simulator_line
from .tiers.manual import Manual
from .tiers.pastell import Pastell
from .tiers.port import Mode, NotOffered, Refused, Tiers
from .tiers.s2low import S2low

#: Operators whose mailbox holds the answers for every body.
SHARED = frozenset({TransmissionSettings.Tiers.DIRECT, TransmissionSettings.Tiers.SIMULATOR})


class NotConnected(Exception):
    """The body's settings do not lead to an operator; `str()` says what is missing, in French."""


def connect(settings: TransmissionSettings, at: datetime) -> Tiers:
    """Open the way to the operator of a body; each use of a secret is written in the journal. Raises NotConnected."""
    kind = TransmissionSettings.Tiers
    mode = Mode.TRAINING if settings.is_training else Mode.REAL
    try:
        if settings.tiers == kind.MANUAL:
            return Manual(mode)
        if settings.tiers == kind.SIMULATOR:
            if not channels.may_be_simulated(settings):
                raise NotConnected("Le simulateur ne sert qu’à la formation : aucun acte réel ne passe par lui.")
            return simulator_line()
        if settings.tiers == kind.S2LOW:
            return S2low(_access(settings, at), mode)
        if settings.tiers == kind.PASTELL:
            return Pastell(_access(settings, at), mode, entity=settings.entity)
        if settings.tiers == kind.DIRECT:
            return operator_line(mode)
    except (Refused, NotOffered, OSError, ValueError) as problem:
        raise NotConnected(str(problem)) from problem
    raise NotConnected("Aucun tiers de télétransmission n’est choisi.")


def _access(settings: TransmissionSettings, at: datetime) -> Access:
    if not is_elsewhere(settings.address):
        raise NotConnected("L’adresse du service de votre prestataire doit commencer par https:// et être un nom.")
    try:
        password = vault.unseal(settings.sealed_password).decode() if settings.sealed_password else ""
        certificate = vault.unseal(settings.sealed_certificate) if settings.sealed_certificate else b""
    except vault.Sealed:
        raise NotConnected("Le secret gardé ne s’ouvre plus : donnez-le de nouveau.") from None
    if password or certificate:
        with transaction.atomic():
            journal.record(
                "actes.credential_used",
                target=settings,
                at=at,
                organisation=settings.organisation,
                data={"tiers": settings.tiers, "purpose": "connect"},
            )
    return Access(settings.address, login=settings.login, password=password, certificate=certificate)
