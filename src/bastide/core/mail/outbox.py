"""Django's door for mails: what comes in is kept as rows, and the queue is told to hurry."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from . import actions
from .tasks import send_due_mails


class OutboxBackend(BaseEmailBackend):
    """The project's EMAIL_BACKEND; MAIL_TRANSPORT_BACKEND does the sending."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        kept = [mail for message in email_messages if (mail := actions.keep(message=message, at=timezone.now()))]
        if kept:
            # The queue may lose this: `bastide tick` sends what is due all the same.
            transaction.on_commit(send_due_mails.enqueue, robust=True)
        return len(kept)
