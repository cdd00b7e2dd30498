"""What is counted about acts; training counts for nothing."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from bastide.core.figures.registry import Period, figure

from .models import Acte, Followup, RegisterEntry, Transaction
from .states import State

ACTS = (_("acte"), _("actes"))
BODIES = (_("organisme"), _("organismes"))


@figure(
    "actes.received",
    unit=ACTS,
    label=_("Actes reçus en préfecture"),
    note=_("Date de l’accusé de réception ; les actes de formation n’y sont pas."),
)
def received(period: Period) -> int:
    return Acte.objects.real().filter(period.days("received_on")).count()


@figure(
    "actes.published",
    unit=ACTS,
    label=_("Actes publiés sur le portail"),
    note=_("Ceux qui ont été retirés depuis y sont encore."),
)
def published(period: Period) -> int:
    entries = RegisterEntry.objects.public().filter(kind=RegisterEntry.Kind.ACTE)
    return entries.filter(period.moments("published_at")).count()


@figure(
    "actes.sent",
    unit=ACTS,
    label=_("Actes transmis à la préfecture"),
    note=_("Date de la transmission par le signataire ; les exercices n’y sont pas."),
)
def sent(period: Period) -> int:
    return Acte.objects.real().filter(period.moments("transmitted_at")).count()


@figure(
    "actes.refused",
    unit=(_("transmission"), _("transmissions")),
    label=_("Transmissions d’actes refusées"),
    note=_("Par la préfecture ou par le prestataire ; un acte transmis deux fois y compte deux fois."),
)
def refused(period: Period) -> int:
    tried = Transaction.objects.filter(kind=Transaction.Kind.ACTE, state=State.ERROR, acte__is_training=False)
    return tried.filter(period.moments("created_at")).count()


@figure(
    "actes.letters",
    unit=(_("courrier"), _("courriers")),
    label=_("Courriers de la préfecture sur des actes"),
)
def letters(period: Period) -> int:
    found = Transaction.objects.letters().filter(acte__is_training=False)
    return found.filter(period.moments("created_at")).count()


@figure(
    "actes.transmitting_bodies",
    unit=BODIES,
    label=_("Organismes qui ont transmis un premier acte"),
    note=_("Depuis l’ouverture du portail ; premier accusé de réception."),
)
def transmitting_bodies(at: date) -> int:
    return Followup.objects.filter(first_act_on__lte=at).count()


@figure(
    "actes.interested_bodies",
    unit=BODIES,
    label=_("Organismes qui souhaitent télétransmettre leurs actes"),
    note=_("Souhait noté par le pôle ; ceux qui transmettent déjà y sont."),
)
def interested_bodies(at: date) -> int:
    return Followup.objects.filter(interest_on__lte=at).count()


@figure(
    "actes.equipped_bodies",
    unit=BODIES,
    label=_("Organismes équipés pour télétransmettre leurs actes"),
    note=_("Étape notée par le pôle."),
)
def equipped_bodies(at: date) -> int:
    return Followup.objects.filter(equipped_on__lte=at).count()


@figure(
    "actes.trained_bodies",
    unit=BODIES,
    label=_("Organismes formés à la télétransmission des actes"),
    note=_("Étape notée par le pôle."),
)
def trained_bodies(at: date) -> int:
    return Followup.objects.filter(trained_on__lte=at).count()
