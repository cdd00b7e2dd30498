"""The demonstration's showcase: invented offers, stories, workshops and producers, which all say so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bastide.core.accounts.models import Role, User
from bastide.core.territory.models import Commune, PortalSettings
from bastide.kit.registry.demo import Scene, scenes
from bastide.residents.directory.models import Place

from . import actions
from .models import ShortCircuit, Shown, Story, Takeover, Workshop
from .months import read_months

MADE_UP = "Exemple inventé pour la démonstration."
#: (kind of thing, INSEE code, its values); communes are real, everything else is invented.
THINGS: tuple[tuple[type[Shown], str, dict[str, Any]], ...] = (
    (
        Takeover,
        "24167",
        {
            "kind": "commerce",
            "title": "Une boulangerie avec logement",
            "terms": "Loyer : 650 euros par mois",
            "text": "Un four, deux tournées, un appartement au-dessus. Le boulanger accompagne trois mois.",
        },
    ),
    (
        Takeover,
        "24126",
        {
            "kind": "artisanat",
            "title": "Un atelier de ferronnerie",
            "terms": "Matériel et stock à reprendre",
            "text": "Cent vingt mètres carrés, une forge, un carnet de commandes pour six mois.",
        },
    ),
    (
        Takeover,
        "24331",
        {
            "kind": "agriculture",
            "title": "Douze hectares de maraîchage",
            "terms": "Bail de neuf ans",
            "text": "Serres, irrigation, deux marchés par semaine. Certification en cours.",
        },
    ),
    (
        Takeover,
        "24274",
        {
            "kind": "sante",
            "title": "Un cabinet infirmier",
            "terms": "Association possible",
            "text": "Une patientèle fidèle, une maison de santé à dix minutes.",
        },
    ),
    (
        Story,
        "24274",
        {
            "trade": "Relieuse",
            "title": "De la ville à la vigne",
            "has_agreed": True,
            "text": "Arrivée pour six mois, elle a repris un atelier. « J’ai trouvé le silence et des clients. »",
        },
    ),
    (
        Story,
        "24167",
        {
            "trade": "Maraîchers",
            "title": "Deux frères et un tunnel",
            "has_agreed": True,
            "text": "Ils cherchaient de l’eau et de la terre ; la mairie leur a montré une parcelle.",
        },
    ),
    (
        Workshop,
        "24274",
        {
            "craft": "ceramique",
            "title": "Atelier de la Combe",
            "jobs": 2,
            "visits": "Sur rendez-vous",
            "text": "Grès et porcelaine tournés, cuits au bois deux fois par an.",
            "text_en": "Thrown stoneware and porcelain, fired with wood twice a year. Invented for the demonstration.",
        },
    ),
    (
        Workshop,
        "24167",
        {
            "craft": "bois",
            "title": "L’établi d’en bas",
            "jobs": 1,
            "visits": "Le samedi",
            "text": "Chaises, tables, restauration. Les bois viennent de la vallée.",
        },
    ),
    (
        Workshop,
        "24126",
        {
            "craft": "verre",
            "title": "Verre d’eau",
            "jobs": 3,
            "visits": "",
            "text": "Verre soufflé, luminaires, essais de couleur.",
            "text_en": "Blown glass, lamps, trials of colour. Invented for the demonstration.",
        },
    ),
    (
        ShortCircuit,
        "24331",
        {
            "sale": "ferme",
            "title": "Les fraises du plateau",
            "text": "Cueillies le matin, vendues l’après-midi.",
            "produce": {"Fraises": "avril à juin", "Framboises": "juin à septembre"},
        },
    ),
    (
        ShortCircuit,
        "24274",
        {
            "sale": "marche",
            "title": "Le jardin de la source",
            "text": "Au marché le mercredi et le samedi.",
            "produce": {"Tomates": "juillet à octobre", "Courges": "septembre à février", "Salades": "toute l’année"},
        },
    ),
    (
        ShortCircuit,
        "24167",
        {
            "sale": "panier",
            "title": "Un panier par semaine",
            "text": "Sept légumes, un fruit, une recette.",
            "produce": {"Légumes de saison": "toute l’année", "Noix": "octobre à mars"},
        },
    ),
)


def load(say: Callable[[str], None]) -> None:
    if not PortalSettings.load().is_demonstration:
        say(_("Pas une démonstration : aucune vitrine inventée."))
        return
    if any(model.objects.exists() for model in (Takeover, Story, Workshop, ShortCircuit)):
        say(_("La vitrine est déjà là."))
        return
    staff = User.objects.in_place().filter(memberships__role=Role.POLE_STAFF).order_by("pk").first()
    made = _load(staff) if staff is not None else 0
    say(ngettext("%(count)s fiche inventée.", "%(count)s fiches inventées.", made) % {"count": made})


@transaction.atomic
def _load(staff: User) -> int:
    at, made = timezone.now(), 0
    used: set[int] = set()
    for model, insee_code, values in THINGS:
        commune = Commune.objects.whole().filter(insee_code=insee_code).select_related("organisation").first()
        if commune is None or commune.organisation is None:
            continue
        thing = actions.save(
            model=model,
            organisation=commune.organisation,
            values=_values(model, commune, values, used),
            by=staff,
            at=at,
        )
        actions.publish(thing=thing, by=staff, at=at)
        made += 1
    return made


def _values(model: type[Shown], commune: Commune, values: dict[str, Any], used: set[int]) -> dict[str, Any]:
    """With the mark of what is invented, months read, and a record of the directory where there is one."""
    whole = {**values, "text": f"{values['text']}\n\n{MADE_UP}"}
    if "produce" in whole:
        whole["produce"] = {name: read_months(season) for name, season in whole["produce"].items()}
    if category := getattr(model, "CATEGORY", ""):
        places = Place.objects.published().in_category(category).filter(commune=commune).exclude(pk__in=used)
        if (place := places.order_by("pk").first()) is not None:
            used.add(place.pk)
            whole["place"] = place
    return whole


scenes.plug("showcase", Scene(_("Vitrine : reprises, réussites, ateliers, producteurs"), load, order=62))
