"""Rules for the apps below this one, which cannot know it, and for the libraries."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from bastide.core.journal import actions as journal
from bastide.core.journal.models import JournalLine, JournalLineQuerySet
from bastide.core.mail.models import Mail

from .registry import PUBLIC_TASK, How, Rule, rules

SECURITY = _("Obligation de sécurité (RGPD, articles 6, paragraphe 1, c, et 32)")

rules.plug(
    "sessions.expired",
    Rule(
        title=_("Connexions terminées"),
        model="sessions.Session",
        fields={"session_key": _("clé de la connexion"), "session_data": _("compte connecté")},
        purpose=_("Rester connecté d’une page à l’autre"),
        legal_basis=PUBLIC_TASK,
        after=_("la fin de la connexion"),
        days=0,
        how=How.DELETE,
        expired=lambda before: Session.objects.filter(expire_date__lt=before),
    ),
)

# Source: CNIL, délibération n° 2021-122 du 14 octobre 2021, journalisation: six months to one year (text not at hand,
# to be verified).
rules.plug(
    "usersessions.seen",
    Rule(
        title=_("Appareils connectés"),
        model="usersessions.UserSession",
        fields={"ip": _("adresse IP"), "user_agent": _("navigateur")},
        purpose=_("Montrer à chacun ses connexions ouvertes, et les fermer"),
        legal_basis=SECURITY,
        after=_("le dernier passage"),
        days=180,
        how=How.DELETE,
        expired=lambda before: UserSession.objects.filter(last_seen_at__lt=before),
    ),
)

rules.plug(
    "tasks.finished",
    Rule(
        title=_("Tâches de fond"),
        model="django_tasks_database.DBTaskResult",
        fields={"args_kwargs": _("demande"), "return_value": _("résultat"), "traceback": _("détail de la panne")},
        purpose=_("Faire un travail après la réponse, et comprendre une panne"),
        legal_basis=PUBLIC_TASK,
        after=_("la fin de la tâche"),
        days=14,
        how=How.DELETE,
        # A task whose worker was killed says "running" for ever.
        expired=lambda before: DBTaskResult.objects.filter(
            Q(finished_at__lt=before) | Q(finished_at__isnull=True, started_at__lt=before)
        ),
    ),
)

rules.plug(
    "mail.sent",
    Rule(
        title=_("Courriels envoyés"),
        model="mail.Mail",
        fields={"recipients": _("destinataires"), "subject": _("objet"), "content": _("message")},
        purpose=_("Envoyer chaque courriel une fois, et répondre à qui ne l’a pas reçu"),
        legal_basis=PUBLIC_TASK,
        after=_("l’envoi"),
        days=30,
        how=How.DELETE,
        expired=lambda before: Mail.objects.sent_before(before),
    ),
)

rules.plug(
    "mail.given_up",
    Rule(
        title=_("Courriels restés sans serveur"),
        model="mail.Mail",
        fields={"recipients": _("destinataires"), "subject": _("objet"), "content": _("message")},
        purpose=_("Comprendre pourquoi un courriel n’est pas parti"),
        legal_basis=PUBLIC_TASK,
        after=_("la demande d’envoi"),
        days=90,
        how=How.DELETE,
        expired=lambda before: Mail.objects.given_up_before(before),
    ),
)


def _erase_actors(rows: JournalLineQuerySet, at: datetime) -> None:
    journal.erase_labels(actors=rows, reason="past_retention", at=at)


def _erase_people_named(rows: JournalLineQuerySet, at: datetime) -> None:
    journal.erase_labels(targets=rows, reason="past_retention", at=at)


# Source: the same, three years where the log serves internal control: here, who changed what a town hall says.
rules.plug(
    "journal.actors",
    Rule(
        title=_("Noms des auteurs dans le journal"),
        model="journal.JournalLine",
        fields={"actor_label": _("nom de l’auteur")},
        purpose=_("Savoir qui a changé quoi"),
        legal_basis=SECURITY,
        after=_("l’action"),
        days=3 * 365,
        how=How.BLANK,
        expired=lambda before: JournalLine.objects.before(before).with_actor_label(),
        erase=_erase_actors,
    ),
)

rules.plug(
    "journal.people",
    Rule(
        title=_("Noms des personnes citées dans le journal"),
        model="journal.JournalLine",
        fields={"target_label": _("nom de la personne")},
        purpose=_("Savoir qui a changé quoi"),
        legal_basis=SECURITY,
        after=_("l’action"),
        days=3 * 365,
        how=How.BLANK,
        # What lives in `accounts` is about people: users, memberships, invitations.
        expired=lambda before: (
            JournalLine.objects.before(before).with_target_label().filter(target_type__startswith="accounts.")
        ),
        erase=_erase_people_named,
    ),
)
