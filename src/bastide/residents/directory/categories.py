"""The tree of kinds of places: stable codes in two levels, French words, and what other vocabularies call them.

A code is `group.kind` ("health.pharmacy"); it is stored, it stands in exports and never changes. Labels may.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

#: The values of EQUIP_THEME. Source: SCDL équipements 0.1.5, OpenDataFrance (read 2026-11).
ADMIN, JUSTICE, HEALTH, SOCIAL, SPORT, TEACHING, CULT, CULTURE, MOBILITY, OTHER = (
    "Equipement administratif",
    "Equipement de justice",
    "Equipement sanitaire",
    "Equipement social et d'animation",
    "Equipement sportif et de loisirs",
    "Equipement d'enseignement",
    "Equipement cultuel",
    "Equipement culturel",
    "Equipement de mobilité",
    "Autre équipement",
)


@dataclass(frozen=True)
class Category:
    """One kind of place. `words` are other names people type; `annuaire` the types of the national directory that are
    of this kind, `theme` what SCDL calls its family, `code_scdl` its EQUIP_CODE there.
    """

    code: str
    label: _StrOrPromise
    plural: _StrOrPromise
    theme: str = OTHER
    words: tuple[str, ...] = ()
    annuaire: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        return self.code.partition(".")[0]

    @property
    def code_scdl(self) -> str:
        """EQUIP_CODE, at most 12 signs: our place in the tree, two digits a level; a group never loses its number."""
        groups = list(GROUPS)
        kinds = [each.code for each in CATEGORIES.values() if each.group == self.group]
        return f"{groups.index(self.group) + 1:02d}{kinds.index(self.code) + 1:02d}"


@dataclass(frozen=True)
class Group:
    """A family of kinds, as the visitor chooses first; `icon` is one of kit.ui."""

    code: str
    label: _StrOrPromise
    icon: str = "map-pin"


#: In the order in which they are shown. New ones are added at the end of their family: exports number them.
GROUPS: dict[str, Group] = {
    each.code: each
    for each in (
        Group("public", _("Services publics"), "building"),
        Group("health", _("Santé"), "heart-plus"),
        Group("social", _("Social et petite enfance"), "people"),
        Group("education", _("Enseignement"), "book"),
        Group("digital", _("Numérique"), "wifi"),
        Group("association", _("Associations"), "speech"),
        Group("shop", _("Commerces et artisans"), "hammer"),
        Group("producer", _("Producteurs"), "grapes"),
        Group("lodging", _("Hébergements"), "key"),
        Group("culture", _("Culture"), "globe"),
        Group("leisure", _("Sports et loisirs"), "flag"),
        Group("mobility", _("Se déplacer"), "map-pin"),
        Group("worship", _("Lieux de culte"), "house"),
    )
}


def _c(
    code: str,
    label: _StrOrPromise,
    plural: _StrOrPromise,
    theme: str = OTHER,
    words: str = "",
    annuaire: str = "",
) -> Category:
    return Category(
        code, label, plural, theme, tuple(word for word in words.split(", ") if word), tuple(annuaire.split())
    )


# Source of the annuaire types: `type_service_local` of the national directory (v4), and the file names of 2017.
_ALL = (
    _c("public.town_hall", _("Mairie"), _("Mairies"), ADMIN, "hôtel de ville", "mairie mairie_com mairie_mobile"),
    _c("public.france_services", _("France Services"), _("Espaces France Services"), ADMIN,
       "maison de services au public, msap, rsp, relais de service public", "france_services msap rsp"),
    _c("public.remote_desk", _("Rendez-vous à distance"), _("Rendez-vous à distance"), ADMIN,
       "visio-guichet, visioguichet, borne visio"),
    _c("public.epci", _("Intercommunalité"), _("Intercommunalités"), ADMIN, "communauté de communes, agglomération",
       "epci"),
    _c("public.department", _("Département"), _("Services du Département"), ADMIN, "conseil départemental", "cg cd"),
    _c("public.prefecture", _("Préfecture"), _("Préfectures et sous-préfectures"), ADMIN, "sous-préfecture, État",
       "prefecture sous_pref prefecture_greffe_associations prefecture_region sgami ddt ddtm ddcspp ddpp ddcs ddets "
       "dreal_ut dreal direccte_ut drddi ars ars_antenne inspection_academique sdjes onac"),
    _c("public.taxes", _("Impôts et trésorerie"), _("Impôts et trésoreries"), ADMIN,
       "impôt, centre des impôts, trésor public, finances publiques, cadastre, hypothèques",
       "sip sie tresorerie hypotheque cdif centre_impots_fonciers bdf banque_de_france"),
    _c("public.police", _("Gendarmerie ou police"), _("Gendarmeries et police"), ADMIN, "commissariat",
       "gendarmerie gendarmerie_departementale commissariat_police bta police_municipale"),
    _c("public.fire", _("Pompiers"), _("Pompiers"), ADMIN, "centre de secours, sdis, incendie", "sdis"),
    _c("public.justice", _("Tribunal et accès au droit"), _("Justice et accès au droit"), JUSTICE,
       "tribunal, avocat, notaire, point justice, conciliateur, prud’hommes",
       "tgi ti te tj tribunal_commerce tribunal_judiciaire ta caa cour_appel mjd permanence_juridique pad "
       "point_justice "
       "bav civi commission_conciliation prudhommes huissiers_justice ordre_avocats spip maison_arret centre_detention "
       "cdad conciliateur_fiscal"),
    _c("public.employment", _("Emploi et formation"), _("Emploi et formation"), ADMIN,
       "france travail, pôle emploi, mission locale, insertion",
       "pole_emploi france_travail mission_locale cio cap_emploi maison_emploi cdg cnfpt afpa"),
    _c("public.social_security", _("Sécurité sociale et prestations"), _("Sécurité sociale et prestations"), ADMIN,
       "caf, cpam, msa, carsat, urssaf, retraite, allocations familiales",
       "caf cpam msa carsat cicas urssaf cnracl cramif rsi"),
    _c("public.housing", _("Logement et énergie"), _("Logement et énergie"), ADMIN,
       "adil, anah, rénovation, hlm", "adil anah fr_renov pris_fr_renov eie"),
    _c("public.business", _("Appui aux entreprises"), _("Appui aux entreprises"), ADMIN,
       "chambre de commerce, chambre d’agriculture, chambre des métiers",
       "cci chambre_agriculture chambre_metier crib cfe greffe fdc fdapp"),
    _c("public.post", _("La Poste"), _("Bureaux et relais de poste"), ADMIN, "agence postale, point relais",
       "la_poste"),
    _c("public.waste", _("Déchetterie"), _("Déchetteries"), ADMIN, "déchèterie, tri, encombrants, recyclerie"),
    _c("public.other", _("Autre service public"), _("Autres services publics"), ADMIN),
    _c("health.doctor", _("Médecin"), _("Médecins"), HEALTH, "généraliste, docteur, cabinet médical"),
    _c("health.nurse", _("Infirmier"), _("Infirmiers"), HEALTH, "infirmière, soins à domicile, cabinet infirmier"),
    _c("health.pharmacy", _("Pharmacie"), _("Pharmacies"), HEALTH, "pharmacien, médicaments"),
    _c("health.centre", _("Maison de santé"), _("Maisons de santé"), HEALTH, "centre de santé"),
    _c("health.dentist", _("Dentiste"), _("Dentistes"), HEALTH, "chirurgien-dentiste"),
    _c("health.physiotherapist", _("Kinésithérapeute"), _("Kinésithérapeutes"), HEALTH, "kiné"),
    _c("health.paramedical", _("Autre soignant"), _("Autres soignants"), HEALTH,
       "orthophoniste, ostéopathe, podologue, sage-femme, psychologue, opticien"),
    _c("health.hospital", _("Hôpital ou clinique"), _("Hôpitaux et cliniques"), HEALTH, "urgences, centre hospitalier"),
    _c("health.laboratory", _("Laboratoire d’analyses"), _("Laboratoires d’analyses"), HEALTH, "prise de sang"),
    _c("health.ambulance", _("Ambulance"), _("Ambulances"), HEALTH, "transport sanitaire, taxi conventionné"),
    _c("health.vet", _("Vétérinaire"), _("Vétérinaires"), HEALTH),
    _c("social.early_childhood", _("Petite enfance"), _("Petite enfance"), SOCIAL,
       "crèche, assistante maternelle, halte-garderie, micro-crèche, relais petite enfance, pmi", "pmi rpe ram"),
    _c("social.elderly", _("Personnes âgées"), _("Personnes âgées"), SOCIAL,
       "ehpad, maison de retraite, résidence autonomie, clic, portage de repas",
       "clic accompagnement_personnes_agees"),
    _c("social.alzheimer", _("Maladie d’Alzheimer"), _("Maladie d’Alzheimer"), SOCIAL,
       "accueil de jour, halte-répit, maia, mémoire", "maia"),
    _c("social.disability", _("Handicap"), _("Handicap"), SOCIAL, "mdph, esat, ime",
       "maison_handicapees mdph"),
    _c("social.help", _("Aide sociale"), _("Aide sociale"), SOCIAL,
       "ccas, cias, assistante sociale, secours, banque alimentaire, épicerie sociale", "ccas cias mds pif cidf"),
    _c("social.home_help", _("Aide à domicile"), _("Aide à domicile"), SOCIAL, "ménage, auxiliaire de vie"),
    _c("social.youth", _("Jeunesse"), _("Jeunesse"), SOCIAL,
       "centre de loisirs, accueil de loisirs, information jeunesse, pij", "cij pij"),
    _c("education.nursery_school", _("École maternelle"), _("Écoles maternelles"), TEACHING),
    _c("education.primary_school", _("École"), _("Écoles"), TEACHING, "école élémentaire, école primaire, rpi"),
    _c("education.middle_school", _("Collège"), _("Collèges"), TEACHING),
    _c("education.high_school", _("Lycée"), _("Lycées"), TEACHING, "lycée agricole, lycée professionnel, cfa"),
    _c("education.training", _("Formation"), _("Formation des adultes"), TEACHING, "greta, apprentissage"),
    _c("digital.papi", _("Accès public à internet (PAPI)"), _("Accès publics à internet (PAPI)"), SOCIAL,
       "papi, espace numérique, epn, ordinateur, médiation numérique, cyber-base, conseiller numérique",
       "point_accueil_numerique"),
    _c("digital.wifi", _("Wi-Fi public"), _("Wi-Fi publics"), OTHER, "wifi, hotspot, borne wifi"),
    _c("digital.coworking", _("Tiers-lieu"), _("Tiers-lieux"), SOCIAL, "coworking, fablab, télétravail"),
    _c("association.sport", _("Association sportive"), _("Associations sportives"), SPORT, "club"),
    _c("association.culture", _("Association culturelle"), _("Associations culturelles"), CULTURE,
       "chorale, théâtre, foyer rural"),
    _c("association.solidarity", _("Association de solidarité"), _("Associations de solidarité"), SOCIAL, "entraide"),
    _c("association.festivities", _("Comité des fêtes"), _("Comités des fêtes"), SOCIAL, "animation"),
    _c("association.elders", _("Club des aînés"), _("Clubs des aînés"), SOCIAL, "troisième âge"),
    _c("association.environment", _("Association de nature"), _("Associations de nature"), OTHER, "chasse, pêche"),
    _c("association.other", _("Autre association"), _("Autres associations"), OTHER),
    _c("shop.bakery", _("Boulangerie"), _("Boulangeries"), OTHER, "pain, pâtisserie, dépôt de pain"),
    _c("shop.grocery", _("Épicerie"), _("Épiceries"), OTHER, "supérette, multiservices, alimentation, supermarché"),
    _c("shop.butcher", _("Boucherie"), _("Boucheries"), OTHER, "charcuterie, traiteur"),
    _c("shop.cafe", _("Café"), _("Cafés"), OTHER, "bar, tabac, presse, bistrot"),
    _c("shop.restaurant", _("Restaurant"), _("Restaurants"), OTHER, "auberge, pizzeria"),
    _c("shop.hairdresser", _("Coiffeur"), _("Coiffeurs"), OTHER, "salon de coiffure, esthétique"),
    _c("shop.fuel", _("Station-service"), _("Stations-service"), OTHER, "essence, carburant, garage"),
    _c("shop.market", _("Marché"), _("Marchés"), OTHER, "marché de plein vent, halle"),
    _c("shop.building_craft", _("Artisan du bâtiment"), _("Artisans du bâtiment"), OTHER,
       "maçon, plombier, électricien, menuisier, couvreur, peintre"),
    _c("shop.art_craft", _("Métier d’art"), _("Métiers d’art"), OTHER,
       "potier, céramiste, ébéniste, verrier, luthier, bijoutier"),
    _c("shop.other", _("Autre commerce"), _("Autres commerces"), OTHER),
    _c("producer.wine", _("Vigneron"), _("Vignerons"), OTHER, "vin, château, domaine, cave, monbazillac"),
    _c("producer.vegetable", _("Maraîcher"), _("Maraîchers"), OTHER, "légumes, fruits, amap, fraises"),
    _c("producer.animal", _("Éleveur"), _("Éleveurs"), OTHER, "viande, volaille, foie gras, fromage, œufs"),
    _c("producer.other", _("Autre producteur"), _("Autres producteurs"), OTHER, "miel, noix, huile, safran, truffe"),
    _c("lodging.hotel", _("Hôtel"), _("Hôtels"), OTHER),
    _c("lodging.guest_room", _("Chambre d’hôtes"), _("Chambres d’hôtes"), OTHER),
    _c("lodging.cottage", _("Gîte"), _("Gîtes"), OTHER, "location saisonnière"),
    _c("lodging.campsite", _("Camping"), _("Campings"), OTHER, "aire de camping-car"),
    _c("culture.library", _("Bibliothèque"), _("Bibliothèques"), CULTURE, "médiathèque, livres, ludothèque", "bibli"),
    _c("culture.museum", _("Musée"), _("Musées"), CULTURE, "exposition"),
    _c("culture.heritage", _("Lieu à visiter"), _("Lieux à visiter"), CULTURE, "château, monument, grotte, jardin"),
    _c("culture.venue", _("Salle de spectacle"), _("Salles de spectacle"), CULTURE, "cinéma, théâtre, concert"),
    _c("culture.music_school", _("École de musique"), _("Écoles de musique"), CULTURE, "conservatoire, danse"),
    _c("culture.tourist_office", _("Office de tourisme"), _("Offices de tourisme"), CULTURE, "syndicat d’initiative"),
    _c("leisure.sport", _("Équipement sportif"), _("Équipements sportifs"), SPORT, "stade, gymnase, tennis"),
    _c("leisure.pool", _("Piscine"), _("Piscines"), SPORT, "baignade, plan d’eau"),
    _c("leisure.hall", _("Salle des fêtes"), _("Salles des fêtes"), SOCIAL, "salle communale, location de salle"),
    _c("leisure.playground", _("Aire de jeux"), _("Aires de jeux"), SPORT, "parc, skatepark"),
    _c("mobility.station", _("Gare"), _("Gares"), MOBILITY, "train, sncf, halte ferroviaire"),
    _c("mobility.taxi", _("Taxi"), _("Taxis"), MOBILITY, "vtc"),
    _c("mobility.on_demand", _("Transport à la demande"), _("Transports à la demande"), MOBILITY, "navette, bus"),
    _c("mobility.charging", _("Borne de recharge"), _("Bornes de recharge"), MOBILITY, "voiture électrique"),
    _c("mobility.carpool", _("Aire de covoiturage"), _("Aires de covoiturage"), MOBILITY),
    _c("mobility.toilets", _("Toilettes publiques"), _("Toilettes publiques"), OTHER, "wc, sanitaires"),
    _c("worship.place", _("Lieu de culte"), _("Lieux de culte"), CULT, "église, temple, mosquée, paroisse"),
    _c("worship.cemetery", _("Cimetière"), _("Cimetières"), OTHER),
)  # fmt: skip
CATEGORIES: dict[str, Category] = {each.code: each for each in _ALL}

PAPI, WIFI, TOWN_HALL, FRANCE_SERVICES = "digital.papi", "digital.wifi", "public.town_hall", "public.france_services"


def label_of(code: str) -> str:
    """The French name of a kind or of a family; the code itself when neither is known."""
    found = CATEGORIES.get(code) or GROUPS.get(code)
    return str(found.label) if found else code


def kinds_of(group: str) -> Iterator[Category]:
    return (each for each in CATEGORIES.values() if each.group == group)


def codes_within(code: str) -> list[str]:
    """The kinds that `code` stands for: itself, or all of its family; none when it is unknown."""
    return [code] if code in CATEGORIES else [each.code for each in kinds_of(code)]


@cache
def by_annuaire_type() -> dict[str, str]:
    """Type of the national directory → our kind."""
    return {name: each.code for each in CATEGORIES.values() for name in each.annuaire}
