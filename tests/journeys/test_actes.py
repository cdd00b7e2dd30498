"""An act from its model to the préfecture and back, the register, letters, cancellation: the whole way."""

import re
import socket
import subprocess
import sys
import time
import urllib.request

import pypdfium2
import pytest
from playwright.sync_api import expect

from .people import sign_in
from .server import ROOT
from .windows import faults

pytestmark = pytest.mark.journey
HERE = "/espace/organismes/commune-monbazillac/actes/"
#: Each letter of the préfecture, and what is answered; a deferral is answered before the court.
ANSWERS = {
    "Courrier simple": "Répondre au courrier",
    "Demande de pièces complémentaires": "Envoyer les pièces demandées",
    "Lettre d’observations": "Justifier l’acte",
    "Déféré": "",
}
#: What the agent of another commune is refused.
SCREENS = (
    *("", "objet/", "matiere/", "documents/", "obligation/", "vote/", "verification/", "transmettre/", "annuler/"),
    *("publier/", "retirer/", "bordereau/", "accuse/", "certificat/", "tout/"),
)
IDENTIFIER = r"024-\d{9}-\d{8}-\w+-DE"
PDF = {"name": "reponse.pdf", "mimeType": "application/pdf"}


@pytest.fixture
def prefecture(server):
    """The simulated préfecture of this server, and the clock that sends and collects; ended with the test."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**server.environment, "BASTIDE_ACTES_SIMULATOR_URL": f"http://127.0.0.1:{port}"}
    process = subprocess.Popen(
        [sys.executable, "-m", "bastide.project", "simulate_prefecture", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    process.stdout.readline()

    def turn():
        """What the clock does each minute, now."""
        program = (
            "import django; django.setup()\n"
            "from django.utils import timezone\n"
            "from bastide.townhalls.actes import actions\n"
            "actions.send_due(clock=timezone.now)\n"
            "import time; time.sleep(1.5)\n"
            "actions.collect(clock=timezone.now)\n"
        )
        own = {**environment, "DJANGO_SETTINGS_MODULE": "bastide.project.settings"}
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=own, check=True)

    turn.address = f"http://127.0.0.1:{port}"
    yield turn
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


def href(link):
    return link.evaluate("link => link.href")


def words_of(document):
    """The words of every page of a PDF."""
    pdf = pypdfium2.PdfDocument(document)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    finally:
        pdf.close()


def test_an_act_from_its_model_to_the_register_its_letters_and_its_cancellation(visit, prefecture):
    secretary, mayor = visit(javascript=False), visit(javascript=False)
    visitor, neighbour = visit(), visit(signed_in="voisin")
    page = sign_in(secretary, "secretaire").page
    secretary.go(f"{HERE}nouveau/")
    page.get_by_label(re.compile("des tarifs")).check()
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label(re.compile("Pour quel service")).fill("la piscine (démonstration)")
    page.get_by_label(re.compile("Les tarifs")).fill("Enfant : 2 €\nAdulte : 4 €")
    page.get_by_label(re.compile("À partir de quand")).fill("1er janvier 2027")
    for label, votes in (("Membres présents", "11"), ("Votes pour", "11"), ("Votes contre", "0"), ("Abstentions", "0")):
        page.get_by_label(label).fill(votes)
    page.get_by_role("button", name="Mettre en page").click()
    page.get_by_label("Date de la décision").fill(time.strftime("%Y-%m-%d"))
    page.get_by_role("button", name="Enregistrer").click()
    address = page.url
    page.get_by_role("link", name=re.compile("^Répondre.*transmis")).click()
    page.get_by_label("Une délibération du conseil", exact=True).check()
    page.get_by_label("Non", exact=True).check()
    page.get_by_label(re.compile("Publier sur le site de la commune")).check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tout est prêt")
    page.get_by_role("button", name="Donner au signataire").click()
    expect(page.get_by_role("status")).to_contain_text("attend son signataire")

    # Meanwhile she exercises: she plays the signatory herself, and nothing of it is seen outside.
    secretary.go(f"{HERE}exercice/")
    page.get_by_role("button", name="Commencer l’exercice").click()
    page.get_by_role("link", name="Transmettre", exact=True).click()
    found = faults(secretary)
    page.get_by_role("button", name="Transmettre à la préfecture").click()

    signing = sign_in(mayor, "maire").page
    mayor.go(f"{HERE.removesuffix('actes/')}seances/1/transmettre/")
    found += faults(mayor)
    path = address.removeprefix(mayor.origin)
    mayor.go(path)
    signing.get_by_role("link", name="Transmettre", exact=True).click()
    found += faults(mayor)
    signing.get_by_role("button", name="Transmettre à la préfecture").click()
    expect(signing.get_by_role("status")).to_contain_text("L’acte part")
    prefecture()

    mayor.go(path)
    expect(signing.get_by_role("main")).to_contain_text("Reçu en préfecture")
    expect(signing.get_by_role("main")).to_contain_text("Publié au registre")
    expect(signing.get_by_role("link", name="Acte tamponné")).to_be_visible()
    found += faults(mayor)
    identifier = re.search(IDENTIFIER, signing.get_by_role("main").inner_text())[0]
    seen = visitor.go("/communes/monbazillac/")
    seen.get_by_role("link", name=re.compile("Tarifs : la piscine")).first.click()
    expect(seen.get_by_role("main")).to_contain_text(identifier)

    stamped = mayor.context.request.get(href(signing.get_by_role("link", name="Acte tamponné"))).body()
    published = mayor.context.request.get(href(seen.get_by_role("link", name=re.compile("Lire l’acte")))).body()
    for document in (stamped, published):
        assert identifier in words_of(document)
        assert "Reçu en préfecture le" in words_of(document)

    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Reçu en préfecture")
    exercised = re.search(IDENTIFIER, page.get_by_role("main").inner_text())[0]
    for code, acte in (*((code, identifier) for code in ("2-1", "3-1", "4-1", "5-1")), ("3-1", exercised)):
        request = f"{prefecture.address}/lettres?code={code}&acte={acte}"
        urllib.request.urlopen(urllib.request.Request(request, method="POST"), timeout=10).close()
    prefecture()
    for title, choice in ANSWERS.items():
        mayor.go(path)
        step = signing.locator(".story__step").filter(has_text=title)
        step.get_by_role("link", name=re.compile("^lire")).first.click()
        expect(signing.get_by_role("heading", level=1)).to_contain_text(title)
        if not choice:
            expect(signing.get_by_role("main")).to_contain_text("tribunal")
            assert signing.get_by_role("link", name="Répondre", exact=True).count() == 0
            continue
        if title == "Lettre d’observations":
            found += faults(mayor)
        signing.get_by_role("link", name="Répondre", exact=True).click()
        if title == "Demande de pièces complémentaires":
            found += faults(mayor)
        signing.get_by_label(choice).check()
        signing.get_by_label("Document à envoyer").set_input_files({**PDF, "buffer": published})
        signing.get_by_role("button", name="Envoyer la réponse").click()
        expect(signing.get_by_role("status")).to_contain_text("La réponse part")
    prefecture()
    mayor.go(path)
    expect(signing.get_by_text("La préfecture a reçu votre réponse")).to_have_count(2)
    page.reload()
    page.get_by_role("link", name=re.compile("^lire")).click()
    expect(page.get_by_role("main")).to_contain_text("la préfecture est simulée")
    page.get_by_role("link", name="Revenir à l’acte").click()

    signing.get_by_role("link", name="Annuler la transmission").click()
    found += faults(mayor)
    signing.get_by_role("button", name="Demander l’annulation").click()
    prefecture()
    mayor.go(path)
    expect(signing.get_by_role("main")).to_contain_text("Transmission annulée")
    assert "Exercice" not in visitor.go("/communes/monbazillac/actes/").get_by_role("main").inner_text()
    page.get_by_role("button", name="Terminer l’exercice").click()
    expect(page.get_by_role("status")).to_contain_text("Rien n’en reste")
    letters = set(re.findall(r"courriers/\d+/", signing.content()))
    assert len(letters) == 4
    for screen in (*SCREENS, *letters, *(f"{letter}repondre/" for letter in letters)):
        neighbour.go(path + screen, status=404)
    assert found == []
