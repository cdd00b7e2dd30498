"""The demonstration's first scene: the real Pays du Grand Bergeracois, run by an invented publisher."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from bastide.kit.registry.demo import Scene, scenes
from bastide.kit.tasks.progress import Progress

from . import actions
from .models import Organisation, PortalSettings, Territory
from .reference.load import Naming
from .reference.package import ReferenceProblem, installed_package
from .reference.perimeter import Level, Perimeter

EPCIS = ("200070647", "200034833", "200040889", "200034197")
NAMING = Naming(slug="grand-bergeracois", name="Pays du Grand Bergeracois", short_name="Grand Bergeracois")

# Invented: who publishes a portal answers for it by law, so no real body is put here. 05 36 49 is the
# south-west's range of telephone numbers for fiction, after Arcep's numbering plan.
PUBLISHER: dict[str, str | int] = {
    "publisher": "Éditeur fictif de la démonstration",
    "publisher_address": "1 place de l’Exemple\n24100 Bergerac (adresse fictive)",
    "publisher_phone": "05 36 49 00 01",
    "publisher_email": "contact@pole.example",
    "publication_director": "Camille Exemple (personne fictive)",
    "host_name": "Hébergeur fictif de la démonstration",
    "host_address": "2 place de l’Exemple\n24100 Bergerac (adresse fictive)",
    "host_phone": "05 36 49 00 02",
    "dpo_email": "donnees-personnelles@pole.example",
    "accessibility_email": "accessibilite@pole.example",
    "plan_from": 2026,
    "plan_to": 2028,
    "plan": (
        "Plan inventé pour la démonstration.\n\n2026 : audit des modèles de pages par un organisme extérieur. "
        "2027 : correction de ce que l’audit aura trouvé, formation des secrétaires aux documents accessibles. "
        "2028 : essais avec des personnes concernées, nouvel audit.\n\n"
        "Une personne de l’équipe du pôle en est chargée ; chaque année, ce qui a été fait est écrit ici."
    ),
}


def load(say: Callable[[str], None]) -> None:
    try:
        done = actions.load_reference(
            package=installed_package(),
            perimeter=Perimeter(Level.EPCI, EPCIS),
            naming=NAMING,
            progress=Progress(sys.stderr),
            say=say,
            at=timezone.now(),
        )
    except ReferenceProblem as problem:
        raise CommandError(str(problem)) from problem
    communes = sum(done.counts["communes"].get(key, 0) for key in ("new", "changed", "unchanged"))
    say(f"{communes} communes : {'chargées' if done.changed else 'rien n’a changé'}.")
    _name_the_publisher(Territory.objects.get(slug=NAMING.slug), say)


@transaction.atomic
def _name_the_publisher(territory: Territory, say: Callable[[str], None]) -> None:
    """The pôle and its settings; what somebody wrote there stays."""
    pole, is_new = Organisation.objects.get_or_create(
        slug="pole-grand-bergeracois",
        defaults={
            "kind": Organisation.Kind.POLE,
            "name": "Pôle de ressources numériques du Grand Bergeracois",
            "territory": territory,
        },
    )
    if is_new:
        say(f"{pole.name} : créé.")
    settings = PortalSettings.load()
    if settings.is_demonstration:
        return
    settings.is_demonstration = True
    settings.territory = settings.territory or territory
    for name, value in PUBLISHER.items():
        if not getattr(settings, name):
            setattr(settings, name, value)
    settings.save()
    say("Réglages du portail : éditeur et hébergeur fictifs.")


scenes.plug("territory", Scene("Le territoire : communes, intercommunalités, mairies, élus", load, order=10))
