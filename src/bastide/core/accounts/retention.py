"""What is kept of people's accounts, and until when."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.retention.registry import PUBLIC_TASK, How, Rule, rules

from .models import Attempt, FactorReset, Membership, User

NAMES = {"first_name": _("prénom"), "last_name": _("nom"), "email": _("adresse électronique")}


def never_used(before: datetime) -> models.QuerySet[User]:
    return User.objects.never_signed_in().filter(date_joined__lt=before, is_superuser=False)


def left(before: datetime) -> models.QuerySet[User]:
    """People who entered once, and whose last place ended before."""
    still = Membership.objects.filter(
        models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=timezone.localdate(before))
    ).values("user")
    entered = User.objects.filter(last_login__lt=before, is_superuser=False)
    return entered.filter(pk__in=Membership.objects.values("user")).exclude(pk__in=still)


rules.plug(
    "accounts.never_used",
    Rule(
        title=_("Comptes jamais utilisés"),
        model="accounts.User",
        fields=NAMES,
        purpose=_("Ouvrir un espace de travail aux agents, élus et partenaires"),
        legal_basis=PUBLIC_TASK,
        after=_("l’ouverture du compte"),
        days=365,
        how=How.DELETE,
        expired=never_used,
    ),
)
rules.plug(
    "accounts.left",
    Rule(
        title=_("Comptes de personnes parties"),
        model="accounts.User",
        fields=NAMES,
        purpose=_("Savoir qui a agi pour un organisme"),
        legal_basis=PUBLIC_TASK,
        after=_("le dernier jour et la dernière connexion"),
        days=3 * 365,
        how=How.DELETE,
        expired=left,
    ),
)
rules.plug(
    "accounts.factor_resets",
    Rule(
        title=_("Remises à zéro de la double vérification"),
        model="accounts.FactorReset",
        fields={"note": _("comment la personne a été reconnue")},
        purpose=_("Répondre à qui dirait n’avoir rien demandé"),
        legal_basis=PUBLIC_TASK,
        after=_("la remise à zéro"),
        days=365,
        how=How.DELETE,
        expired=lambda before: FactorReset.objects.filter(reset_at__lt=before),
    ),
)
rules.plug(
    "accounts.attempts",
    Rule(
        title=_("Compteurs d’essais de connexion"),
        model="accounts.Attempt",
        fields={"key": _("empreinte d’une adresse électronique ou de réseau")},
        purpose=_("Arrêter qui devine des mots de passe"),
        legal_basis=_("Intérêt légitime (RGPD, article 6, paragraphe 1, f)"),
        after=_("la fin du décompte"),
        days=1,
        how=How.DELETE,
        expired=lambda before: Attempt.objects.filter(ends_at__lt=before),
    ),
)
