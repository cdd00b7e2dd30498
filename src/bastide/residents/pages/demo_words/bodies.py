"""What communes of the demonstration write, and the reportages; all of it is invented."""

from __future__ import annotations

from .blocks import Block, PageWords, faq, table, text

COMMUNE_PAGES: list[PageWords] = [
    (
        "salle-des-fetes",
        "La salle des fêtes",
        "La louer, ce qu’elle contient, ce qu’elle coûte.",
        [
            text("<p>Cent vingt personnes assises, une cuisine, un parking.</p>"),
            table(
                "Tarifs d’un week-end",
                [("Qui", "text"), ("Euros", "number")],
                ["Habitants", "120"],
                ["Autres", "240"],
                ["Associations", "0"],
            ),
            faq("Avant de réserver", ("Peut-on la visiter ?", "Oui, aux heures de la mairie.")),
        ],
    ),
    (
        "ecole",
        "L’école",
        "Inscription, cantine, garderie, transport.",
        [text("<p>Deux classes, une cantine, une garderie matin et soir.</p>")],
    ),
    (
        "associations",
        "Les associations",
        "Sport, fêtes, entraide : qui fait quoi.",
        [text("<ul><li>le comité des fêtes</li><li>la gymnastique du mardi</li><li>la chorale</li></ul>")],
    ),
]
COMMUNE_DRAFT: PageWords = (
    "jardins-partages",
    "Les jardins partagés",
    "Une parcelle, un arrosoir, des voisins.",
    [text("<p>Douze parcelles derrière le cimetière, libres dès le printemps.</p>")],
)

#: (address of the section, or "" for the commune's own, address, title, introduction, theme, blocks)
REPORTAGES: list[tuple[str, str, str, str, str, list[Block]]] = [
    (
        "patrimoine",
        "rapaces-remarquables",
        "Les rapaces remarquables",
        "Un reportage photographique, pour regarder en l’air.",
        "nature",
        [
            text(
                "<p>Ce reportage reprend une idée de la commission Environnement : montrer ce qu’on côtoie sans "
                "le regarder. Les photographies manquent encore à la démonstration.</p>"
            )
        ],
    ),
    (
        "",
        "la-fete-du-lavoir",
        "La fête du lavoir",
        "Un dimanche de juin, des tables et de l’eau.",
        "fetes",
        [text("<p>L’album de la fête attend ses images.</p>")],
    ),
]
#: A commune of more than 1,000 inhabitants: the law reserves this space there.
OPPOSITION: PageWords = (
    "expression-de-l-opposition",
    "Expression de l’opposition",
    "L’espace que la loi réserve aux élus qui ne sont pas de la majorité.",
    [text("<p>Aucun texte n’a été remis dans la démonstration : ceux des élus paraîtront ici, tels quels.</p>")],
)
