"""Posting and withdrawing banners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation
from bastide.kit.http.pages import purge

from ..models import Banner

if TYPE_CHECKING:
    from bastide.core.accounts.models import User


class BannerOutsideReach(Exception):
    """The banner aims at a body that the person may not speak for."""


class NothingToShow(Exception):
    """The banner would end before it begins, or is over already."""


@transaction.atomic
def post_banner(
    *,
    organisation: Organisation,
    gravity: int,
    title: str,
    text: str,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
    link: str = "",
    scope: str = Banner.Scope.BODIES,
    targets: Sequence[Organisation] = (),
    section: str = "",
) -> Banner:
    """Put a banner up for a time, on the site of `organisation` unless `targets`, `scope` or `section` say more.

    Raises BannerOutsideReach when `by` does not manage every body aimed at, or aims wider than bodies without being of
    the pôle; NothingToShow when no visitor could ever see it.
    """
    if ends_at <= starts_at or ends_at <= at:
        raise NothingToShow
    targets = list(targets) or [organisation]
    wanted = {target.pk for target in targets} | {organisation.pk}
    reachable = set(Organisation.objects.managed_by(by, at=at).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - reachable:
        raise BannerOutsideReach
    if scope != Banner.Scope.BODIES and organisation.kind != Organisation.Kind.POLE:
        raise BannerOutsideReach
    banner = Banner.objects.create(
        organisation=organisation,
        gravity=gravity,
        title=title,
        text=text,
        link=link,
        scope=scope,
        section=section if scope == Banner.Scope.SECTION else "",
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=at,
        created_by=by,
    )
    if scope == Banner.Scope.BODIES:
        banner.targets.set(targets)
    _refresh_pages(banner)
    journal.record("banner.posted", target=banner, by=by, at=at, organisation=organisation)
    return banner


@transaction.atomic
def withdraw_banner(*, banner: Banner, by: User, at: datetime) -> Banner:
    """Take a banner down now; withdrawing twice changes nothing."""
    banner = Banner.objects.select_for_update(of=("self",)).get(pk=banner.pk)
    if banner.withdrawn_at is not None:
        return banner
    banner.withdrawn_at = at
    banner.save(update_fields=["withdrawn_at"])
    _refresh_pages(banner)
    journal.record("banner.withdrawn", target=banner, by=by, at=at, organisation=banner.organisation)
    return banner


def _refresh_pages(banner: Banner) -> None:
    """Ask for fresh pages wherever the banner shows, once the change is committed."""
    if banner.scope == Banner.Scope.BODIES:
        tags = [f"organisation:{pk}" for pk in banner.targets.values_list("pk", flat=True)]
    else:
        tags = [f"territory:{banner.organisation.territory_id}"]
    purge(*tags)
