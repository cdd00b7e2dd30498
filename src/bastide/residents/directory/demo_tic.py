"""What the demonstration shows of « Les TIC faciles »: networks and sheets, all invented, in the real formats."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.core.territory.models import Commune, PortalSettings, Territory

from . import actions
from .models import NetworkFile, PracticalSheet
from .networks import OPERATORS

SHEETS = (
    (
        "Reconnaître un message frauduleux",
        "Un courriel ou un SMS qui presse et qui demande un code n’est pas de l’administration.",
        "Un vrai service ne demande jamais un mot de passe ni un code de carte par message.\n\n"
        "- Ne cliquez pas : tapez vous-même l’adresse du site.\n- Regardez l’expéditeur en entier.\n"
        "- Dans le doute, appelez votre mairie ou un point d’accès public à internet.\n\n"
        "Si vous avez donné un code, appelez votre banque tout de suite.",
    ),
    (
        "Choisir un accès à internet",
        "Fibre, ADSL, 4G fixe ou satellite : ce que l’on peut avoir dépend de l’adresse.",
        "Commencez par regarder ce qui dessert votre commune, puis votre adresse.\n\n"
        "- La fibre, quand elle arrive chez vous, est la plus stable.\n- La 4G fixe demande une bonne réception.\n"
        "- Le satellite va partout, avec un peu d’attente entre la question et la réponse.",
    ),
    (
        "Faire une démarche en ligne sans imprimante",
        "Un point d’accès public à internet prête un ordinateur, un scanner et de l’aide.",
        "Venez avec vos papiers et, si vous en avez un, votre téléphone.\n\n"
        "- Notez votre identifiant avant de venir.\n- Ne laissez pas vos mots de passe dans l’ordinateur.\n"
        "- Fermez votre session en partant.",
    ),
)
TECHNOLOGIES = ("Fibre", "ADSL ou VDSL", "4G fixe", "Satellite")


def load(say: Callable[[str], None]) -> None:
    at = timezone.now()
    communes = list(Commune.objects.in_territory(Territory.objects.current()).order_by("insee_code"))
    if not PortalSettings.load().is_demonstration or not communes:
        say(_("Pas une démonstration : aucun réseau inventé."))
        return
    if NetworkFile.objects.exists() or PracticalSheet.objects.exists():
        say(_("Réseaux et fiches pratiques : déjà là."))
        return
    chance = random.Random(3)  # noqa: S311 - the same each time, nothing is secret
    for name, lines in (
        (_("sites mobiles inventés au format de l’Arcep"), _mobile(communes, chance)),
        (_("couverture fixe inventée"), _fixed(communes, chance)),
    ):
        actions.receive_network_file(
            stream=io.BytesIO("\n".join(lines).encode()),
            name=name,
            producer=_("Démonstration"),
            as_of=date(2026, 9, 30),
            by=None,
            at=at,
            is_demonstration=True,
        )
    for title, summary, body in SHEETS:
        actions.write_sheet(title=title, summary=summary, body=body, by=None, at=at, is_demonstration=True)
    say(_("Réseaux inventés et %(number)s fiches pratiques.") % {"number": len(SHEETS)})


def _mobile(communes: list[Commune], chance: random.Random) -> Iterator[str]:
    yield "code_op;nom_op;num_site;latitude;longitude;insee_com;site_2g;site_3g;site_4g;site_5g"
    number = 0
    for commune in communes:
        for code, operator in OPERATORS.items():
            for _site in range(min(6, int(chance.random() * ((commune.population or 100) ** 0.5) / 22))):
                number += 1
                lat = (commune.lat or 44.85) + chance.gauss(0, 0.01)
                lon = (commune.lon or 0.48) + chance.gauss(0, 0.014)
                fifth = int(chance.random() < 0.35)
                yield f"{code};{operator};D{number:05d};{lat:.5f};{lon:.5f};{commune.insee_code};0;1;1;{fifth}"


def _fixed(communes: list[Commune], chance: random.Random) -> Iterator[str]:
    yield "commune;technologie;part"
    for commune in communes:
        shares = (chance.uniform(35, 99), chance.uniform(60, 98), chance.uniform(20, 90), 100.0)
        for technology, share in zip(TECHNOLOGIES, shares, strict=True):
            yield f"{commune.insee_code};{technology};{share:.1f}".replace(".", ",")
