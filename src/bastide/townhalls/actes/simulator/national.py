"""The classification that the simulated préfecture gives: the two levels that are the same everywhere in France."""

from __future__ import annotations

from datetime import date

from ..wire.answers import classification
from ..wire.kinds import NATURES

DATED = date(2025, 9, 1)
_TYPES = {
    1: [("99_DE", "Délibération"), ("70_DB", "Document budgétaire"), ("21_RP", "Rapport de présentation")],
    2: [("99_AR", "Acte réglementaire"), ("21_EP", "Enquête publique")],
    3: [("99_AI", "Acte individuel"), ("22_PC", "Permis ou autorisation")],
    4: [("99_DC", "Contrat, convention ou avenant"), ("11_AE", "Acte d'engagement"), ("31_CO", "Convention")],
    5: [("99_BU", "Document budgétaire"), ("71_CA", "Compte administratif")],
    6: [("99_AU", "Autre document")],
}
_SIGNATURE = ("99_SE", "Fichier de signature électronique")
#: Source: the classifications of the reference (§7), their two first levels.
_MATIERES = {
    "Commande publique": "Marchés publics|Délégation de service public|Conventions de mandat|Autres contrats|"
    "Transactions|Maîtrise d'œuvre|Actes spéciaux et divers",
    "Urbanisme": "Documents d'urbanisme|Droit d'occupation ou d'utilisation des sols|Droit de préemption urbain",
    "Domaine et patrimoine": "Acquisitions|Aliénations|Locations|Limites territoriales|"
    "Autres actes de gestion du domaine public|Autres actes de gestion du domaine privé",
    "Fonction publique": "Personnels titulaires et stagiaires|Personnels contractuels|Fonction publique hospitalière|"
    "Autres catégories de personnels|Régime indemnitaire",
    "Institutions et vie politique": "Élection de l'exécutif|Fonctionnement des assemblées|"
    "Désignation de représentants|Délégation de fonctions|Délégation de signature|Exercice des mandats locaux|"
    "Intercommunalité|Décision d'ester en justice",
    "Libertés publiques et pouvoirs de police": "Police municipale|Pouvoirs du président du conseil départemental|"
    "Pouvoirs du président du conseil régional|Autres actes réglementaires|Actes pris au nom de l'État",
    "Finances locales": "Décisions budgétaires|Fiscalité|Emprunts|Interventions économiques|Subventions|"
    "Contributions budgétaires|Avances|Fonds de concours|Prise de participation|Divers",
    "Domaines de compétences par thèmes": "Enseignement|Aide sociale|Voirie|Aménagement du territoire|"
    "Politique de la ville, habitat, logement|Emploi et formation professionnelle|Transports|Environnement|Culture",
    "Autres domaines de compétences": "Des communes|Des départements|Des régions|Vœux et motions",
}


def national_classification(dated: date = DATED) -> bytes:
    """As a 7-2."""
    natures = [(one.code, one.letters, one.label, [*_TYPES[one.code], _SIGNATURE]) for one in NATURES]
    return classification(dated, natures, [(label, below.split("|")) for label, below in _MATIERES.items()])
