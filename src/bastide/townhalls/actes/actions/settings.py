"""Saying who a body is for the State, and how it transmits and publishes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation, PortalSettings

from .. import vault
from ..models import Followup, TransmissionSettings

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

#: What is neither secret nor a file, in the order of the form.
PLAIN = (
    "siren",
    "department",
    "arrondissement",
    "body_nature",
    "tiers",
    "address",
    "entity",
    "login",
    "certificate_ends_on",
    "return_address",
    "agreement_on",
    "is_training",
    "mode",
    "mode_chosen_on",
    "stamp_corner",
    "default_author",
    "default_capacity",
    "late_hours",
)
FOLLOWED = frozenset({"interest_on", "deliberated_on", "equipped_on", "agreement_on", "trained_on", "note"})


class SirenOfAnother(Exception):
    """Another body has this SIREN: acts would leave, and answers come, in its name."""


class OnlyForTraining(Exception):
    """The simulator teaches: a body that transmits for good never goes through it."""


@transaction.atomic
def change_settings(
    *,
    organisation: Organisation,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    password: str = "",
    certificate: bytes = b"",
) -> TransmissionSettings:
    """Write the settings of a body; an empty password or certificate leaves the one that is there.

    The journal names the fields, never a value. Raises SirenOfAnother, and OnlyForTraining for the simulator outside
    training, unless the whole portal is a demonstration.
    """
    if unknown := set(values).difference(PLAIN):
        raise TypeError(f"Unknown settings: {', '.join(sorted(unknown))}.")
    settings, made = TransmissionSettings.objects.select_for_update(of=("self",)).get_or_create(
        organisation=organisation
    )
    changed = [field for field, value in values.items() if getattr(settings, field) != value]
    for field in changed:
        setattr(settings, field, values[field])
    if "siren" in changed and settings.siren and _belongs_to_another(settings.siren, organisation):
        raise SirenOfAnother
    if "address" in changed and not (password or certificate):
        # A secret goes to the service it was given for, and nowhere else.
        settings.sealed_password = settings.sealed_certificate = ""
    if password:
        settings.sealed_password = vault.seal(password.encode())
        changed.append("sealed_password")
    if certificate:
        settings.sealed_certificate = vault.seal(certificate)
        changed.append("sealed_certificate")
        if "certificate_ends_on" not in changed and (ends_on := vault.last_day_of(certificate)) is not None:
            settings.certificate_ends_on = ends_on
            changed.append("certificate_ends_on")
    if not changed and not made:
        return settings
    is_real = settings.tiers == TransmissionSettings.Tiers.SIMULATOR and not settings.is_training
    if is_real and not PortalSettings.load().is_demonstration:
        raise OnlyForTraining
    settings.save()
    if settings.agreement_on is not None:
        Followup.objects.update_or_create(organisation=organisation, defaults={"agreement_on": settings.agreement_on})
    journal.record(
        "actes.settings_changed",
        target=settings,
        by=by,
        at=at,
        organisation=organisation,
        data={"fields": sorted(changed)},
    )
    return settings


def _belongs_to_another(siren: str, organisation: Organisation) -> bool:
    others = Organisation.objects.exclude(pk=organisation.pk)
    if others.filter(acte_settings__siren=siren).exists():
        return True
    return siren != organisation.siren and others.filter(siren=siren).exists()


@transaction.atomic
def change_followup(*, organisation: Organisation, values: Mapping[str, Any], by: User, at: datetime) -> Followup:
    """Write how far a body is on the way to its first act."""
    if unknown := set(values) - FOLLOWED:
        raise TypeError(f"Unknown steps: {', '.join(sorted(unknown))}.")
    followup, _made = Followup.objects.select_for_update(of=("self",)).get_or_create(organisation=organisation)
    changed = [field for field, value in values.items() if getattr(followup, field) != value]
    if not changed:
        return followup
    for field in changed:
        setattr(followup, field, values[field])
    followup.save(update_fields=changed)
    journal.record(
        "actes.followup_changed",
        target=followup,
        by=by,
        at=at,
        organisation=organisation,
        data={"fields": sorted(changed)},
    )
    return followup


@transaction.atomic
def note_first_act(*, organisation: Organisation, at: datetime) -> None:
    """Remember the day of the first act received; a later one changes nothing."""
    followup, _made = Followup.objects.get_or_create(organisation=organisation)
    if followup.first_act_on is None:
        followup.first_act_on = timezone.localdate(at)
        followup.save(update_fields=["first_act_on"])
