"""« Lieux de médiation numérique », by La MedNum and ANCT (Licence Ouverte); read 2026-11. `|` joins values."""

import re

from ..tables.schema import Field, TableSchema

SERVICES = (
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
)
PUBLICS = ("Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes")
SPECIFIC_CARE = (
    "Surdité",
    "Handicaps moteurs",
    "Handicaps mentaux",
    "Illettrisme",
    "Langues étrangères (anglais)",
    "Langues étrangères (autres)",
    "Déficience visuelle",
)
FEES = ("Gratuit", "Gratuit sous condition", "Payant")
PROGRAMMES = (
    "Aidants Connect",
    "Bibliothèques numérique de référence",
    "Certification PIX",
    "Conseillers numériques",
    "Emmaüs Connect",
    "France Services",
    "Grande école du numérique",
    "La Croix Rouge",
    "Point d'accès numérique CAF",
    "Promeneurs du net",
    "Relais numérique (Emmaüs Connect)",
)
TRAININGS = (
    "Formé à « Mon Espace Santé »",
    "Formé à « DUPLEX » (illettrisme)",
    "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
    "Collectif ressources et acteurs réemploi (Normandie)",
    "Étapes numériques(La Poste)",
    "Fabriques de Territoire",
    "Les Éclaireurs du numérique (Drôme)",
    "Mes Papiers (Métropole de Lyon)",
    "ORDI 3.0",
    "SUD LABS (PACA)",
)
ACCESS = (
    "Se présenter",
    "Téléphoner",
    "Contacter par mail",
    "Prendre un RDV en ligne",
    "Ce lieu n'accueille pas de public",
    "Envoyer un mail avec une fiche de prescription",
)
SUPPORT = ("En autonomie", "Accompagnement individuel", "Dans un atelier collectif", "À distance")
ITINERANCE = ("Itinérant", "Fixe")


def _several(words: tuple[str, ...]) -> str:
    """The standard's pattern for one or more of `words`, joined by `|`."""
    # `ORDI 3.0` stands unescaped in the standard; parentheses are escaped, nothing else needs it.
    return "(?:(?:^|\\|)(" + "|".join(re.sub(r"([()])", r"\\\1", word) for word in words) + "))+$"


MEDIATION_NUMERIQUE = TableSchema(
    name="standard-mediation-num",
    version="1.0.2",
    title="Lieux de médiation numérique",
    fields=(
        Field("id", required=True, unique=True),
        Field("pivot", required=True, pattern="^[a-zA-Z0-9]{9,14}$"),
        Field("nom", required=True),
        Field("commune", required=True),
        Field("code_postal", required=True, pattern=r"^\d{5}$"),
        Field("code_insee", pattern=r"^([013-9]\d|2[AB1-9])\d{3}$"),
        Field("adresse", required=True),
        Field("complement_adresse"),
        Field("latitude", "number"),
        Field("longitude", "number"),
        Field("typologie"),
        Field(
            "telephone",
            pattern=r"^(\+33|\+590|\+594|\+262|\+596|\+269|\+687|\+689|\+508|\+681)(\d){6,9}$",
        ),
        Field("courriels"),
        Field("site_web"),
        Field("horaires"),
        Field("presentation_resume", max_length=280),
        Field("presentation_detail"),
        Field("source"),
        Field("itinerance", pattern=_several(ITINERANCE)),
        Field("structure_parente"),
        Field("date_maj", "date", required=True),
        Field("services", pattern=_several(SERVICES)),
        Field("publics_specifiquement_adresses", pattern=_several(PUBLICS)),
        Field("prise_en_charge_specifique", pattern=_several(SPECIFIC_CARE)),
        Field("frais_a_charge", pattern=_several(FEES)),
        Field("dispositif_programmes_nationaux", pattern=_several(PROGRAMMES)),
        Field("formations_labels", pattern=_several(TRAININGS)),
        Field("autres_formations_labels"),
        Field("modalites_acces", pattern=_several(ACCESS)),
        Field("modalites_accompagnement", pattern=_several(SUPPORT)),
        Field("fiche_acces_libre"),
        Field("prise_rdv"),
    ),
    primary_key=("id",),
)
