"""Nothing of a document is lost on its page: real samples, and invented documents with each element out of place."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from bastide.residents.comarquage import rendering
from bastide.residents.comarquage.completeness import compare, runs_of
from bastide.residents.comarquage.page import Origin, SiteLinks, guide_page, page_main
from bastide.residents.comarquage.reading.xml import UnreadableDocument, parse

from .documents import ODD, publication

SAMPLES = Path(__file__).resolve().parents[5].parent / "shared/data/comarquage"
pytestmark = pytest.mark.one_database


def main_of(content, name="F90001.xml"):
    root = parse(content)
    page = guide_page(root, origin=Origin(name), code=name.removesuffix(".xml"))
    return root, page, page_main(page)


def body_of(xml):
    return rendering.render(parse(publication(xml)), links=SiteLinks()).body


@pytest.mark.skipif(not SAMPLES.exists(), reason="../shared/data/comarquage is not there")
def test_every_word_of_the_samples_is_on_its_page():
    wrong, unknown, runs = [], {}, 0
    for path in sorted(SAMPLES.glob("vdd-*/*/*.xml")):
        root, page, main = main_of(path.read_bytes(), path.name)
        found = compare(root, main)
        runs += found.runs
        wrong += [f"{path.parent.name}/{path.name}: {each}" for each in found.complaints]
        unknown |= page.unknown

    assert wrong == []
    assert unknown == {}
    assert runs > 7000


def test_every_word_of_the_odd_documents_is_on_its_page():
    wrong = []
    for what, xml in ODD.items():
        root, _page, main = main_of(publication(xml))
        wrong += [f"{what}: {each}" for each in compare(root, main).complaints]

    assert wrong == []


def test_the_comparison_sees_what_is_lost_moved_cut_hidden_or_unlinked():
    root = parse(
        publication(
            "<Texte><Chapitre><Titre>Un titre</Titre><Paragraphe>Premier mot</Paragraphe><Liste><Item><Paragraphe>Un "
            "point</Paragraphe></Item></Liste><Tableau><Rangée><Cellule>Une cellule</Cellule></Rangée></Tableau>"
            "<Paragraphe><LienExterne URL='https://a.example/'>Un lien</LienExterne></Paragraphe></Chapitre></Texte>"
        )
    )
    good = (
        "<h2>Un titre</h2><p>Premier mot</p><ul><li>Un point</li></ul><table><tr><td>Une cellule</td></tr></table>"
        "<p><a href='https://a.example/'>Un lien</a></p>"
    )
    faults = {
        good: [],
        good.replace("Premier mot", ""): ["lost"],
        good.replace("<p>Premier mot</p>", "") + "<p>Premier mot</p>": ["lost"],
        good.replace("Premier mot", "Premier</p><p>mot"): ["cut in two"],
        good.replace("<p>Premier", "<p hidden>Premier"): ["hidden"],
        good.replace("<p>Premier mot</p>", "<details><summary>+</summary><p>Premier mot</p></details>"): ["hidden"],
        good.replace("h2>", "p>"): ["not in a heading"],
        good.replace("li>", "p>"): ["not in an item"],
        good.replace("<table><tr><td>Une cellule</td></tr></table>", "<p>Une cellule</p>"): ["not in a cell"],
        good.replace("a.example", "b.example"): ["does not lead"],
    }

    for page, wanted in faults.items():
        found = compare(root, f"<main>{page}</main>").complaints
        assert all(any(each.startswith(word) for each in found) for word in wanted), (page, found)
        assert bool(found) == bool(wanted), (page, found)


def test_unknown_elements_are_told_and_shown():
    written = rendering.render(parse(publication(ODD["unknown elements"])), links=SiteLinks())

    assert written.unknown == {"Inconnu": 2, "Nouveau": 2, "Encadre": 1}
    assert "<h2>Titre perdu</h2>" in written.body


def test_headings_never_skip_a_level():
    for what, xml in ODD.items():
        main = html.fromstring(main_of(publication(xml))[2])
        levels = [int(each.get("aria-level") or each.tag[1]) for each in main.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        jumps = [(one, other) for one, other in pairwise(levels) if other > one + 1]
        assert jumps == [], what


def test_no_identifier_is_given_twice():
    for what, xml in ODD.items():
        given = re.findall(r' id="([^"]+)"', main_of(publication(xml + xml.replace("R9", "R99")))[2])
        assert len(given) == len(set(given)), what


def test_markup_in_a_text_stays_text():
    body = body_of('<Texte><Paragraphe>&lt;script&gt;alert(1)&lt;/script&gt; &amp; « a " b »</Paragraphe></Texte>')

    assert body == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; « a &quot; b »</p>"


def test_spaces_between_words_are_kept_once():
    body = body_of(ODD["spaces"])

    text = html.fromstring(f"<div>{body}</div>").text_content()
    assert text == "Le gras 3 € x 21er dit v"


def test_links_lead_to_the_public_the_guide_is_of_and_to_one_place():
    body = body_of(
        "<Texte><Paragraphe><LienIntra LienID='R9'>mot</LienIntra> <LienIntra LienID='R35'>chambre</LienIntra>"
        "</Paragraphe><OuSAdresser ID='R35'><Titre>Chambre</Titre></OuSAdresser><OuSAdresser ID='R9'><Titre>Même numéro"
        "</Titre></OuSAdresser></Texte><VoirAussi><Fiche ID='F3' audience='Professionnels'><Titre>Autre</Titre><Theme "
        "ID='N4'><Titre>Thème</Titre></Theme></Fiche></VoirAussi><Definition ID='R9'><Titre>Mot</Titre></Definition>"
    )

    assert 'href="/guides/pro/N4"' in body
    shared = (
        "<Audience>Particuliers</Audience><Audience>Professionnels</Audience><FilDAriane><Niveau ID='Professionnels'>"
        "Pro</Niveau></FilDAriane><Theme ID='N5'><Titre>Thème</Titre><Audience>Particuliers</Audience></Theme><Dossier "
        "ID='N6'><Titre>Dossier</Titre><Audience>Particuliers</Audience></Dossier><Fiche ID='F4'>Fiche</Fiche>"
    )
    main = main_of(publication(shared))[2]
    assert re.findall(r'href="(/guides/\w+/[NF]\d)"', main) == ["/guides/part/N6", "/guides/pro/F4", "/guides/part/N5"]
    assert 'href="#R35"' in body
    assert 'id="R35"' in body
    assert 'href="#R9"' in body
    assert 'id="R9"' not in body


def test_names_of_signs_are_read_where_a_document_type_is_named():
    document = publication("<Texte><Paragraphe>7&nbsp;500&nbsp;&euro;</Paragraphe></Texte>")
    written = rendering.render(
        parse(document.replace(b"?>", b"?><!DOCTYPE Publication SYSTEM 'x.dtd'>", 1)), links=SiteLinks()
    )

    assert written.body == "<p>7\N{NO-BREAK SPACE}500\N{NO-BREAK SPACE}€</p>"


def test_no_address_runs_a_script():
    body = body_of(
        "<Texte><Paragraphe><LienExterne URL='javascript:alert(1)'>a</LienExterne><LienExterne URL='data:text/html,x'>b"
        "</LienExterne><LienExterne URL='www.c.example/p?q=1'>c</LienExterne></Paragraphe></Texte>"
        "<ServiceEnLigne URL='JaVaScRiPt:x'><Titre>d</Titre></ServiceEnLigne>"
    )

    assert "script" not in body.lower()
    assert "data:" not in body
    assert 'href="https://www.c.example/p?q=1"' in body


def cells(xml):
    table = html.fromstring(body_of(f"<Texte><Tableau>{xml}</Tableau></Texte>"))
    return [
        [(each.tag, each.get("scope"), each.get("colspan"), each.get("rowspan"), each.text_content()) for each in row]
        for row in table.iter("tr")
    ]


def test_headers_follow_merged_cells():
    found = cells(
        "<Colonne type='header'/><Colonne/><Colonne/>"
        "<Rangée type='header'><Cellule fusionVerticale='2'>Échelon</Cellule><Cellule fusionHorizontale='2'>Montant"
        "</Cellule></Rangée><Rangée type='header'><Cellule>10 mois</Cellule><Cellule>12 mois</Cellule></Rangée>"
        "<Rangée><Cellule fusionVerticale='2'>1</Cellule><Cellule>100</Cellule><Cellule>120</Cellule></Rangée>"
        "<Rangée><Cellule>200</Cellule><Cellule fusionVerticale='99'>240</Cellule></Rangée>"
    )

    assert found == [
        [("th", "col", None, "2", "Échelon"), ("th", "colgroup", "2", None, "Montant")],
        [("th", "col", None, None, "10 mois"), ("th", "col", None, None, "12 mois")],
        [("th", "rowgroup", None, "2", "1"), ("td", None, None, None, "100"), ("td", None, None, None, "120")],
        # The second row begins in the second column: its cells are no headers.
        [("td", None, None, None, "200"), ("td", None, None, None, "240")],
    ]


def test_a_merge_across_head_and_body_keeps_one_body():
    body = body_of(
        "<Texte><Tableau><Rangée type='header'><Cellule fusionVerticale='2'>a</Cellule><Cellule>b</Cellule></Rangée>"
        "<Rangée><Cellule>c</Cellule></Rangée></Tableau></Texte>"
    )

    assert "<thead>" not in body
    assert 'rowspan="2">a</th>' in body


def test_documents_that_would_exhaust_the_machine_are_read_or_refused():
    for inner, outer in (("<BlocCas><Cas><Titre>t</Titre>", "</Cas></BlocCas>"), ("<Zorg>a", "</Zorg>")):
        depth = 60 if "Cas" in inner else 120
        _root, _page, main = main_of(publication(inner * depth + "<Paragraphe>fond</Paragraphe>" + outer * depth))
        assert "fond" in main

    for content, why in (
        (b"", "vide"),
        (b"   ", "vide"),
        (b"<Publication", "bien form"),
        (b"\x00\x01", "bien form"),
        (b"<?xml version='1.0' encoding='zorglub'?><a/>", "bien form"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entit"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "entit"),
        (b"<a>" * 300 + b"</a>" * 300, "bien form"),
        (b"<a>" + b"x" * 9_000_000 + b"</a>", "trop grand"),
    ):
        with pytest.raises(UnreadableDocument, match=why):
            parse(content)


def test_index_files_read_as_trees():
    menu = (
        "<Menu><Audience>Particuliers</Audience><ItemMenu type='Theme' ID='N19810'><Titre>Papiers</Titre><ItemMenu "
        "type='Dossier' ID='N358'><Titre>Carte d’identité</Titre></ItemMenu></ItemMenu></Menu>"
    )
    services = (
        "<ServicesEnLigne><Groupe><Titre>Formulaires</Titre><ServiceEnLigne ID='R1'><Titre>Un</Titre></ServiceEnLigne>"
        "</Groupe></ServicesEnLigne>"
    )

    body = rendering.render(parse(menu.encode()), links=SiteLinks()).body
    assert '<ul class="guide-tree"><li><a href="/guides/part/N358">Carte d’identité</a></li></ul>' in body
    written = rendering.render(parse(services.encode()), links=SiteLinks())
    assert "<h2>Formulaires</h2>" in written.body
    assert 'href="/guides/part/R1"' in written.body
    assert written.unknown == {}


def test_the_runs_of_a_document_are_all_of_its_text():
    root = parse(publication(ODD["tail"] + ODD["tables"]))
    told = re.sub(r"\s", "", "".join(each.text for each in runs_of(root)))
    whole = re.sub(r"\s", "", "".join(each for child in root[3:] for each in child.itertext()))

    assert sorted(told) == sorted(whole)
