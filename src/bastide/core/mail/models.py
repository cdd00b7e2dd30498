"""A mail, from the moment it is asked for until some days after it left."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.models import DueWork, DueWorkQuerySet, LeaseLost

#: What the last attempt met, by the kind of its error.
REASONS = {
    "SMTPRecipientsRefused": _("Le serveur de courrier a refusé l’adresse : vérifiez-la avant de renvoyer."),
    "SMTPAuthenticationError": _("Le serveur de courrier a refusé notre identifiant : voyez les réglages d’envoi."),
    "SMTPSenderRefused": _("Le serveur de courrier a refusé notre adresse d’expédition : voyez les réglages d’envoi."),
    "SMTPDataError": _("Le serveur de courrier a refusé le message."),
    "ConnectionRefusedError": _("Le serveur de courrier ne répondait pas."),
    "TimeoutError": _("Le serveur de courrier a mis trop longtemps à répondre."),
    "SMTPServerDisconnected": _("Le serveur de courrier a coupé la conversation."),
    "gaierror": _("Le serveur de courrier est introuvable : voyez les réglages d’envoi."),
    "Every attempt was cut short.": _("Chaque essai a été interrompu avant la fin."),
    "": _("L’envoi a échoué, sans autre précision."),
}


class MailQuerySet(DueWorkQuerySet["Mail"]):
    def mark_handed(self, token: uuid.UUID, at: datetime) -> None:
        """Say that the mail is about to leave; if it was said before, it may leave twice. Raises LeaseLost."""
        leased = self.filter(lease_token=token)
        leased.filter(handed_at__isnull=False).update(may_be_twice=True)
        if not leased.update(handed_at=at):
            raise LeaseLost(token)

    def mark_kept(self, token: uuid.UUID) -> None:
        """Say that the server took nothing."""
        self.filter(lease_token=token).update(handed_at=None)

    def late(self, since: datetime) -> MailQuerySet:
        """Asked for before `since` and still to leave."""
        return self.filter(state__in=(DueWork.State.DUE, DueWork.State.LEASED), asked_at__lt=since)

    def sent_before(self, at: datetime) -> MailQuerySet:
        return self.filter(state=DueWork.State.DONE, done_at__lt=at)

    def given_up(self) -> MailQuerySet:
        """Those that will not leave any more unless somebody asks."""
        return self.filter(state=DueWork.State.FAILED)

    def given_up_before(self, at: datetime) -> MailQuerySet:
        return self.filter(state=DueWork.State.FAILED, asked_at__lt=at)


class Mail(DueWork):
    """`content` is the whole message as it leaves, its Message-ID included: sent again, it is the same mail."""

    #: With the delays of DueWork, about two days: a mail server may be down for a weekend.
    max_attempts = 16

    sender = models.CharField(_("expéditeur"), max_length=320)
    recipients = models.JSONField(_("destinataires"))
    subject = models.CharField(_("objet"), max_length=500)
    content = models.BinaryField(_("message"))
    asked_at = models.DateTimeField(_("demandé le"))
    handed_at = models.DateTimeField(
        _("remis le"), null=True, blank=True, help_text=_("Juste avant la remise au serveur de courrier.")
    )
    may_be_twice = models.BooleanField(_("peut-être envoyé deux fois"), default=False)

    objects = MailQuerySet.as_manager()

    class Meta(DueWork.Meta):
        verbose_name = _("courriel")
        verbose_name_plural = _("courriels")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"Mail {self.pk}"

    @property
    def why(self) -> str:
        """Why it did not leave, in words for somebody who is no mail server."""
        return str(REASONS.get(self.last_error, REASONS[""]))
