"""The classification of a préfecture (7-2): natures, types of documents, matières on up to five levels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from .looking import attribute, child, children, text_of
from .parsing import parse

LEVELS = 5
#: Digits of one code: préfectures have some tens of matières at a level.
LONGEST_CODE = 3
#: The types that fit every matière begin so.
ANY_MATIERE = "99"


@dataclass(frozen=True, slots=True)
class DocumentType:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class ClassifiedNature:
    code: int
    letters: str
    label: str
    document_types: tuple[DocumentType, ...] = ()


@dataclass(frozen=True, slots=True)
class Matiere:
    """One entry, known by the path of its codes: `(7, 10)`."""

    path: tuple[int, ...]
    label: str

    @property
    def code(self) -> str:
        return ".".join(map(str, self.path))


@dataclass(frozen=True, slots=True)
class Classification:
    """Matières are sorted by their codes as numbers: 7.10 comes after 7.9."""

    dated: date
    natures: tuple[ClassifiedNature, ...]
    matieres: tuple[Matiere, ...]
    _by_path: dict[tuple[int, ...], Matiere] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_path.update({matiere.path: matiere for matiere in self.matieres})

    def matiere(self, path: tuple[int, ...]) -> Matiere | None:
        return self._by_path.get(path)

    def has_children(self, path: tuple[int, ...]) -> bool:
        return any(one.path[: len(path)] == path and len(one.path) > len(path) for one in self.matieres)

    def nature(self, code: int) -> ClassifiedNature | None:
        return next((nature for nature in self.natures if nature.code == code), None)

    def types_for(self, nature: int, matiere: tuple[int, ...]) -> tuple[DocumentType, ...]:
        """The types of documents to offer: those of the matière, of its first level, and those that fit all.

        Of a classification without types (before 2018) nothing comes.
        """
        known = self.nature(nature)
        if known is None:
            return ()
        first, second = (*matiere, 0, 0)[:2]
        starts = (f"{first}{second}_", f"{first}0_", f"{ANY_MATIERE}_")
        return tuple(one for one in known.document_types if one.code.startswith(starts))


class ClassificationRefused(Exception):
    """This is no classification: `str()` says why, in French."""


def read_classification(data: bytes) -> Classification:
    """The classification in the bytes of a 7-2. Raises ClassificationRefused, and XmlRefused for what is no XML."""
    root = parse(data).root
    try:
        dated = date.fromisoformat(text_of(child(root, "DateClassification"))[:10])
    except ValueError as error:
        raise ClassificationRefused("La classification n’a pas de date.") from error
    natures_of, matieres_of = child(root, "NaturesActes"), child(root, "Matieres")
    if natures_of is None or matieres_of is None:
        raise ClassificationRefused("La classification est incomplète.")
    natures = tuple(
        ClassifiedNature(
            code=int(code),
            letters=attribute(node, "TypeAbrege"),
            label=attribute(node, "Libelle"),
            document_types=tuple(
                DocumentType(attribute(one, "CodeTypePJ"), attribute(one, "Libelle"))
                for one in children(node, "TypePJNatureActe")
            ),
        )
        for node in children(natures_of, "NatureActe")
        if (code := attribute(node, "CodeNatureActe")).isdecimal() and len(code) <= LONGEST_CODE
    )
    # A path that comes twice is one entry, called as it was first.
    found: dict[tuple[int, ...], Matiere] = {}
    for one in _below(matieres_of, (), 1):
        found.setdefault(one.path, one)
    matieres = tuple(sorted(found.values(), key=lambda matiere: matiere.path))
    return Classification(dated, tuple(sorted(natures, key=lambda nature: nature.code)), matieres)


def _below(node: etree._Element, path: tuple[int, ...], level: int) -> Iterator[Matiere]:
    if level > LEVELS:
        return
    for one in children(node, f"Matiere{level}"):
        code = attribute(one, "CodeMatiere")
        if not code.isdecimal() or len(code) > LONGEST_CODE:
            continue
        found = Matiere((*path, int(code)), attribute(one, "Libelle"))
        yield found
        yield from _below(one, found.path, level + 1)
