"""Telling the people of a body by mail what happened to its acts: each thing once, an exercise never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.accounts.models import User
from bastide.core.territory.models import Organisation, Role
from bastide.kit.ui import typography

from .. import mails, states
from ..models import Acte, Alert, Transaction, TransmissionSettings

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: Before a certificate ends, the time to order another.
CERTIFICATE_DAYS = 45
#: What was transmitted longer ago is no news.
OLDEST_SILENCE = timedelta(days=30)


def people_of(*, organisation: Organisation, at: datetime) -> QuerySet[User]:
    """Who prepares or signs for this very body; the pôle, which follows all of them, has its own start page."""
    places = organisation.memberships.in_force(at).filter(role__in=(Role.AGENT, Role.SIGNATORY))
    return User.objects.filter(pk__in=places.values("user"), is_active=True).exclude(email="").order_by("pk")


def tell_received(*, acte: Acte, exchange: Transaction, at: datetime) -> None:
    def news() -> mails.News:
        sentences = [
            _("La préfecture a reçu %(acte)s.") % {"acte": _called(acte)},
            _("Son identifiant : %(id)s.") % {"id": acte.unique_id},
        ]
        if not hasattr(acte, "register_entry") and not acte.publishes_itself:
            sentences.append(_("Il reste à le publier ou à le notifier : il devient alors exécutoire."))
        return mails.News(_("acte reçu en préfecture"), sentences, _("Voir l’acte"))

    _tell(acte, Alert.Kind.RECEIVED, exchange, news, at)


def tell_refused(*, acte: Acte, exchange: Transaction, at: datetime) -> None:
    def news() -> mails.News:
        said = exchange.detail or _("le motif n’a pas été donné")
        sentences = [
            _("La transmission a échoué : %(acte)s.") % {"acte": _called(acte)},
            _("Motif : %(detail)s.") % {"detail": said[:300].rstrip(".")},
            _("L’acte garde son numéro. Corrigez-le, puis donnez-le de nouveau au signataire."),
        ]
        return mails.News(_("acte refusé"), sentences, _("Corriger"))

    _tell(acte, Alert.Kind.REFUSED, exchange, news, at)


def tell_letter(*, acte: Acte, letter: Transaction, at: datetime) -> None:
    def news() -> mails.News:
        urgency = _(" : à lire sans attendre, un délai court.") if letter.is_urgent else "."
        sentences = [
            _("La préfecture a écrit au sujet de %(acte)s.") % {"acte": _called(acte)},
            f"{letter.get_kind_display()}{urgency}",
        ]
        return mails.News(_("courrier de la préfecture"), sentences, _("Lire le courrier"))

    _tell(acte, Alert.Kind.LETTER, letter, news, at)


def tell_classification(*, organisation: Organisation, dated_on: date, at: datetime) -> None:
    if not _is_first(organisation, Alert.Kind.CLASSIFICATION, dated_on.isoformat(), at):
        return

    def news() -> mails.News:
        sentences = [
            _("La préfecture a une classification plus récente que la vôtre, du %(day)s.")
            % {"day": typography.day(dated_on)},
            _("Sans elle, vos prochains actes seraient refusés : demandez-la, elle arrive en quelques minutes."),
        ]
        return mails.News(_("classification de la préfecture à redemander"), sentences, _("Demander la classification"))

    mails.send(
        to=people_of(organisation=organisation, at=at),
        organisation=organisation,
        news=news,
        screen="actes:list",
        args=[organisation.slug],
    )


@transaction.atomic
def tell_what_is_late(*, at: datetime) -> int:
    """Acts without a receipt for too long, certificates that end soon; gives how many bodies were told something new.

    May run as often as one likes: each thing is told once.
    """
    told = 0
    for settings in TransmissionSettings.objects.transmitting().select_related("organisation").order_by("pk"):
        told += _tell_silence(settings, at) + _tell_certificate(settings, at)
    return told


def _tell_silence(settings: TransmissionSettings, at: datetime) -> int:
    latest = at - timedelta(hours=settings.late_hours)
    waiting = (
        Transaction.objects.filter(
            organisation=settings.organisation,
            kind=Transaction.Kind.ACTE,
            state__in=(states.State.POSTED, states.State.WAITING, states.State.TRANSMITTED),
            acte__is_training=False,
            acte__state=Acte.State.SENDING,
            created_at__lte=latest,
            created_at__gt=at - OLDEST_SILENCE,
        )
        .select_related("acte__organisation")
        .order_by("pk")
    )
    return sum(_tell_silent(exchange, settings.late_hours, at) for exchange in waiting[:50])


def _tell_silent(exchange: Transaction, late_hours: int, at: datetime) -> int:
    acte = exchange.acte
    assert acte is not None

    def news() -> mails.News:
        sentences = [
            _("Aucun accusé de réception n’est venu pour %(acte)s.") % {"acte": _called(acte)},
            _("Il a été transmis il y a plus de %(hours)s heures. Voyez avec votre prestataire s’il est arrivé.")
            % {"hours": late_hours},
        ]
        return mails.News(_("acte sans accusé de réception"), sentences, _("Voir l’acte"))

    return _tell(acte, Alert.Kind.SILENT, exchange, news, at)


def _tell_certificate(settings: TransmissionSettings, at: datetime) -> int:
    ends_on = settings.certificate_ends_on
    if ends_on is None or not settings.certificate_ends_within(timezone.localdate(at), CERTIFICATE_DAYS):
        return 0
    if not _is_first(settings.organisation, Alert.Kind.CERTIFICATE, ends_on.isoformat(), at):
        return 0

    def news() -> mails.News:
        sentences = [
            _("Votre certificat de télétransmission finit le %(day)s.") % {"day": typography.day(ends_on)},
            _("Il faut plusieurs semaines pour en obtenir un autre : commandez-le maintenant."),
        ]
        return mails.News(_("certificat de télétransmission à renouveler"), sentences, _("Régler la transmission"))

    mails.send(
        to=people_of(organisation=settings.organisation, at=at),
        organisation=settings.organisation,
        news=news,
        screen="actes:settings",
        args=[settings.organisation.slug],
    )
    return 1


def _tell(acte: Acte, kind: Alert.Kind, exchange: Transaction, news: Callable[[], mails.News], at: datetime) -> int:
    if acte.is_training or not _is_first(acte.organisation, kind, str(exchange.pk), at):
        return 0
    letter = kind == Alert.Kind.LETTER
    mails.send(
        to=people_of(organisation=acte.organisation, at=at),
        organisation=acte.organisation,
        news=news,
        screen="actes:letter" if letter else "actes:acte",
        args=[acte.organisation.slug, acte.pk, *([exchange.pk] if letter else [])],
    )
    return 1


def _is_first(organisation: Organisation, kind: Alert.Kind, about: str, at: datetime) -> bool:
    """Whether it was not told before; from now on it was. Inside the caller's transaction."""
    try:
        with transaction.atomic():
            _alert, made = Alert.objects.get_or_create(
                organisation=organisation, kind=kind, about=about, defaults={"told_at": at}
            )
    except IntegrityError:
        return False
    return made


def _called(acte: Acte) -> str:
    """« la délibération 2026_041 : Tarifs de la cantine », in a mail."""
    return f"{acte.get_nature_display()} {acte.number}, « {acte.object[:200]} »"
