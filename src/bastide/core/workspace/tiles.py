"""What waits in a body's own data: hours and mayor unknown, hours that nobody has confirmed for a year."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bastide.core.accounts.models import Role, User
from bastide.core.mail.models import Mail
from bastide.core.schedule import queries as schedule
from bastide.core.territory.models import Organisation

from .concerns import CONCERNS, town_halls
from .registry import Task, Tile, tiles

KEEPERS = frozenset({Role.AGENT, Role.SIGNATORY, Role.POLE_STAFF})


def _count(concern: str, organisation: Organisation, at: datetime) -> int:
    return CONCERNS[concern].among(town_halls(organisation), at).count()


def _said(organisation: Organisation, *, alone: str, together: str) -> str:
    """What waits: in the words of one town hall, or of the pôle that looks after all."""
    return together if organisation.kind == Organisation.Kind.POLE else alone


def _address(organisation: Organisation, screen: str, concern: str) -> str:
    """The screen where one body mends it; the pôle gets the list of those concerned."""
    if organisation.kind == Organisation.Kind.POLE:
        return f"{reverse('workspace:bodies')}?manque={concern}"
    return reverse(f"workspace:{screen}", args=[organisation.slug])


def hours_unknown(organisation: Organisation, user: User, at: datetime) -> Task | None:
    if not (count := _count("horaires", organisation, at)):
        return None
    return Task(
        count=count,
        sentence=_said(
            organisation,
            alone=_("information manquante : vos horaires d’ouverture"),
            together=ngettext("mairie sans horaires", "mairies sans horaires", count),
        ),
        detail=_("Les habitants lisent « horaires non connus »."),
        url=_address(organisation, "hours", "horaires"),
        button=_("Compléter"),
        tone="late",
    )


def mayor_unknown(organisation: Organisation, user: User, at: datetime) -> Task | None:
    if not (count := _count("maire", organisation, at)):
        return None
    return Task(
        count=count,
        sentence=_said(
            organisation,
            alone=_("information manquante : le nom du maire"),
            together=ngettext("mairie sans nom de maire", "mairies sans nom de maire", count),
        ),
        detail=_("Le Répertoire national des élus n’en donne pas."),
        url=_address(organisation, "elected", "maire"),
        button=_("Compléter"),
        tone="waiting",
    )


def hours_unconfirmed(organisation: Organisation, user: User, at: datetime) -> Task | None:
    if not (count := _count("verification", organisation, at)):
        return None
    return Task(
        count=count,
        sentence=_said(
            organisation,
            alone=_("information à vérifier : vos horaires d’ouverture"),
            together=ngettext("mairie aux horaires à vérifier", "mairies aux horaires à vérifier", count),
        ),
        detail=_("Ils viennent des données nationales ; personne ne les a confirmés depuis un an."),
        url=_address(organisation, "hours", "verification"),
        button=_("Vérifier"),
    )


def people_never_in(organisation: Organisation, user: User, at: datetime) -> Task | None:
    if organisation.kind != Organisation.Kind.POLE:
        return None
    if not (count := User.objects.managed_by(user, at=at).never_signed_in().in_place(at).count()):
        return None
    return Task(
        count=count,
        sentence=ngettext("personne invitée n’est jamais entrée", "personnes invitées ne sont jamais entrées", count),
        detail=_("Un message perdu, souvent. Vous pouvez écrire à nouveau."),
        url=f"{reverse('accounts:people')}?etat=never",
        button=_("Relancer"),
    )


def mails_given_up(organisation: Organisation, user: User, at: datetime) -> Task | None:
    if organisation.kind != Organisation.Kind.POLE or not (count := Mail.objects.given_up().count()):
        return None
    return Task(
        count=count,
        sentence=ngettext("courriel n’est pas parti", "courriels ne sont pas partis", count),
        detail=_("Leurs destinataires n’ont rien reçu."),
        url=reverse("mail:given_up"),
        button=_("Regarder"),
        tone="late",
    )


def works_failed(organisation: Organisation, user: User, at: datetime) -> Task | None:
    if organisation.kind != Organisation.Kind.POLE or not (count := schedule.failed_count()):
        return None
    return Task(
        count=count,
        sentence=ngettext("travail régulier a échoué", "travaux réguliers ont échoué", count),
        detail=_("Le portail les essaie de nouveau ; s’ils échouent encore, prévenez qui l’administre."),
        url=reverse("schedule:works"),
        button=_("Regarder"),
        tone="late",
    )


POLE = frozenset({Role.POLE_STAFF})
tiles.plug("mails_given_up", Tile(gettext_lazy("Courriels abandonnés"), POLE, mails_given_up))
tiles.plug("works_failed", Tile(gettext_lazy("Travaux en échec"), POLE, works_failed))
tiles.plug("people_never_in", Tile(gettext_lazy("Jamais connectées"), frozenset({Role.POLE_STAFF}), people_never_in))
tiles.plug("hours_unknown", Tile(gettext_lazy("Horaires manquants"), KEEPERS, hours_unknown))
tiles.plug("mayor_unknown", Tile(gettext_lazy("Maire manquant"), KEEPERS, mayor_unknown))
tiles.plug("hours_unconfirmed", Tile(gettext_lazy("Horaires à vérifier"), KEEPERS, hours_unconfirmed))
