"""By which way an act leaves: its body's operator, or the simulated préfecture when it is an exercise.

An act keeps the way it was begun for. What its body chooses later never turns an exercise into a real act.
"""

from __future__ import annotations

from bastide.core.territory.models import Organisation, PortalSettings

from .models import Acte, Transaction, TransmissionSettings

#: Where an exercise takes place when nobody has said it: the département that does not exist.
NOWHERE = {"department": "099", "arrondissement": "1"}
SIMULATOR = TransmissionSettings.Tiers.SIMULATOR


def settings_of(organisation: Organisation, *, is_training: bool) -> TransmissionSettings | None:
    """The settings under which an act of this body leaves, None when the body has none. Not to be saved.

    For an exercise they always lead to the simulator, whatever the body chose; it need not have chosen anything.
    """
    found = TransmissionSettings.objects.filter(organisation=organisation).first()
    if not is_training:
        if found is not None:
            found.is_training = False
        return found
    kept = found or TransmissionSettings(organisation=organisation)
    kept.siren = kept.siren or organisation.siren
    for field, value in NOWHERE.items():
        setattr(kept, field, getattr(kept, field) or value)
    kept.tiers, kept.is_training = SIMULATOR, True
    kept.address = kept.login = kept.sealed_password = kept.sealed_certificate = kept.return_address = ""
    return kept


def settings_of_acte(acte: Acte) -> TransmissionSettings | None:
    return settings_of(acte.organisation, is_training=acte.is_training)


def settings_of_exchange(exchange: Transaction) -> TransmissionSettings | None:
    """Those of the act it is about; a question about no act follows the body."""
    if exchange.acte is not None:
        return settings_of(exchange.organisation, is_training=exchange.acte.is_training)
    return settings_of(exchange.organisation, is_training=trains(exchange.organisation))


def trains(organisation: Organisation) -> bool:
    """Whether all that this body begins now is an exercise."""
    return TransmissionSettings.objects.filter(organisation=organisation, is_training=True).exists()


def may_be_simulated(settings: TransmissionSettings) -> bool:
    """Whether the simulator may carry it: an exercise, or anything of a portal that is a demonstration."""
    return settings.is_training or PortalSettings.load().is_demonstration
