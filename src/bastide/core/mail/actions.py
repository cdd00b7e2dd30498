"""Keeping mails, and handing them to the mail server."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Model
from django.template.loader import render_to_string

from bastide.core.journal import actions as journal
from bastide.kit.tasks.models import DueWork, LeaseLost
from bastide.kit.tasks.running import Ran
from bastide.kit.ui.language import speaking_to

from .models import Mail

logger = logging.getLogger(__name__)

#: Longer than one conversation with a mail server: EMAIL_TIMEOUT counts for each of its steps.
LEASE_SECONDS = 300


def post(
    *, template: str, subject: Callable[[], str], to: Sequence[str], context: Mapping[str, Any], reader: object = None
) -> None:
    """Write a mail from `template`.txt and `template`.html, and leave it to the transaction: undone, no mail leaves.

    `template` is "training/mail/invitation" for `training/templates/training/mail/invitation.txt` and `.html`.
    `reader` is the account that it goes to: subject and words are in its language; in French for anybody else.
    """
    with speaking_to(reader):
        words = " ".join(subject().split())
        text, markup = (render_to_string(f"{template}.{ending}", dict(context)) for ending in ("txt", "html"))
    message = EmailMultiAlternatives(words, text, to=list(to))
    message.attach_alternative(markup, "text/html")
    message.send()


@transaction.atomic
def keep(*, message: EmailMessage, at: datetime) -> Mail | None:
    """Keep a message to be sent as soon as the transaction is committed; nobody to send it to: nothing is kept."""
    if not (recipients := message.recipients()):
        return None
    return Mail.objects.create(
        due_at=at,
        asked_at=at,
        sender=message.from_email,
        recipients=recipients,
        subject=str(message.subject)[:500],
        content=message.message().as_bytes(),
    )


class NotGivenUp(Exception):
    """The mail left meanwhile, or is still being tried: there is nothing to ask for."""


@transaction.atomic
def send_again(*, mail: Mail, by: Model, at: datetime) -> Mail:
    """Try a mail that was given up once more, as often as the first time; it is the same mail, Message-ID included.

    Raises NotGivenUp.
    """
    mail = Mail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if mail.state != DueWork.State.FAILED:
        raise NotGivenUp
    mail.state, mail.due_at, mail.attempts = DueWork.State.DUE, at, 0
    mail.save(update_fields=["state", "due_at", "attempts"])
    journal.record("mail.asked_again", target=mail, by=by, at=at)
    return mail


@transaction.atomic
def doubt_waiting(*, at: datetime) -> int:
    """Say of the mails that wait in a state brought back that they may have left since; gives how many wait."""
    waiting = Mail.objects.filter(state__in=(DueWork.State.DUE, DueWork.State.LEASED))
    waiting.filter(handed_at=None).update(handed_at=at)
    return waiting.update(state=DueWork.State.DUE, lease_token=None, leased_until=None)


def send_due(*, clock: Callable[[], datetime], limit: int = 500) -> Ran:
    """Hand over what is due, each mail under a lease, and say on the row what is not certain.

    A process killed between the server's yes and our note leaves a mail that goes again when its lease ends, with the
    same Message-ID and marked `may_be_twice`.
    """
    ran = Ran()
    while ran.total < limit and (leased := Mail.objects.lease(clock(), LEASE_SECONDS)):
        _send(leased[0], clock, ran)
    return ran


def _send(mail: Mail, clock: Callable[[], datetime], ran: Ran) -> None:
    token = mail.lease_token
    assert token is not None
    try:
        try:
            Mail.objects.mark_handed(token, clock())
            get_connection(settings.MAIL_TRANSPORT_BACKEND).send_messages([_Kept(mail)])
        except (smtplib.SMTPException, OSError) as error:
            logger.warning("%s did not leave: %s", mail, type(error).__name__)
            if isinstance(
                error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused | ConnectionRefusedError
            ):
                Mail.objects.mark_kept(token)
            # The answer of a server may quote the address: the kind of error is enough.
            if Mail.objects.fail(token, clock(), type(error).__name__) == DueWork.State.FAILED:
                ran.given_up += 1
            else:
                ran.put_back += 1
        else:
            Mail.objects.complete(token, clock())
            ran.done += 1
    except LeaseLost:
        logger.warning("%s: somebody else took it meanwhile", mail)
        ran.lost += 1


class _Content:
    """The bytes of a kept message, in the form Django's mail backends ask for."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:
        return self.content.replace(b"\r\n", b"\n").replace(b"\n", linesep.encode())

    def get_charset(self) -> None:
        return None


class _Kept(EmailMessage):
    """A message that was written before: its content does not change any more."""

    def __init__(self, mail: Mail) -> None:
        super().__init__(subject=mail.subject, from_email=mail.sender, to=mail.recipients)
        self.content = _Content(bytes(mail.content))

    def message(self, *args: Any, **kwargs: Any) -> Any:
        return self.content
