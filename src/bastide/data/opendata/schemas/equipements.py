"""SCDL « Équipements collectifs publics », by OpenDataFrance (Licence Ouverte); read 2026-11."""

from ..tables.schema import Check, Field, TableSchema

THEMES = (
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

EQUIPEMENTS = TableSchema(
    name="equipements",
    version="0.1.5",
    title="Équipements collectifs publics",
    fields=(
        Field("COLL_NOM", required=True),
        Field("COLL_SIRET", required=True, pattern=r"^\d{14}$"),
        Field("EQUIP_UID", required=True, max_length=18, pattern="^[0-9A-B]{5}-[0-9]{8}-[0-9]{3}"),
        Field("EQUIP_THEME", required=True, enum=THEMES),
        Field("EQUIP_CODE", required=True, max_length=12),
        Field("EQUIP_TYPE", required=True),
        Field("EQUIP_NOM", required=True),
        Field("ADR_NUMERO", required=True),
        Field("ADR_NOMVOIE", required=True, min_length=3, pattern=r"^[a-zA-Z0-9\-\'\s\d\u00C0-\u00FF]+$"),
        Field("ADR_CODEPOSTAL", required=True, max_length=5),
        Field("ADR_COMMUNE", required=True, pattern=r"^[A-Za-z\s\-\u00C0-\u00FF]+$"),
        Field("ADR_CLE_INTEROP", min_length=16, pattern="^[A-Za-z0-9_]+$"),
        Field("ERP_ID"),
        Field("ERP_TYPE", max_length=10),
        Field("ERP_CATEGORIE", "integer", minimum=1, maximum=5),
        Field("EQUIP_LAT", "number", required=True),
        Field("EQUIP_LONG", "number", required=True),
        Field("EQUIP_OUVERTURE"),
        Field("EQUIP_TEL", max_length=13),
        Field("EQUIP_EMAIL", format="email"),
        Field("EQUIP_WEB", format="uri"),
    ),
    checks=(Check("french-siret", {"column": "COLL_SIRET"}),),
)
