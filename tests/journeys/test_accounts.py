"""Entering: by invitation, with a code, with a key, with a recovery code, by an identity provider."""

import contextlib
import email
import re
from dataclasses import replace
from datetime import timedelta
from email.policy import default

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from bastide.core.accounts.testing import code_of
from bastide.core.accounts.tests.fake_identity import CLIENT_ID, CLIENT_SECRET, fake_identity

from .browser import visitor
from .people import give_code, sign_in
from .server import free_port, python, serving
from .windows import faults, looked_at

pytestmark = pytest.mark.journey
PASSWORD = "les vignes en novembre"
WORK = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "bastide.project.settings"
django.setup()
from django.utils import timezone
from bastide.core.mail.actions import send_due
send_due(clock=timezone.now)
"""
#: Nobody can enter by password as Thomas, and the network may send one more form.
NEARLY_TOO_MANY = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "bastide.project.settings"
django.setup()
import contextlib
from django.utils import timezone
from bastide.core.accounts import limits
for limit, subject in ((limits.PASSWORD, "voisin@demo.example"), (limits.DOOR, "127.0.0.1")):
    with contextlib.suppress(limits.TooManyTries):
        while True:
            limits.spend(limit, subject, at=timezone.now())
limits.refund(limits.DOOR, "127.0.0.1")
"""
FORGET = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "bastide.project.settings"
django.setup()
from bastide.core.accounts.models import Attempt
Attempt.objects.all().delete()
"""
TICK = ("-m", "bastide.project", "tick")


def mail_to(server, address):
    """The text of the last mail to `address`, once the worker has run."""
    python(server.environment, "-c", WORK)
    found = []
    for file in sorted((server.state / "mail").glob("*")):
        for raw in re.split(rb"(?m)^-{70,}\n", file.read_bytes()):
            message = email.message_from_bytes(raw, policy=default)
            if message["To"] == address:
                found.append((message["Date"].datetime, message.get_body(("plain",)).get_content()))
    return max(found)[1]


def invited(server, pole, *, address, role):
    """Invite a person by the pôle's screen; gives the path of the link in the mail."""
    page = pole.go("/espace/personnes/inviter/")
    page.get_by_label("Prénom").fill("Nadia")
    page.get_by_label("Nom", exact=True).fill("Roque")
    page.get_by_label("Adresse électronique").fill(address)
    page.get_by_label("Organisme").select_option(label="Commune d’Eymet")
    page.get_by_label(role, exact=True).check()
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("status")).to_contain_text(f"Un message vient de partir à {address}")
    return re.search(r"http://[^/\s]+(/comptes/invitation/\S+/)", mail_to(server, address))[1]


def sign_out(who):
    who.go("/comptes/deconnexion/").get_by_role("button", name="Se déconnecter").click()


def by_password(who, address):
    page = who.go("/comptes/connexion/")
    page.get_by_label("Adresse électronique").fill(address)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    return page


def test_an_invited_signatory_enters_enrols_loses_her_telephone_and_enters_again(visit, server):
    pole, nadia = visit(javascript=False), visit(width=360, javascript=False)
    sign_in(pole, "pole")
    address = "nadia.roque@demo.example"
    link = invited(server, pole, address=address, role="Signataire")

    page = nadia.go(link)
    assert looked_at(nadia) == []
    page.get_by_label("Choisissez un mot de passe").fill("court")
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("alert")).to_contain_text("12 caractères")
    assert looked_at(nadia) == []
    page.get_by_label("Choisissez un mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("protégez votre accès")
    assert looked_at(nadia) == []
    page.get_by_role("link", name="Utiliser une application").click()
    assert looked_at(nadia) == []
    secret = page.locator("code").inner_text()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Mettre en place").click()
    codes = page.get_by_role("listitem").filter(has_text=re.compile(r"^\d{8}$")).all_inner_texts()
    assert len(codes) == 10
    assert looked_at(nadia) == []
    for screen in ("/espace/compte/", "/comptes/confirmer/"):
        nadia.go(screen)
        assert looked_at(nadia) == []
    for screen in ("codes-de-secours/", "codes-de-secours/refaire/", "confirmer/"):
        nadia.go(f"/comptes/double-verification/{screen}")
        assert looked_at(nadia) == []

    sign_out(nadia)
    by_password(nadia, address)
    assert looked_at(nadia) == []
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("alert")).to_contain_text("Code")
    assert looked_at(nadia) == []
    give_code(nadia, secret, person=address)
    page.wait_for_url(re.compile("/espace/"))
    sign_out(nadia)
    by_password(nadia, address)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(re.compile("/espace/"))

    pole.go("/espace/personnes/?q=nadia.roque").get_by_role("link", name="Nadia Roque").click()
    pole.page.get_by_role("link", name="Elle a perdu son téléphone ou sa clé").click()
    pole.page.get_by_label("Rappel au numéro connu").check()
    pole.page.get_by_label("Précision").fill("Rappelée à la mairie.")
    pole.page.get_by_role("button", name="Remettre à zéro").click()
    expect(pole.page.get_by_role("status")).to_contain_text("la personne est prévenue")
    assert "remis à zéro" in mail_to(server, address)
    nadia.go("/espace/compte/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    by_password(nadia, address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("protégez votre accès")

    late = visit(javascript=False)
    late.go(link, status=410)
    assert looked_at(late) == []


@contextlib.contextmanager
def a_key(who):
    """A telephone that knows its owner's finger, as Chromium pretends it."""
    session = who.context.new_cdp_session(who.page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    authenticator = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    yield
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator})


def test_a_webmaster_adds_a_key_and_enters_with_it_alone(visit):
    karim = visit(width=360)
    page = sign_in(karim, "web").page
    with a_key(karim):
        karim.go("/comptes/double-verification/cles/ajouter/")
        page.get_by_label("Nom de la clé").fill("Téléphone de Karim")
        page.get_by_label("Se connecter avec cette clé seule").check()
        page.get_by_role("button", name="Ajouter cette clé").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Notez vos codes de secours")

        sign_out(karim)
        karim.go("/comptes/connexion/").get_by_role("button", name="Se connecter avec une clé").click()
        page.wait_for_url(re.compile("/espace/"))
        karim.go("/cms/")

        karim.go("/comptes/double-verification/cles/confirmer/").get_by_role("button", name="Utiliser ma clé").click()
        page.wait_for_url(re.compile("/espace/"))
        karim.go("/comptes/confirmer/")
        assert looked_at(karim) == []

        # Only a key itself needs JavaScript: it is named, and lost, without.
        plain = visit(javascript=False)
        plain.context.add_cookies(karim.context.cookies())
        plain.go("/comptes/double-verification/cles/confirmer/")
        assert looked_at(plain) == []
        plain.go("/comptes/double-verification/cles/").get_by_role("link", name="Renommer").click()
        assert looked_at(plain) == []
        plain.page.get_by_label("Nom de la clé").fill("Vieux téléphone")
        plain.page.get_by_role("button", name="Enregistrer ce nom").click()
        expect(plain.page.get_by_role("main")).to_contain_text("Vieux téléphone")
        plain.page.get_by_role("link", name="Retirer").click()
        assert looked_at(plain) == []

        sign_out(karim)
        karim.go("/comptes/connexion/")
        page.get_by_label("Adresse électronique").fill("web@demo.example")
        page.get_by_label("Mot de passe", exact=True).fill("vignes-noyers-et-chais")
        page.get_by_role("button", name="Se connecter", exact=True).click()
        page.get_by_role("button", name="Utiliser ma clé").click()
        page.wait_for_url(re.compile("/espace/"))

        karim.go("/comptes/double-verification/cles/").get_by_role("link", name="Retirer").click()
        page.get_by_role("button", name="Retirer la clé").click()
        expect(page.get_by_role("status")).to_contain_text("La clé est retirée")


def test_a_key_that_does_not_answer_is_said_in_the_page(visit):
    karim = visit()
    page = sign_in(karim, "web").page
    karim.go("/comptes/double-verification/cles/ajouter/")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('no finger')) }")
    page.get_by_role("button", name="Ajouter cette clé").click()

    expect(page.get_by_role("alert")).to_contain_text("La clé n’a pas répondu")


def test_without_javascript_a_code_is_offered_instead_of_a_key(visit):
    karim = visit(javascript=False)
    page = sign_in(karim, "web").page

    karim.go("/comptes/double-verification/cles/ajouter/")

    expect(page.get_by_role("main")).to_contain_text("Le code d’une application fonctionne sans")
    expect(page.get_by_role("button", name="Ajouter cette clé")).to_be_hidden()


def test_the_pole_invites_a_list_and_takes_the_faults_back(visit):
    pole = visit(width=360, javascript=False)
    page = sign_in(pole, "pole").page
    lines = ["prénom;nom;courriel;organisme;rôle", "Luc;Costes;luc.costes@demo.example;Eymet;agent"]
    lines.append("Anne;Roux;anne.roux@demo.example;Paris;agent")
    pole.go("/espace/personnes/liste/")
    page.get_by_label("La liste").set_input_files(
        {"name": "agents.csv", "mimeType": "text/csv", "buffer": "\r\n".join(lines).encode("cp1252")}
    )
    page.get_by_role("button", name="Vérifier la liste").click()
    expect(page.get_by_role("main")).to_contain_text("n’est pas du territoire")
    assert looked_at(pole) == []
    page.get_by_role("button", name="Inviter les lignes justes").click()
    expect(page.get_by_role("main")).to_contain_text("1 personne invitée")
    assert looked_at(pole) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Prendre les lignes à corriger").click()
    assert "Anne;Roux" in download.value.path().read_text()


def test_the_pole_works_on_a_phone_by_keyboard_without_javascript(visit):
    pole = visit(signed_in="pole", width=360, javascript=False)
    page = pole.go("/espace/personnes/")
    pole.tab_to("Nom, adresse ou organisme")
    page.keyboard.type("monbazillac")
    page.keyboard.press("Enter")
    pole.tab_to("Hélène Vergnes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hélène Vergnes")
    pole.tab_to("Toutes les personnes")
    page.keyboard.press("Enter")
    pole.tab_to("Inviter une liste")
    page.keyboard.press("Enter")

    faulty = "prénom;nom;courriel;organisme;rôle\r\nLuc;Costes;luc.costes;Eymet;agent"
    file = {"name": "agents.csv", "mimeType": "text/csv", "buffer": faulty.encode()}
    page.get_by_label("La liste").set_input_files(file)
    pole.tab_to("Vérifier la liste")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que donnerait cette liste")
    expect(page.get_by_role("main")).to_contain_text("luc.costes")
    assert pole.too_wide() == []


def test_two_sessions_and_two_bodies(visit):
    here, there = visit(width=360), visit()
    page = sign_in(here, "partage").page
    sign_in(there, "partage")
    here.go("/espace/compte/")
    page.get_by_label("Je travaille maintenant pour").select_option(label="Commune de Colombier")
    page.get_by_role("button", name="Changer d’organisme").click()
    here.go("/espace/compte/sessions/")
    page.get_by_role("button", name="Déconnecter tous les autres").click()
    expect(page.get_by_role("status")).to_contain_text("Vos autres appareils sont déconnectés")

    there.go("/espace/compte/")

    expect(there.page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    here.go("/espace/compte/")
    expect(page.get_by_label("Je travaille maintenant pour")).to_have_value(re.compile(r"\d+"))


def test_an_identity_provider_opens_known_accounts_only(visit, browser, server):
    with fake_identity(sub="claire", email="secretaire@demo.example") as fake:
        fake.origin = fake.origin.replace("127.0.0.1", "localhost")
        given = {
            "BASTIDE_OIDC_CLIENT_ID": CLIENT_ID,
            "BASTIDE_OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "BASTIDE_OIDC_ISSUER": fake.origin,
        }
        beside = replace(server, port=free_port(), process=None, log=server.state / "identity.log")
        pole = sign_in(visit(), "pole")
        with (
            serving(beside, application="tests.journeys.recorder:application", **given) as running,
            visitor(browser, running.origin, width=360, javascript=False) as claire,
        ):
            page = claire.page

            def identify():
                claire.go("/comptes/connexion/").get_by_role("link", name="S’identifier avec ProConnect").click()

            identify()
            page.wait_for_url(re.compile("/espace/"))
            sign_out(claire)

            fake.about = {"sub": "inconnue", "email": "inconnue@demo.example"}
            identify()
            expect(page.get_by_role("heading", level=1)).to_contain_text("ne connaissons pas")
            assert looked_at(claire) == []

            fake.twist = "another nonce"
            identify()
            expect(page.get_by_role("heading", level=1)).to_contain_text("n’a pas abouti")
            assert looked_at(claire) == []
            claire.go("/comptes/identite/abandon/")
            assert looked_at(claire) == []

            fake.twist = ""
            invited(server, pole, address="nadia.identite@demo.example", role="Agent")
            fake.about = {"sub": "nadia", "email": "nadia.identite@demo.example"}
            identify()
            page.wait_for_url(re.compile("/espace/"))
            claire.go("/comptes/mot-de-passe/choisir/")
            assert looked_at(claire) == []
    # The provider is another host, and what it twisted was answered with 401.
    ours = [line for line in claire.complaints if fake.origin not in line and "/comptes/identite/retour/" not in line]
    assert ours == []


def test_who_leaves_hands_over_and_can_no_longer_enter(visit, server):
    pole, thomas = visit(signed_in="pole", width=360, javascript=False), visit(signed_in="voisin", javascript=False)
    yesterday = timezone.localdate() - timedelta(days=1)
    invited(server, pole, address="lea.costes@demo.example", role="Agent")
    page = pole.go("/espace/personnes/?q=lacoste")
    page.get_by_role("link", name="Thomas Lacoste").click()
    page.get_by_role("link", name="Cette personne s’en va").click()
    assert looked_at(pole) == []

    page.get_by_label("Dernier jour").fill("")
    pole.expected[page.url] = 200
    page.get_by_role("button", name="Enregistrer le départ").click()
    expect(page.get_by_role("alert")).to_contain_text("Dernier jour")
    assert looked_at(pole) == []
    page.get_by_label("Dernier jour").fill(str(yesterday))
    page.get_by_label("Qui reprend ce qui attend").select_option(label="Nadia Roque")
    page.get_by_role("button", name="Enregistrer le départ").click()
    expect(page.get_by_role("status")).to_contain_text("Départ enregistré")
    expect(page.get_by_role("main")).to_contain_text("repris par Nadia Roque")
    assert looked_at(pole) == []

    python(server.environment, *TICK)
    pole.go("/espace/organismes/commune-eymet/modifications/")
    expect(page.get_by_role("main")).to_contain_text("Nadia Roque")
    thomas.go("/espace/organismes/commune-eymet/horaires/", status=404)
    thomas.go("/espace/")
    expect(thomas.page.get_by_role("main")).to_contain_text("Aucun organisme")
    assert looked_at(thomas) == []


def test_after_too_many_tries_the_page_says_when_to_try_again(visit, server):
    thomas = visit(device_scale=2, javascript=False)
    python(server.environment, "-c", NEARLY_TOO_MANY)
    try:
        page = by_password(thomas, "voisin@demo.example")
        expect(page.get_by_role("alert")).to_contain_text(re.compile(r"ce compte attend jusqu’à \d+\sh"))
        assert looked_at(thomas) == []

        thomas.expected[f"{thomas.origin}/comptes/connexion/"] = 429
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Se connecter", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Trop d’essais, un peu de patience")
        expect(page.get_by_role("main")).to_contain_text(re.compile(r"la porte reste fermée jusqu’à \d+\sh"))
        assert faults(thomas) == []
    finally:
        python(server.environment, "-c", FORGET)
