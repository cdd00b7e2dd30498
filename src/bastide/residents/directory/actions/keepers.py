"""The place keeps its own record: the link it is sent, and the yearly question whether all is still right."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.journal import actions as journal
from bastide.core.mail import actions as mail
from bastide.kit.ui.language import in_french

from .. import values
from ..models import FRESH_FOR, KeeperLink, Place, Proposal
from . import places

#: How long a link serves, asked for or sent by the portal.
ASKED_FOR, SENT_YEARLY = timedelta(days=14), timedelta(days=60)
#: Asked again before, the link sent is the one that serves.
NOT_AGAIN = timedelta(minutes=10)
#: A place that does not answer is asked once more, then left to the list of stale records for the year.
ASK_AGAIN, TIMES = timedelta(days=45), 2
#: So many mails a run: a mail server takes ten thousand at once for a nuisance.
MOST_AT_ONCE = 100


class NoAddress(Exception):
    """The record has no mail address of who keeps it."""


@transaction.atomic
def send_link(
    *, place: Place, email: str, by: AbstractBaseUser | None, at: datetime, asks_to_confirm: bool = False
) -> KeeperLink:
    """Write to `email` the link by which this record is corrected. Raises NoAddress."""
    if not email:
        raise NoAddress
    link = KeeperLink.objects.create(
        place=place,
        email=email,
        sent_at=at,
        expires_at=at + (SENT_YEARLY if asks_to_confirm else ASKED_FOR),
        asks_to_confirm=asks_to_confirm,
    )

    def subject() -> str:
        named = {"name": place.name}
        if asks_to_confirm:
            return _("La fiche « %(name)s » est-elle toujours juste ?") % named
        return _("Mettre à jour « %(name)s »") % named

    mail.post(
        template="directory/mail/keeper",
        subject=subject,
        to=[email],
        context={
            "place": place,
            "address": _absolute(reverse("directory:keeper", args=[link.token])),
            "page": _absolute(place.get_absolute_url()),
            "until": timezone.localtime(link.expires_at),
            "asks_to_confirm": asks_to_confirm,
        },
    )
    journal.record("directory.link_sent", target=place, by=by, at=at, organisation=place.organisation)
    return link


@transaction.atomic
def name_keeper(*, place: Place, email: str, by: AbstractBaseUser, at: datetime) -> KeeperLink:
    """Say who keeps a record, and write them its link. Raises UnusableValue."""
    found = values.clean("emails", [email])
    if not found:
        raise values.UnusableValue(_("Écrivez l’adresse électronique de qui tient ce lieu."))
    Place.objects.filter(pk=place.pk).update(keeper_email=found[0]["value"])
    # Whoever kept it before keeps it no more.
    former = KeeperLink.objects.filter(place=place, cancelled_at__isnull=True).exclude(email__iexact=found[0]["value"])
    former.update(cancelled_at=at)
    return send_link(place=place, email=found[0]["value"], by=by, at=at)


@transaction.atomic
@in_french
def ask_for_link(*, place: Place, email: str, at: datetime) -> bool:
    """Somebody says the record is theirs. The link leaves only for an address that the record knows; any other is asked
    of the body that keeps it. The answer on the screen is the same, also when a link left a moment ago: no mailbox
    is filled by somebody else."""
    known = {place.keeper_email.lower(), *(each["value"].lower() for each in place.emails)} - {""}
    if email.lower() in known:
        if place.keeper_links.filter(email__iexact=email, sent_at__gt=at - NOT_AGAIN).exists():
            return True
        send_link(place=place, email=email, by=None, at=at)
        return True
    Proposal.objects.create(
        organisation=place.organisation,
        kind=Proposal.Kind.REPORT,
        place=place,
        message=_("Demande à tenir cette fiche à jour."),
        email=email,
        made_at=at,
    )
    return False


@transaction.atomic
def confirm_by_link(*, link: KeeperLink, at: datetime) -> Place:
    """The place says that all of it is still right: nothing changes, so that nobody has to read it."""
    KeeperLink.objects.filter(pk=link.pk).update(used_at=at)
    return places.confirm_place(place=link.place, by=None, at=at)


def ask_yearly(*, at: datetime) -> int:
    """Ask the places that nobody confirmed for a year, those with an address; gives how many mails."""
    day = timezone.localdate(at)
    asked = models.Count(
        "keeper_links", models.Q(keeper_links__asks_to_confirm=True, keeper_links__sent_at__gt=at - FRESH_FOR)
    )
    due = (
        Place.objects.stale(day)
        .exclude(keeper_email="")
        .exclude(asked_on__gt=day - ASK_AGAIN)
        .annotate(times_asked=asked)
        .filter(times_asked__lt=TIMES)
    )
    number = 0
    for place in due.select_related("organisation").order_by("confirmed_on", "pk")[:MOST_AT_ONCE]:
        with transaction.atomic():
            Place.objects.filter(pk=place.pk).update(asked_on=day)
            send_link(place=place, email=place.keeper_email, by=None, at=at, asks_to_confirm=True)
        number += 1
    return number


def _absolute(path: str) -> str:
    """An address for a mail, where no request tells the host."""
    return f"{str(settings.WAGTAILADMIN_BASE_URL).rstrip('/')}{path}"
