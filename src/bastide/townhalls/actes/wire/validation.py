"""Whether a message follows the grammar, and if not, where it departs from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from .grammar import GLOBAL_ATTRIBUTES, GLOBAL_ELEMENTS, XSI, Anything, Child, Element, Structure
from .simple_types import BLANKS, SimpleType, collapsed

#: Nobody reads more faults of one file than that.
MOST_FAULTS = 20
_XSI_ALLOWED = {f"{{{XSI}}}{name}" for name in ("schemaLocation", "noNamespaceSchemaLocation", "type", "nil")}


class Conformity(StrEnum):
    VALID = "valid"
    OLD_REVISION = "old-revision"  # what the revision of 2018 added is missing, and nothing else
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Fault:
    """One departure from the grammar: on which element, and a French sentence."""

    element: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.element} : {self.sentence}"


def judge(root: etree._Element) -> tuple[Conformity, list[Fault]]:
    """How `root` conforms, and what is wrong with it by the newest revision."""
    faults = faults_of(root)
    if not faults:
        return Conformity.VALID, []
    if not faults_of(root, before_2018=True):
        return Conformity.OLD_REVISION, faults
    return Conformity.INVALID, faults


def faults_of(root: etree._Element, *, before_2018: bool = False) -> list[Fault]:
    element = GLOBAL_ELEMENTS.get(str(root.tag))
    if element is None:
        return [Fault(local(root), "cet élément n’est pas un message ACTES")]
    found = []
    for fault in _Walk(before_2018).element(root, element):
        found.append(fault)
        if len(found) == MOST_FAULTS:
            break
    return found


def local(node: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(node).localname


def elements_of(node: etree._Element) -> list[etree._Element]:
    """Children that are elements, comments and instructions apart."""
    return [child for child in node if isinstance(child.tag, str)]


def own_text(node: etree._Element) -> str:
    """The text that stands in `node` itself, around its children."""
    return (node.text or "") + "".join(child.tail or "" for child in node)


class _Walk:
    def __init__(self, before_2018: bool) -> None:
        self.before_2018 = before_2018

    def element(self, node: etree._Element, declared: Element) -> Iterator[Fault]:
        name = local(node)
        nil = node.get(f"{{{XSI}}}nil")
        type_ = declared.type
        if nil is not None:
            if not declared.is_nillable:
                yield Fault(name, "xsi:nil n’est pas permis ici")
                return
            if collapsed(nil) not in ("true", "false", "1", "0"):
                yield Fault(name, "xsi:nil vaut true ou false")
                return
        if (claimed := node.get(f"{{{XSI}}}type")) is not None and not _may_claim(node, claimed, type_):
            yield Fault(name, "xsi:type annonce un autre type")
            return
        yield from self.attributes(node, type_)
        if nil is not None and collapsed(nil) in ("true", "1"):
            if own_text(node) or elements_of(node):
                yield Fault(name, "annoncé vide, il contient quelque chose")
        elif isinstance(type_, SimpleType):
            if elements_of(node):
                yield Fault(name, "un texte est attendu, pas des éléments")
            elif not type_.accepts(own_text(node)):
                yield Fault(name, f"« {_shown(own_text(node))} » n’est pas {type_.label}")
        elif isinstance(type_, Structure):
            yield from self.content(node, type_)
        else:
            yield from self.anything(node)

    def attributes(self, node: etree._Element, type_: SimpleType | Structure | Anything) -> Iterator[Fault]:
        known = {one.name: one for one in type_.attributes} if isinstance(type_, Structure) else {}
        for key, value in node.attrib.items():
            if str(key) in _XSI_ALLOWED:
                continue
            attribute_type = GLOBAL_ATTRIBUTES.get(str(key)) if isinstance(type_, Anything) else None
            if str(key) in known:
                attribute_type = known[str(key)].type
            elif not isinstance(type_, Anything):
                yield Fault(local(node), f"l’attribut {etree.QName(key).localname} n’est pas prévu")
            if attribute_type is not None and not attribute_type.accepts(str(value)):
                shown = f"{etree.QName(key).localname}=« {_shown(str(value))} »"
                yield Fault(local(node), f"{shown} n’est pas {attribute_type.label}")
        for one in known.values():
            if one.is_required and one.name not in node.attrib:
                yield Fault(local(node), f"l’attribut {etree.QName(one.name).localname} manque")

    def content(self, node: etree._Element, structure: Structure) -> Iterator[Fault]:
        name, text = local(node), own_text(node)
        children = elements_of(node)
        if not structure.children:
            if children or text:
                yield Fault(name, "cet élément doit être vide")
            return
        if text.strip(BLANKS):
            yield Fault(name, f"le texte « {_shown(text.strip())} » n’est pas prévu")
        position = 0
        for step in structure.children:
            count = 0
            while position < len(children) and (step.most is None or count < step.most):
                declared = next((one for one in step.options if one.name == children[position].tag), None)
                if declared is None:
                    break
                yield from self.element(children[position], declared)
                position += 1
                count += 1
            if count < self.least(step):
                expected = " ou ".join(etree.QName(one.name).localname for one in step.options)
                yield Fault(name, f"{expected} manque")
        if position < len(children):
            yield Fault(name, f"{local(children[position])} n’est pas attendu à cette place")

    def least(self, step: Child) -> int:
        return 0 if step.since_2018 and self.before_2018 else step.least

    def anything(self, node: etree._Element) -> Iterator[Fault]:
        for child in elements_of(node):
            if declared := GLOBAL_ELEMENTS.get(str(child.tag)):
                yield from self.element(child, declared)
            else:
                yield from self.attributes(child, Anything())
                yield from self.anything(child)


def _may_claim(node: etree._Element, claimed: str, type_: SimpleType | Structure | Anything) -> bool:
    """Whether `xsi:type` names the type that the grammar gives, or one that is stricter."""
    prefix, colon, name = collapsed(claimed).rpartition(":")
    namespace = node.nsmap.get(prefix if colon else None)
    if namespace == "http://www.w3.org/2001/XMLSchema":
        return isinstance(type_, SimpleType) and name == {"une date AAAA-MM-JJ": "date", "un texte": "string"}.get(
            type_.label
        )
    if isinstance(type_, Structure):
        return bool(type_.name) and type_.name == name
    return False


def _shown(value: str) -> str:
    return value if len(value) <= 40 else f"{value[:39]}…"
