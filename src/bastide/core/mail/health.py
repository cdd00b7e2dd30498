from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bastide.kit.health.registry import Check, Finding, Group, bad, checks, good, warning

from .models import Mail

LATE_AFTER = timedelta(minutes=30)


def transport(at: datetime) -> Finding:
    """Nobody is called: a server that is away shows in the mails that wait."""
    if settings.MAIL_TRANSPORT_BACKEND.endswith("smtp.EmailBackend"):
        if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
            return bad(
                _("Les courriels partent de « %(address)s » : personne ne les acceptera.")
                % {"address": settings.DEFAULT_FROM_EMAIL},
                mend=_("Écrivez l’adresse d’envoi dans BASTIDE_FROM_EMAIL."),
            )
        return good(_("Les courriels partent par %(host)s.") % {"host": settings.EMAIL_HOST})
    return warning(
        _("Les courriels ne partent pas : ils sont écrits dans des fichiers."),
        mend=_("Donnez le serveur d’envoi dans BASTIDE_EMAIL_URL."),
    )


def backlog(at: datetime) -> Finding:
    late = Mail.objects.late(at - LATE_AFTER).count()
    if late:
        return bad(
            _("%(count)d courriels attendent depuis plus d’une demi-heure.") % {"count": late},
            mend=_("Regardez que le serveur de courrier répond et que BASTIDE_EMAIL_URL est juste."),
        )
    if lost := Mail.objects.given_up().count():
        return warning(
            ngettext(
                "%(count)d courriel a été abandonné : son destinataire n’a rien reçu.",
                "%(count)d courriels ont été abandonnés : leurs destinataires n’ont rien reçu.",
                lost,
            )
            % {"count": lost},
            mend=_("Voyez pourquoi et renvoyez-les dans l’espace du pôle, « Courriels abandonnés »."),
        )
    return good(_("Aucun courriel n’attend."))


checks.plug("mail.transport", Check(gettext_lazy("Envoi des courriels"), transport, Group.NETWORK, order=30))
checks.plug(
    "mail.backlog", Check(gettext_lazy("Courriels en attente"), backlog, Group.WORK, needs_database=True, order=40)
)
