"""Records of each format, for the tests that read them."""

V4 = {
    "id": "0000-1",
    "nom": "Mairie - Valbrune",
    "pivot": [{"type_service_local": "mairie", "code_insee_commune": ["99001"]}],
    "code_insee_commune": "99001",
    "adresse": [
        {"type_adresse": "Adresse postale", "service_distribution": "BP 1", "code_postal": "99100"},
        {
            "type_adresse": "Adresse",
            "complement1": "Maison commune",
            "numero_voie": "1 place de la Halle",
            "code_postal": "99100",
            "nom_commune": "Valbrune",
            "longitude": "0.05",
            "latitude": "44.85",
            "accessibilite": "ACC",
        },
    ],
    "telephone": [{"valeur": "05 53 00 00 01", "description": "Accueil"}, {"valeur": "3646", "description": ""}],
    "adresse_courriel": ["mairie@valbrune.example"],
    "site_internet": [{"libelle": "", "valeur": "http://valbrune.example"}],
    "plage_ouverture": [
        {
            "nom_jour_debut": "Lundi",
            "nom_jour_fin": "Vendredi",
            "valeur_heure_debut_1": "08:30:00",
            "valeur_heure_fin_1": "12:15:00",
            "valeur_heure_debut_2": "",
            "valeur_heure_fin_2": "",
            "commentaire": "Semaines paires",
        },
        {
            "nom_jour_debut": "mercredi",
            "nom_jour_fin": "",
            "valeur_heure_debut_1": "10:00:00",
            "valeur_heure_fin_1": "14:00:00",
            "commentaire": "",
        },
    ],
    "date_modification": "09/08/2026 13:30:19",
    "statut_de_diffusion": "true",
    "mission": "<p>Tout <b>faire</b>.</p>",
}
XML = """<?xml version="1.0" encoding="ISO-8859-1"?>
<Organismes><Organisme id="mairie-99001-01" codeInsee="99001" dateMiseAJour="2017-10-14" pivotLocal="mairie">
<Nom>Mairie - \xc9yrenne</Nom><EditeurSource>DILA</EditeurSource>
<Adresse type="physique"><Ligne>Salle des f\xeates</Ligne><Ligne>1 place de la Halle</Ligne>
<CodePostal>99100</CodePostal>
<NomCommune>\xc9yrenne Cedex</NomCommune>
<Localisation><Latitude>44.85</Latitude><Longitude>0.05</Longitude></Localisation>
<Accessibilit\xe9 type="DEM">Sonnez.</Accessibilit\xe9></Adresse>
<Coordonn\xe9esNum><T\xe9l\xe9phone>+33 5 53 00 00 01</T\xe9l\xe9phone><Email>a@b.fr</Email></Coordonn\xe9esNum>
<Ouverture><PlageJ d\xe9but="lundi" fin="mardi"><PlageH d\xe9but="09:00:00" fin="12:00:00"/></PlageJ></Ouverture>
</Organisme></Organismes>""".encode("latin-1")
SCDL = (
    "COLL_NOM,COLL_SIRET,EQUIP_UID,EQUIP_THEME,EQUIP_CODE,EQUIP_TYPE,EQUIP_NOM,ADR_NUMERO,ADR_NOMVOIE,ADR_CODEPOSTAL,"
    "ADR_COMMUNE,EQUIP_LAT,EQUIP_LONG,EQUIP_OUVERTURE,EQUIP_TEL\n"
    "Valbrune,21770188700010,99001-01010401-001,Equipement culturel,01010401-001,Médiathèque,Médiathèque Jean Invent,"
    "3 bis,rue des Écoles,99100,Valbrune,0.05,44.85,Mo-Fr 09:00-12:00,+33 553000001\n"
).encode()
STRUCTURE = {
    "source": "essai",
    "id": "essai--1",
    "nom": "Maison des services",
    "date_maj": "2026-01-02",
    "siret": None,
    "reseaux_porteurs": ["france-services"],
    "horaires_accueil": "Mo 09:00-12:00",
    "code_insee": "99001",
    "longitude": 0.05,
    "latitude": 44.85,
}
