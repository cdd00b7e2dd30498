"""A secretary imports a list with three places that are there already and two bad lines, and nothing is lost."""

import re

import pytest
from playwright.sync_api import expect

from .people import sign_in
from .windows import Clicks, faults

pytestmark = pytest.mark.journey
BODY = "/espace/organismes/commune-monbazillac/lieux/"
#: Invented. Lines 5 to 7 say again what 2 to 4 said; 8 has no name and 9 no place.
LIST = """Lieu;Genre;Adresse;CP;Commune;INSEE;Tél.;Horaires
Poterie du Vallon inventé;Métier d’art;3 chemin du Vallon;24240;Monbazillac;24274;05 53 00 00 41;Mardi au samedi 10h-12h
Club de pétanque inventé;Association sportive;Place du Foirail;24240;Monbazillac;24274;05 53 00 00 42;
Miellerie inventée des Combes;Abeilles et essaims;Les Combes;24240;Monbazillac;24274;05 53 00 00 43;Samedi 9h à 12h
Poterie du vallon inventé;Métier d’art;chemin du Vallon;24240;Monbazillac;24274;05 53 00 00 41;
Le club de pétanque inventé;Association sportive;place du Foirail, le bourg;24240;Monbazillac;24274;05 53 00 00 42;
Miellerie inventée des Combes;Autre producteur;Lieu-dit les Combes;24240;Monbazillac;24274;05 53 00 00 43;
;Café;1 place de la Mairie;24240;Monbazillac;24274;;
Café inventé sans adresse;Café;;;;;;
"""


def test_a_list_with_three_doubles_and_two_bad_lines_comes_in_without_a_loss(visit):
    secretary, visitor = visit(width=360, javascript=False), visit(width=360)
    page = sign_in(secretary, "secretaire").page
    found = []

    secretary.go(BODY)
    clicks = Clicks()
    clicks.on(page.get_by_role("link", name="Importer une liste"))
    found += faults(secretary)
    page.get_by_label("Le fichier").set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1252")}
    )
    page.get_by_label("Comment s’appelle cette liste").fill("Lieux inventés")
    clicks.on(page.get_by_role("button", name="Vérifier la liste"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Que dit chaque colonne")
    expect(page.get_by_label("Lieu", exact=True)).to_have_value("name")
    expect(page.get_by_label("Tél.", exact=True)).to_have_value("phones")
    found += faults(secretary)
    clicks.on(page.get_by_role("button", name="Voir ce que cela donne"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Que veulent dire ces mots ?")
    page.get_by_label("« Abeilles et essaims »").select_option(label="Autre producteur")
    found += faults(secretary)
    clicks.on(page.get_by_role("button", name="Voir ce que cela donne"))
    main = page.get_by_role("main")
    expect(main).to_contain_text("3 nouvelles fiches, 3 lieux peut-être en double, 2 lignes refusées")
    expect(main).to_contain_text("n’a pas de nom")
    expect(main).to_contain_text("ne dit pas où est le lieu")
    found += faults(secretary)
    clicks.on(page.get_by_role("button", name="Importer cette liste"))
    assert clicks.count == 5

    expect(page.get_by_role("status").first).to_contain_text("La liste est entrée")
    found += faults(secretary)
    visitor.go("/annuaire/?q=poterie+du+vallon+inventé")
    expect(visitor.page.get_by_role("main")).to_contain_text("Poterie du Vallon inventé")
    page.get_by_role("link", name="Décider de ce qui attend").click()
    page.get_by_role("link", name=re.compile("Miellerie")).first.click()
    page.get_by_role("button", name="C’est le même lieu").click()
    expect(page.get_by_role("main")).not_to_contain_text("Miellerie")

    assert found == []
