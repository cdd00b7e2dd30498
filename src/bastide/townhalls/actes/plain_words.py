"""How people call what the classification names otherwise: "cantine" is 7.10, "chemin rural" is 3.5."""

from __future__ import annotations

import re
import unicodedata

#: National code of two levels, and the words that lead to it.
WORDS: dict[str, str] = {
    "1.1": "marché travaux fournitures services appel d'offres achat entreprise devis maîtrise accord-cadre avenant",
    "1.2": "délégation service public concession affermage eau assainissement dsp",
    "1.4": "contrat prestation groupement de commandes convention maintenance",
    "1.6": "architecte maître d'œuvre honoraires",
    "2.1": "plu plui carte communale scot zonage révision urbanisme document",
    "2.2": "permis de construire déclaration préalable certificat d'urbanisme autorisation lotissement",
    "2.3": "préemption dpu droit de préemption dia",
    "3.1": "achat terrain acquisition parcelle maison immeuble",
    "3.2": "vente terrain cession aliénation parcelle chemin rural vendre",
    "3.3": "location bail loyer logement salle des fêtes gîte local",
    "3.4": "bornage limite territoriale",
    "3.5": "chemin rural voirie classement déclassement cimetière concession terrasse occupation halle marché forain",
    "3.6": "domaine privé bois forêt coupe affouage",
    "4.1": "emploi poste titulaire stagiaire tableau des effectifs nomination création de poste secrétaire",
    "4.2": "contractuel cdd remplacement saisonnier embauche recrutement vacataire apprenti",
    "4.5": "prime indemnité rifseep ifse cia régime indemnitaire heures supplémentaires astreinte",
    "5.1": "élection maire adjoint installation conseil",
    "5.2": "règlement intérieur commission conseil municipal fonctionnement huis clos procès-verbal",
    "5.3": "délégué représentant désignation syndicat commission",
    "5.4": "délégation maire conseil pouvoirs",
    "5.5": "délégation de signature",
    "5.6": "indemnité élus formation élus frais de mission",
    "5.7": "intercommunalité communauté de communes statuts compétence syndicat adhésion transfert",
    "5.8": "avocat justice contentieux ester plainte",
    "6.1": "police arrêté circulation stationnement vitesse bruit baignade péril "
    "divagation chien feu artifice débit de boissons fête",
    "6.4": "règlement cimetière salle",
    "7.1": "budget primitif décision modificative compte administratif compte "
    "financier affectation résultat dm virement de crédits",
    "7.2": "impôt taxe taux fiscalité foncière habitation aménagement séjour tfb exonération",
    "7.3": "emprunt prêt banque ligne de trésorerie garantie",
    "7.5": "subvention association dotation detr dsil fonds aide demande de subvention financement",
    "7.8": "fonds de concours",
    "7.10": "tarif cantine garderie périscolaire location salle régie "
    "facture admission en non-valeur divers cimetière bibliothèque",
    "8.1": "école enseignement classe rythme scolaire transport scolaire périscolaire cantine",
    "8.2": "aide sociale ccas secours personnes âgées",
    "8.3": "voirie route chemin dénomination rue adressage numérotation nom de rue",
    "8.4": "aménagement territoire projet fibre",
    "8.5": "logement habitat opah politique de la ville",
    "8.7": "transport bus mobilité",
    "8.8": "environnement déchets eau assainissement énergie solaire éolien photovoltaïque biodiversité spanc rpqs",
    "8.9": "culture bibliothèque patrimoine musée église restauration",
    "9.1": "vie communale divers motion",
    "9.4": "vœu motion soutien",
}


def plain(text: str) -> str:
    """Lower case, without accents nor signs: how words are compared."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").lower())
    return re.sub(r"[^a-z0-9]+", " ", "".join(sign for sign in bare if not unicodedata.combining(sign))).strip()


def words_for(code: str) -> str:
    """The plain words that lead to a matière, by its two national levels."""
    return plain(WORDS.get(".".join(code.split(".")[:2]), ""))
