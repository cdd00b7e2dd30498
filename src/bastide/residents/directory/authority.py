"""For which communes a body may speak: its own. The pôle, and sources of nobody here, speak for all."""

from __future__ import annotations

from bastide.core.territory.models import Commune, Organisation

from .models import TOWN_HALL


def codes_of(organisation: Organisation | None) -> frozenset[str] | None:
    """INSEE codes of the communes for which `organisation` speaks; None for all of them. One query at most."""
    if organisation is None or organisation.kind == Organisation.Kind.POLE:
        return None
    own = Commune.objects.whole()
    if organisation.kind == Organisation.Kind.EPCI:
        return frozenset(own.filter(epci__organisation=organisation).values_list("insee_code", flat=True))
    return frozenset(own.filter(organisation=organisation).values_list("insee_code", flat=True))


def speaks_for(organisation: Organisation | None, other: Organisation) -> bool:
    """Whether what a list of `organisation` says may be written on a record that `other` keeps."""
    return organisation is None or organisation.kind == Organisation.Kind.POLE or organisation.pk == other.pk


def is_anothers_town_hall(codes: frozenset[str] | None, category: object, insee_code: object) -> bool:
    """A town hall is told of by its own commune, by the pôle, and by the State."""
    return codes is not None and category == TOWN_HALL and insee_code not in codes
