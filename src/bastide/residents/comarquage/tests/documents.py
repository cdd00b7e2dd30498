"""Invented documents: each element where it was never seen."""

from pathlib import Path

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 ID="F90001" type="Fiche d'information" xsi:noNamespaceSchemaLocation="../Schemas/3.5/Publication.xsd"
 spUrl="https://www.service-public.gouv.fr/particuliers/vosdroits/F90001">
<dc:title>Fiche inventée</dc:title><dc:date>modified 2026-02-03</dc:date>
<dc:contributor>Direction inventée</dc:contributor>"""
TAIL = "</Publication>"


def publication(body: str) -> bytes:
    return f"{HEAD}{body}{TAIL}".encode()


def nested_cases(depth: int) -> str:
    inner = "<Paragraphe>Au fond</Paragraphe>"
    for rank in range(depth, 0, -1):
        inner = (
            f"<BlocCas affichage='radio'><Cas><Titre>Cas {rank} a</Titre><Paragraphe>Avant {rank}</Paragraphe>{inner}"
            f"<Paragraphe>Après {rank}</Paragraphe></Cas><Cas><Titre>Cas {rank} b</Titre>"
            f"<Introduction><Texte><Paragraphe>Intro {rank}</Paragraphe></Texte></Introduction></Cas></BlocCas>"
        )
    return inner


def _read() -> dict[str, str]:
    pieces = (Path(__file__).parent / "odd_documents.txt").read_text().split("=== ")[1:]
    return {name: body.removesuffix("\n") for name, _line, body in (piece.partition("\n") for piece in pieces)}


#: By what they show.
ODD = _read() | {
    "cases in cases": f"<Texte><Chapitre><Titre><Paragraphe>Où</Paragraphe></Titre>{nested_cases(6)}</Chapitre></Texte>"
}
