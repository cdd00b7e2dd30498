"""French place names: the article that goes before, and "de" in front of it."""

from typing import NamedTuple


class Article(NamedTuple):
    before: str
    of: str


# Source: INSEE, code TNCC "type de nom en clair" of the Code officiel géographique (read 2026-11).
ARTICLES = {
    0: Article("", "de "),
    1: Article("", "d’"),
    2: Article("Le ", "du "),
    3: Article("La ", "de La "),
    4: Article("Les ", "des "),
    5: Article("L’", "de L’"),
    6: Article("Aux ", "des "),
    7: Article("Las ", "de Las "),
    8: Article("Los ", "de Los "),
}


def with_article(bare_name: str, name_kind: int) -> str:
    """ "Fleix" of kind 2 is "Le Fleix"."""
    return ARTICLES[name_kind].before + bare_name


def of_place(bare_name: str, name_kind: int) -> str:
    """ "Fleix" of kind 2 gives "du Fleix", "Eymet" of kind 1 "d’Eymet"."""
    return ARTICLES[name_kind].of + bare_name


EPCI_KINDS = ("Communauté de communes ", "Communauté d’agglomération ", "Communauté urbaine ")
EPCI_ARTICLES = ("de la ", "des ", "du ", "de l’", "de ", "d’")


def short_epci_name(name: str) -> str:
    """ "Communauté de communes des Bastides Dordogne-Périgord" without its kind: "Bastides Dordogne-Périgord"."""
    for kind in EPCI_KINDS:
        if name.startswith(kind):
            rest = name.removeprefix(kind)
            for article in EPCI_ARTICLES:
                if rest.startswith(article):
                    rest = rest.removeprefix(article)
                    break
            return rest[:1].upper() + rest[1:]
    return name
