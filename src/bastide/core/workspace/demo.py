"""What the demonstration shows of the workspace: one banner of the pôle, one of a commune, both invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.accounts.models import Role, User
from bastide.core.territory.models import Organisation
from bastide.kit.registry.demo import Scene, scenes

from . import actions
from .models import Banner


def load(say: Callable[[str], None]) -> None:
    at = timezone.now()
    staff = User.objects.in_place(at).filter(memberships__role=Role.POLE_STAFF).order_by("pk").first()
    pole = Organisation.objects.filter(kind=Organisation.Kind.POLE).order_by("pk").first()
    if staff is None or pole is None:
        say(_("Aucun pôle : pas de bandeau."))
        return
    if Banner.objects.exists():
        say(_("Les bandeaux sont déjà là."))
        return
    actions.post_banner(
        organisation=pole,
        gravity=Banner.Level.NOTICE,
        title=_("Démonstration"),
        text=_("Communes, mairies et élus sont réels. Lieux, pages, actes et tout le reste sont inventés."),
        scope=Banner.Scope.TERRITORY,
        starts_at=at,
        ends_at=at + timedelta(days=365),
        by=staff,
        at=at,
    )
    monbazillac = Organisation.objects.filter(commune__insee_code="24274", commune__type="COM").first()
    if monbazillac is not None:
        actions.post_banner(
            organisation=monbazillac,
            gravity=Banner.Level.WARNING,
            title=_("Réunion publique (exemple inventé)"),
            text=_("Terrains à bâtir du Bourg : lundi, 18 h 30, salle du conseil."),
            starts_at=at,
            ends_at=at + timedelta(days=365),
            by=staff,
            at=at,
        )
    say(_("Deux bandeaux inventés."))


scenes.plug("workspace", Scene("Bandeaux", load, order=40))
