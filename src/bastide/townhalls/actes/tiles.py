"""What waits about acts: to transmit, refused, unheard of, letters, to publish, lists late, certificates ending."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bastide.core.accounts.models import Role, User
from bastide.core.territory.models import Organisation
from bastide.core.workspace.registry import Task, Tile, tiles
from bastide.kit.ui import typography

from . import queries
from .actions.alerts import CERTIFICATE_DAYS
from .checks import transmit_before
from .models import Acte

PREPARING = frozenset({Role.AGENT, Role.SIGNATORY, Role.POLE_STAFF})
SIGNING = frozenset({Role.SIGNATORY})
POLE = frozenset({Role.POLE_STAFF})


def _about(acte: Acte) -> str:
    return f"{acte.number}, {acte.title}"


def _morning(day: date) -> datetime:
    """The first moment of a day, to put tasks in order."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _acte_task(
    organisation: Organisation,
    actes: list[Acte],
    sentence: Callable[[int], str],
    button: str,
    screen: str,
    tone: str,
    detail: str = "",
) -> Task | None:
    """The line for acts of one kind; one alone leads straight to it."""
    if not actes:
        return None
    first = actes[0]
    here = reverse(f"actes:{screen}", args=[organisation.slug, first.pk])
    many = f"{reverse('actes:list', args=[organisation.slug])}?etat={first.state}"
    return Task(
        count=len(actes),
        sentence=sentence(len(actes)),
        detail=detail or _about(first),
        url=here if len(actes) == 1 else many,
        button=button,
        tone=tone,
        due_at=first.created_at,
    )


def to_transmit(organisation: Organisation, user: User, at: datetime) -> Task | None:
    found = queries.desk_of(organisation, at).in_state(Acte.State.READY)
    return _acte_task(
        organisation,
        found,
        lambda count: ngettext("acte attend votre transmission", "actes attendent votre transmission", count),
        _("Transmettre"),
        "transmit",
        "normal",
    )


def waiting_for_signatory(organisation: Organisation, user: User, at: datetime) -> Task | None:
    found = queries.desk_of(organisation, at).in_state(Acte.State.READY)
    if not found or Organisation.objects.held_by(user, [Role.SIGNATORY], at=at).filter(pk=organisation.pk).exists():
        return None
    return _acte_task(
        organisation,
        found,
        lambda count: ngettext("acte attend le signataire", "actes attendent le signataire", count),
        _("Voir"),
        "acte",
        "waiting",
    )


def refused(organisation: Organisation, user: User, at: datetime) -> Task | None:
    found = queries.desk_of(organisation, at).in_state(Acte.State.FAILED)
    return _acte_task(
        organisation,
        found,
        lambda count: ngettext("acte a été refusé", "actes ont été refusés", count),
        _("Corriger"),
        "acte",
        "late",
    )


def silent(organisation: Organisation, user: User, at: datetime) -> Task | None:
    found = queries.desk_of(organisation, at).in_state(Acte.State.SENDING)
    return _acte_task(
        organisation,
        found,
        lambda count: ngettext(
            "acte transmis sans accusé de réception", "actes transmis sans accusé de réception", count
        ),
        _("Voir"),
        "acte",
        "late",
    )


def to_publish(organisation: Organisation, user: User, at: datetime) -> Task | None:
    found = queries.desk_of(organisation, at).in_state(Acte.State.RECEIVED, Acte.State.KEPT)
    return _acte_task(
        organisation,
        found,
        lambda count: ngettext("acte à publier", "actes à publier", count),
        _("Publier"),
        "publish",
        "normal",
    )


def individual_due(organisation: Organisation, user: User, at: datetime) -> Task | None:
    """Individual decisions whose fifteen days run out, or did."""
    found = [
        (day, acte.pk, acte)
        for acte in queries.desk_of(organisation, at).actes
        if acte.may_change and acte.duty != Acte.Duty.FREE and (day := transmit_before(acte)) is not None
    ]
    if not found:
        return None
    day, _key, first = min(found)
    return Task(
        count=len(found),
        sentence=ngettext(
            "décision individuelle à transmettre sous quinze jours",
            "décisions individuelles à transmettre sous quinze jours",
            len(found),
        ),
        detail=_("%(acte)s : au plus tard le %(day)s.") % {"acte": _about(first), "day": typography.day(day)},
        url=reverse("actes:acte", args=[organisation.slug, first.pk]),
        button=_("Continuer"),
        tone="late" if day < timezone.localdate(at) else "waiting",
        due_at=_morning(day),
    )


def letters(organisation: Organisation, user: User, at: datetime) -> Task | None:
    found = [each for each in queries.desk_of(organisation, at).exchanges if each.is_incoming]
    if not found:
        return None
    first = next((letter for letter in found if letter.is_urgent), found[0])
    assert first.acte is not None
    return Task(
        count=len(found),
        sentence=ngettext("courrier de la préfecture à lire", "courriers de la préfecture à lire", len(found)),
        detail=f"{first.get_kind_display()} : {_about(first.acte)}",
        url=reverse("actes:letter", args=[organisation.slug, first.acte_id, first.pk]),
        button=_("Lire"),
        tone="late" if first.is_urgent else "normal",
        due_at=first.created_at,
    )


def list_late(organisation: Organisation, user: User, at: datetime) -> Task | None:
    today = timezone.localdate(at)
    found = queries.desk_of(organisation, at).late_lists
    if not found:
        return None
    due = queries.list_due(found[0])
    return Task(
        count=len(found),
        sentence=ngettext("liste de délibérations à publier", "listes de délibérations à publier", len(found)),
        detail=_("Séance du %(day)s : au plus tard le %(due)s.")
        % {"day": typography.day(found[0].held_on), "due": typography.day(due)},
        url=reverse("actes:seance", args=[organisation.slug, found[0].pk]),
        button=_("Publier"),
        tone="late" if due < today else "normal",
        due_at=_morning(due),
    )


def minutes_due(organisation: Organisation, user: User, at: datetime) -> Task | None:
    found = queries.desk_of(organisation, at).unpublished_minutes
    if not found:
        return None
    seance, due = found[0]
    return Task(
        count=len(found),
        sentence=ngettext("procès-verbal à publier", "procès-verbaux à publier", len(found)),
        detail=_("Séance du %(day)s : au plus tard le %(due)s.")
        % {"day": typography.day(seance.held_on), "due": typography.day(due)},
        url=reverse("actes:seance", args=[organisation.slug, seance.pk]),
        button=_("Publier"),
        tone="late" if due < timezone.localdate(at) else "normal",
        due_at=_morning(due),
    )


def classification_outdated(organisation: Organisation, user: User, at: datetime) -> Task | None:
    desk = queries.desk_of(organisation, at)
    announced = desk.settings.newer_classification_on if desk.settings is not None else None
    if announced is None:
        return None
    return Task(
        count=1,
        sentence=_("classification de la préfecture à redemander"),
        detail=_("La sienne est du %(day)s ; avec la vôtre, vos actes seraient refusés.")
        % {"day": typography.day(announced)},
        url=reverse("actes:list", args=[organisation.slug]),
        button=_("Demander"),
        tone="late",
        due_at=_morning(announced),
    )


def exercises(organisation: Organisation, user: User, at: datetime) -> Task | None:
    found = queries.desk_of(organisation, at).exercises
    if not found:
        return None
    return Task(
        count=len(found),
        sentence=ngettext("exercice de transmission en cours", "exercices de transmission en cours", len(found)),
        detail=_("Rien ne part pour de bon."),
        url=reverse("actes:acte", args=[organisation.slug, found[0].pk]),
        button=_("Continuer"),
    )


def certificate_ending(organisation: Organisation, user: User, at: datetime) -> Task | None:
    settings = queries.desk_of(organisation, at).settings
    if settings is None or not settings.certificate_ends_within(timezone.localdate(at), CERTIFICATE_DAYS):
        return None
    assert settings.certificate_ends_on is not None
    return Task(
        count=1,
        sentence=_("certificat de télétransmission à renouveler"),
        detail=_("Il finit le %(day)s.") % {"day": typography.day(settings.certificate_ends_on)},
        url=reverse("actes:settings", args=[organisation.slug]),
        button=_("Voir"),
        tone="late" if settings.certificate_ends_within(timezone.localdate(at), 7) else "normal",
        due_at=_morning(settings.certificate_ends_on),
    )


def to_settle(organisation: Organisation, user: User, at: datetime) -> Task | None:
    """Sendings of which nobody can say whether they arrived."""
    works = [each for each in queries.desk_of(organisation, at).exchanges if not each.is_incoming]
    if not works:
        return None
    acte = works[0].acte
    here = (
        reverse("actes:acte", args=[organisation.slug, acte.pk])
        if acte
        else reverse("actes:list", args=[organisation.slug])
    )
    return Task(
        count=len(works),
        sentence=ngettext("envoi à vérifier chez le prestataire", "envois à vérifier chez le prestataire", len(works)),
        detail=_about(acte) if acte else "",
        url=here,
        button=_("Voir"),
        tone="late",
    )


def quarantined(organisation: Organisation, user: User, at: datetime) -> Task | None:
    if organisation.kind != Organisation.Kind.POLE or not (count := queries.quarantined(user, at).count()):
        return None
    return Task(
        count=count,
        sentence=ngettext("message de la préfecture à rattacher", "messages de la préfecture à rattacher", count),
        detail=_("Aucun acte ne leur correspond tout seul."),
        url=reverse("actes:quarantine", args=[organisation.slug]),
        button=_("Regarder"),
        tone="late",
    )


for name, title, roles, load in (
    ("actes.letters", gettext_lazy("Courriers de la préfecture"), PREPARING, letters),
    ("actes.refused", gettext_lazy("Actes refusés"), PREPARING, refused),
    ("actes.silent", gettext_lazy("Actes sans accusé"), PREPARING, silent),
    ("actes.to_settle", gettext_lazy("Envois à vérifier"), PREPARING, to_settle),
    ("actes.to_transmit", gettext_lazy("Actes à transmettre"), SIGNING, to_transmit),
    ("actes.waiting", gettext_lazy("Actes chez le signataire"), PREPARING, waiting_for_signatory),
    ("actes.to_publish", gettext_lazy("Actes à publier"), PREPARING, to_publish),
    ("actes.lists", gettext_lazy("Listes de délibérations"), PREPARING, list_late),
    ("actes.minutes", gettext_lazy("Procès-verbaux"), PREPARING, minutes_due),
    ("actes.individual", gettext_lazy("Décisions individuelles"), PREPARING, individual_due),
    ("actes.classification", gettext_lazy("Classification"), PREPARING, classification_outdated),
    ("actes.exercises", gettext_lazy("Exercices"), PREPARING, exercises),
    ("actes.certificate", gettext_lazy("Certificats"), PREPARING, certificate_ending),
    ("actes.quarantine", gettext_lazy("Messages à rattacher"), POLE, quarantined),
):
    tiles.plug(name, Tile(title, roles, load))
