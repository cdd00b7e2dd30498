"""Our grammar and the ministry's schema say the same, of every message and of what becomes of it when it is spoiled."""

from __future__ import annotations

from copy import deepcopy
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bastide.townhalls.actes.wire.grammar import NAMESPACE, XSI, actes
from bastide.townhalls.actes.wire.validation import Conformity, faults_of, judge

from .factories import CLASSIFICATION, INCOMING, OUTGOING, SHARED, envelope_element, xml_of

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real samples are not beside the checkout")


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SHARED / "xsd/actesv1_1.xsd"))


@cache
def messages() -> tuple[etree._Element, ...]:
    """Samples, what we send, what the State sends."""
    samples = [etree.parse(path).getroot() for path in sorted(SHARED.glob("samples/*/*.xml"))]
    ours = [etree.fromstring(xml_of(message)[1]) for message in OUTGOING]
    theirs = [etree.fromstring(data) for _name, data in INCOMING.values()]
    return (*samples, *ours, *theirs, envelope_element(), etree.fromstring(CLASSIFICATION))


def test_they_agree_on_every_message():
    verdicts = {root.tag: schema().validate(root) for root in messages()}
    for root in messages():
        assert (judge(root)[0] == Conformity.VALID) == schema().validate(root), faults_of(root)
    assert any(verdicts.values())
    assert not all(schema().validate(root) for root in messages())


def test_everything_that_leaves_or_that_the_simulator_says_is_valid():
    for message in OUTGOING:
        schema().assertValid(etree.fromstring(xml_of(message)[1]))
    for _name, data in INCOMING.values():
        schema().assertValid(etree.fromstring(data))


VALUES = st.one_of(
    st.sampled_from(
        [
            "",
            "1",
            "01",
            "001",
            "2",
            "100",
            "+5",
            "-0",
            "-1",
            "99",
            "1.0",
            "2026-02-29",
            "2024-02-29",
            "0000-01-01",
            "02026-01-01",
            "2026-01-01Z",
            "2026-01-01+14:01",
            " 2026-01-01",
            "024",
            "02A",
            "02a",
            "024-212499998-20260220-D1-DE",
            "024-212499998-20260220-D1-ÉÉ",
            "O",
            "a@b.fr",
            "212499998",
            " 212499998 ",
            "a+b@c.fr",
            "a.b_c-d@e-f.gh.museum",
            "a@b.abcdefg",
            "99_DE",
            "DE",
        ]
    ),
    st.sampled_from(["|2|", " ", "x" * 15, "x" * 16, "é" * 500, "é" * 501, "9" * 30]),
    st.text(alphabet="0123456789-+:ABZ@._| \n\té", max_size=12),
)
NAMES = st.sampled_from(
    [
        "DocumentPapier",
        "Annexe",
        "TypePJNatureActe",
        "NomFichier",
        "Signature",
        "Objet",
        "IDPref",
        "IDSGAR",
        "Email",
        "Detail",
        "Referent",
        "CodeMatiere3",
        "Matiere2",
        "Acte",
        "Inconnu",
        "Document",
        "Nom",
        "PieceJointe",
    ]
)
ATTRIBUTES = st.sampled_from(["Date", "IDActe", "Nombre", "CodeMatiere", "SIREN", "Libelle", "Nature", "DateReception"])


@st.composite
def spoiled(draw) -> etree._Element:
    """A message in which up to three things were removed, added, moved, renamed or written over."""
    root = deepcopy(draw(st.sampled_from(messages())))
    for _turn in range(draw(st.integers(1, 3))):
        nodes = [node for node in root.iter() if isinstance(node.tag, str)]
        node = nodes[draw(st.integers(0, min(len(nodes), 40) - 1))]
        match draw(
            st.sampled_from(["drop", "double", "text", "attribute", "add", "lose", "rename", "nil", "swap", "say"])
        ):
            case "drop" if node is not root:
                node.getparent().remove(node)
            case "double" if node is not root:
                node.addnext(deepcopy(node))
            case "text":
                node.text = draw(VALUES)
            case "attribute":
                space = draw(st.sampled_from([f"{{{NAMESPACE}}}", "", "{http://xml.insee.fr/schema}"]))
                node.set(space + draw(ATTRIBUTES), draw(VALUES).replace("\n", " "))
            case "add":
                child = etree.SubElement(node, actes(draw(NAMES)))
                child.text = draw(VALUES)
                node.insert(draw(st.integers(0, len(node))), child)
            case "lose" if node.attrib:
                del node.attrib[draw(st.sampled_from(sorted(map(str, node.attrib))))]
            case "rename":
                node.tag = actes(draw(NAMES))
            case "nil":
                node.set(f"{{{XSI}}}nil", draw(st.sampled_from(["true", "false", "1", "0", "oui", " true "])))
            case "swap" if len(node) > 1:
                node.insert(0, node[-1])
            case "say":
                node.append(etree.Comment("rien"))
                node.tail = draw(st.sampled_from([" ", "x", "\n"])) if node is not root else None
    # As a parser would give it.
    return etree.fromstring(etree.tostring(root))


@settings(max_examples=200)
@given(spoiled())
def test_they_agree_on_what_was_spoiled(root):
    assert (not faults_of(root)) == schema().validate(root), (faults_of(root), schema().error_log)
