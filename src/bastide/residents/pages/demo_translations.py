"""The demonstration's pages in English and Occitan: what each says instead of its French page.

A page is (address of the French page below its section's, title, introduction, blocks). The Occitan is Languedocian; it
waits to be read by people who speak it.
"""

from __future__ import annotations

from .demo_words.blocks import Block, PageWords, call, map_of, text

INVENTED: dict[str, Block] = {
    "en": text("<p><i>Invented for the demonstration: do not rely on it.</i></p>"),
    "oc": text("<p><i>Tèxt inventat per la demonstracion : vos i fisetz pas per vòstras demarchas.</i></p>"),
}

#: By language; the first page of a list is a section.
TRANSLATIONS: dict[str, list[tuple[str, PageWords]]] = {
    "en": [
        (
            "metiers-d-art",
            (
                "metiers-d-art",
                "Arts and crafts",
                "The workshops, their skills, the pieces they make.",
                [
                    call(
                        "The workshops",
                        "Those who tell in English what they make.",
                        "See the workshops",
                        "/en/metiers-d-art/ateliers/",
                    ),
                    text("<p>Potters, blacksmiths, upholsterers: they sell far away, and welcome you here.</p>"),
                ],
            ),
        ),
        (
            "pousser-la-porte",
            (
                "stepping-into-a-workshop",
                "Stepping into a workshop",
                "What can be visited, and how.",
                [text("<p>A telephone call is enough: a workshop is not a shop.</p>")],
            ),
        ),
    ],
    "oc": [
        (
            "patrimoine",
            (
                "patrimoni",
                "Patrimòni",
                "Bastidas, lavadors, capèlas : çò qu’es estat bastit, e çò que se’n sap.",
                [map_of("Ont son las comunas", "communes", "Cada comuna a sa pagina, amb çò que se’n sap.")],
            ),
        ),
        (
            "noms-de-lieux",
            (
                "noms-de-luocs",
                "Los noms de luòcs",
                "Çò que dison los noms occitans de nòstres vilatges.",
                [
                    text(
                        "<p>Fòrça noms de luòcs venon de l’occitan : <i>la font</i>, l’aiga que nais ; <i>lo puèg</i>, "
                        "lo luòc naut ; <i>lo castanhal</i>, ont creisson los castanhs.</p><p>Digatz a la comuna lo "
                        "nom que vòstres ancians donavan a un camp o a un camin : serà notat amb la comuna e lo biais "
                        "de lo dire.</p>"
                    )
                ],
            ),
        ),
    ],
}
