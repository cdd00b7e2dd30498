"""A million places that do not exist, in the communes that do; the same seed gives the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

from bastide.core.search.registry import OUTSIDE, Entry

# What they are called, and how often: a town hall's annexe is one in twelve, "saint" stands in one in ten.
KINDS = {
    "Mairie annexe": 10, "École": 9, "Salle des fêtes": 6, "Église Saint-Martin": 3, "Église Saint-Pierre": 3,
    "Église Sainte-Marie": 2, "Chapelle Saint-Jean": 2, "Boulangerie": 7, "Pharmacie": 4, "Médecin": 5, "Lavoir": 3,
    "Moulin": 3, "Piscine": 1, "Déchèterie": 2, "Médiathèque": 2, "Bibliothèque": 2, "Stade": 4, "Cimetière": 4,
    "Marché": 2, "Aire de jeux": 3, "Parking": 5, "Arrêt de car": 6, "Borne de recharge": 3, "Point d’apport": 4,
    "Potier": 1, "Château": 2, "Ferme": 3, "Gîte": 5, "Camping": 1, "Atelier": 2,
}  # fmt: skip
# fmt: off
SYLLABLES = [
    "ba", "be", "bi", "bou", "cha", "che", "co", "da", "de", "du", "fa", "fe", "fo", "gar", "ge", "gna", "la", "le",
    "li", "lou", "ma", "mi", "mon", "na", "ni", "pa", "pe", "pi", "ra", "re", "ri", "ro", "sa", "se", "si", "ta", "te",
]
COMMON_WORDS = [
    "accueil", "public", "ouvert", "fermé", "matin", "soir", "lundi", "mardi", "dimanche", "accès", "gratuit", "rue",
    "association", "place", "route", "république", "garde", "adulte", "enfant", "ancien", "nouveau", "centre", "bourg",
]
# fmt: on


class Places:
    """`rows` places in `communes`, each a code, a name and postcodes."""

    def __init__(self, communes: list[tuple[str, str, list[str]]], rows: int) -> None:
        self.communes, self.rows = communes, rows

    def entries(self) -> Iterator[Entry]:
        chance = random.Random(24)
        names, name_odds = list(KINDS), list(accumulate(KINDS.values()))
        invented = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(20_000)]
        vocabulary = COMMON_WORDS + invented
        word_odds = list(accumulate(1 / (place + 3) for place in range(len(vocabulary))))
        for number in range(self.rows):
            code, commune, postcodes = chance.choice(self.communes)
            what = chance.choices(names, cum_weights=name_odds)[0]
            owner = chance.choice(invented).capitalize()
            yield Entry(
                key=str(number),
                kind="place",
                title=f"{what} {owner}, {commune}" if number % 3 else f"{what} de {commune}",
                url=f"/lieux/{number}/",
                summary=f"{chance.randint(1, 200)} rue {owner}, dans la commune de {commune}",
                keywords=postcodes[:1],
                body=" ".join(chance.choices(vocabulary, cum_weights=word_odds, k=12)),
                commune_code=code,
                territory=OUTSIDE,
                weight=300 + chance.randint(0, 250),
            )
