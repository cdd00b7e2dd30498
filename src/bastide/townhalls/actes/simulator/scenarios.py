"""What the simulated State does with an act: asked for by words in its subject, or for all by the command.

A person in training writes `#anomalie-002` or `#courrier` in the subject; without any, a receipt comes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Scenario(StrEnum):
    """The value is the word to write, after `#`."""

    RECEIPT = "accuse"
    SILENCE = "silence"
    DUPLICATE = "double"
    LATE_ANOMALY = "anomalie-tardive"
    WRONG_CHARSET = "accents"
    RENUMBERED = "renumerote"
    MALFORMED = "illisible"
    OTHER_SIREN = "autre-siren"
    LOOP = "boucle"
    LETTER = "courrier"
    REQUEST = "pieces"
    OBSERVATIONS = "observations"
    DEFERRAL = "defere"
    BUSY = "panne"  # 500, then 200
    CUT = "coupure"  # taken, and no answer
    ANOMALY = "anomalie"  # "anomalie-002"
    ENVELOPE = "enveloppe"  # "enveloppe-5"


#: What a préfecture sends after the receipt.
LETTERS = {
    Scenario.LETTER: "2-1",
    Scenario.REQUEST: "3-1",
    Scenario.OBSERVATIONS: "4-1",
    Scenario.DEFERRAL: "5-1",
}
#: No receipt comes with these.
INSTEAD = {Scenario.SILENCE, Scenario.MALFORMED, Scenario.OTHER_SIREN, Scenario.LOOP, Scenario.ANOMALY}
ANOMALIES = {
    "001": "ODT-VERIF-05 : un acte portant le même identifiant a déjà été transmis",
    "002": "ODT-VERIF-01 : votre acte a été transmis avec une date de classification qui n'est pas à jour",
    "003": "ODT-VERIF-02 : la classification de l'acte est incomplète",
    "004": "ODT-VERIF-03 : des champs obligatoires manquent",
    "005": "ODT-VERIF-04 : un champ n'a pas la forme attendue",
    "006": "ODT-VERIF-06 : une pièce annoncée manque",
    "007": "ODT-VERIF-07 : une pièce n'a pas le format attendu",
    "999": "Anomalie d'un autre type",
}
ENVELOPE_ANOMALIES = {
    "1": "ODT-VERIF-11 : une pièce annoncée manque",
    "2": "ODT-VERIF-12 : une pièce n'est pas attendue",
    "3": "ODT-VERIF-13 : fichier mal formé",
    "4": "ODT-VERIF-14 : des champs obligatoires manquent",
    "5": "PREF-VERIF-02 : votre numéro de SIREN n'est pas encore enregistré dans l'application ACTES",
    "100": "Anomalie d'un autre type",
}


@dataclass(frozen=True, slots=True)
class Play:
    """One scenario and, for an anomaly, its code."""

    scenario: Scenario
    code: str = ""


class UnknownScenario(Exception):
    """There is no scenario of that name."""


_WORD = re.compile(r"#([a-z][a-z-]*[a-z])(?:-([0-9]{1,3}))?(?![\w-])")


def plays_in(text: str) -> list[Play]:
    """The scenarios named in a text, in order; words that name none are left alone."""
    found = []
    for word in _WORD.finditer(text.lower()):
        try:
            found.append(play(word[0][1:]))
        except UnknownScenario:
            continue
    return found


def play(name: str) -> Play:
    """`anomalie-002` as a Play. Raises UnknownScenario."""
    stem, _dash, code = name.rpartition("-")
    if stem == Scenario.ANOMALY and code.isdecimal() and f"{int(code):03}" in ANOMALIES:
        return Play(Scenario.ANOMALY, f"{int(code):03}")
    if stem == Scenario.ENVELOPE and code.isdecimal() and str(int(code)) in ENVELOPE_ANOMALIES:
        return Play(Scenario.ENVELOPE, str(int(code)))
    try:
        scenario = Scenario(name)
    except ValueError as error:
        raise UnknownScenario(name) from error
    default = {Scenario.ANOMALY: "002", Scenario.ENVELOPE: "5"}
    return Play(scenario, default.get(scenario, ""))
