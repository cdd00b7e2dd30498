"""Who is in the groups of which spaces: what the places say, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q

from bastide.core.territory.models import Organisation, Role

from ..models import EditingSpace

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

WRITERS = (Role.AGENT, Role.SIGNATORY)
PUBLISHERS = (Role.WEBMASTER,)


@transaction.atomic
def refresh_rights(*, user: User, at: datetime) -> None:
    """Put `user` in the groups of the spaces that their places open today, and in no other of these."""
    places = user.memberships.in_force(at)
    writes = places.filter(role__in=WRITERS).values("organisation")
    publishes = places.filter(role__in=PUBLISHERS).values("organisation")
    wanted = {
        *EditingSpace.objects.filter(organisation__in=writes).values_list("writers", flat=True),
        *EditingSpace.objects.filter(organisation__in=publishes).values_list("publishers", flat=True),
    }
    spaces = EditingSpace.objects.filter(Q(writers__user=user) | Q(publishers__user=user))
    ours = {pk for pair in spaces.values_list("writers", "publishers") for pk in pair}
    user.groups.remove(*(ours - wanted))
    user.groups.add(*wanted)


@transaction.atomic
def refresh_rights_of_body(*, organisation: Organisation, at: datetime) -> None:
    """The same for everybody who has a place in the body, or is in one of its groups."""
    users = get_user_model().objects
    concerned = users.filter(memberships__organisation=organisation)
    space = EditingSpace.objects.filter(organisation=organisation).first()
    if space is not None:
        concerned = concerned | users.filter(groups__in=[space.writers_id, space.publishers_id])
    for user in concerned.distinct():
        refresh_rights(user=user, at=at)


def refresh_all_rights(*, at: datetime) -> int:
    """For everybody in a group of a space or with a place in its body whose groups may no longer be right.

    Places begin and end at midnight without anybody doing anything; gives how many people were looked at.
    """
    users = get_user_model().objects
    in_groups = users.filter(
        Q(groups__in=EditingSpace.objects.values("writers")) | Q(groups__in=EditingSpace.objects.values("publishers"))
    )
    beginning = users.filter(
        memberships__organisation__in=EditingSpace.objects.values("organisation"),
        memberships__role__in=(*WRITERS, *PUBLISHERS),
    )
    people = (in_groups | beginning).distinct()
    for user in people:
        refresh_rights(user=user, at=at)
    return len(people)
