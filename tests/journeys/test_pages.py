"""Writing a page together: proposed, sent back, corrected, published, planned; its draft shown to strangers."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bastide.core.media.testing import picture_bytes
from bastide.residents.pages.blocks import BODY

from .server import bastide

pytestmark = pytest.mark.journey
#: A page is kept where it is added, then at an address of its own.
KEPT_AT = r"/cms/pages/(add/pages/freepage/\d+|\d+/edit)/$"
SPACE = "/espace/organismes/commune-monbazillac/pages/"
TOLD = "Il manque les heures d’ouverture."
PHOTO = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes(size=(900, 600), position=True)}
SOUND = {"name": "cloches.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(2_000)}


class Editor:
    """Wagtail's editor of a page, as somebody uses it who writes."""

    def __init__(self, page):
        self.page = page
        self.added = []

    def add(self, kind, /, **fields):
        """A new block at the end of the page, its fields filled; gives the start of the names of its fields."""
        place = int(self.page.locator("[name=body-count]").input_value())
        self.page.get_by_role("button", name="Insérer un bloc").last.click()
        self.page.get_by_role("option", name=kind, exact=True).click()
        self.page.locator(f"[name=body-{place}-id]").first.wait_for(state="attached")
        self.added.append(self.page.locator(f"[name=body-{place}-type]").input_value())
        for name, words in fields.items():
            self.page.locator(f"#body-{place}-value-{name.replace('__', '-')}").fill(words)
        return f"#body-{place}-value"

    def tell(self, words):
        """In the last field of rich text."""
        self.page.locator("[data-contentpath='body'] [role=textbox]").last.fill(words)

    def choose(self, field, *, words="", send=None, **said):
        """In a chooser: the first of what is there, or of what `words` finds; or a new file, and what is said."""
        page = self.page
        page.locator(f"{field}-chooser .chooser__choose-button").click()
        modal = page.locator(".modal-dialog")
        if send is None:
            if words:
                modal.get_by_role("searchbox").or_(modal.locator("input[name=q]")).first.fill(words)
            found = modal.locator("[data-chooser-modal-choice], a.choose-page").filter(has_text=words)
            found.first.click()
        else:
            modal.get_by_role("tab").last.click()
            modal.locator("input[type=file]").set_input_files(send)
            for name, value in said.items():
                box = modal.locator(f"[name$={name}]")
                box.select_option(value) if name == "licence" else box.fill(value)
            modal.locator("form[data-chooser-modal-creation-form] [type=submit]").click()
        modal.wait_for(state="detached")

    def act(self, selector):
        """Choose one of the actions that wait below the form."""
        self.page.locator("footer [data-w-dropdown-target=toggle]").last.click()
        self.page.locator(selector).first.click()

    def table(self, field, heading, cell):
        page = self.page
        block = page.locator(f"[name={field[1:]}-table-column-count]").locator("xpath=ancestor::section[1]")
        block.get_by_text("Ajouter une colonne").click()
        page.get_by_role("button", name="Texte", exact=True).last.click()
        page.locator(f"[name={field[1:]}-table-column-0-heading]").fill(heading)
        block.locator("button.prepend-row, button.append-row, [data-append-row]").last.click()
        page.locator(f"[name={field[1:]}-table-cell-0-0]").fill(cell)


def write_every_block(editor):
    """One of each, as BODY lists them."""
    editor.add("Texte")
    editor.tell("On y cueille la menthe et la sauge.")
    field = editor.add("Image", alternative="Le carré et son puits")
    editor.choose(f"{field}-picture", send=PHOTO, title="Le carré", licence="cc-by-4.0", author="Une voisine")
    field = editor.add("Galerie", pictures__0__value__alternative="Encore le carré")
    editor.choose(f"{field}-pictures-0-value-picture")
    editor.add("Vidéo", title="Un film", address="https://video.example/w/exemple")
    editor.tell("Quelqu’un bine.")
    field = editor.add("Son", title="Les cloches")
    editor.choose(f"{field}-sound", send=SOUND, title="Cloches")
    editor.tell("Trois coups.")
    field = editor.add("Documents", title="À lire")
    editor.choose(f"{field}-documents-0-value")
    editor.add("Cartes", cards__0__value__title="La mairie", cards__0__value__link__address="/communes/")
    field = editor.add("Interlocuteurs", title="Qui appeler")
    editor.choose(f"{field}-bodies-0-value", words="Eymet")
    field = editor.add("Lieux de l’annuaire", title="Où c’est ouvert")
    editor.choose(f"{field}-places-0-value", words="Monbazillac")
    field = editor.add("Carte d’une couche", title="Où c’est", text="Derrière l’église.")
    editor.page.locator(f"{field}-layer").select_option("mairies")
    editor.add("Appel à l’action", title="Venir", label="Voir la mairie", link__address="/communes/")
    editor.add("Questions et réponses", questions__0__value__question="Quand ?")
    editor.tell("Le matin.")
    field = editor.add("Tableau", caption="Ce qui pousse")
    editor.table(field, "Plante", "Menthe")
    editor.add("Citation", words="On vient pour la menthe.", author="Une voisine")
    editor.add(
        "Chiffres clés", figures__0__value__value="12", figures__0__value__label="plantes", source="Comptage, 2026"
    )


def test_a_page_with_every_block_is_proposed_sent_back_published_and_its_draft_shown(visit, server):
    writer, pole, stranger = visit(signed_in="redaction", width=1600), visit(signed_in="pole", width=1600), visit()
    page = writer.go(SPACE)
    page.get_by_role("button", name="Écrire ou corriger une page").click()
    root = re.search(r"/pages/(\d+)/", page.url)[1]
    editor = Editor(writer.go(f"/cms/pages/add/pages/freepage/{root}/"))
    writer.may_refuse = KEPT_AT
    page.locator("#id_title").fill("Le jardin des simples")
    page.locator("#id_introduction").fill("Un carré de plantes derrière l’église.")
    write_every_block(editor)
    assert sorted(editor.added) == sorted(name for name, _block in BODY)
    editor.act("button[name=action-submit]")
    page.wait_for_url(f"**/cms/pages/{root}/", timeout=30_000)
    edit = page.locator("a[href*='/edit/']", has_text="Le jardin des simples").first.get_attribute("href")
    number = re.search(r"/pages/(\d+)/", edit)[1]
    stranger.go("/communes/monbazillac/le-jardin-des-simples/", status=404)

    desk = Editor(pole.go(f"/cms/pages/{number}/edit/"))
    desk.act("button[data-workflow-action-name=reject]")
    desk.page.locator(".modal textarea[name=comment]").fill(TOLD)
    desk.page.locator(".modal [type=submit]").click()
    desk.page.wait_for_load_state("networkidle")

    paths = [make_link(writer, number) for _link in range(2)]
    for path in paths:
        draft = stranger.go(path)
        assert "Cette page n’est pas publiée" in draft.locator("main").inner_text()
        assert draft.get_by_role("heading", name="Le jardin des simples").is_visible()
    shown = draft.locator("main").inner_text()

    page = writer.go(f"/cms/pages/{number}/edit/")
    assert TOLD in page.content()
    page.locator("#id_introduction").fill("Un carré de plantes, ouvert le matin.")
    editor.act("button[name=action-submit], button[name=action-restart-workflow]")
    page.wait_for_load_state("networkidle")
    pole.go(f"/cms/pages/{number}/edit/")
    desk.act("button[data-workflow-action-name=approve]")
    desk.page.wait_for_load_state("networkidle")

    read = stranger.go("/communes/monbazillac/le-jardin-des-simples/").locator("main")
    for words in (
        "ouvert le matin",
        "la menthe et la sauge",
        "Trois coups",
        "Mairie d",
        "Ce qui pousse",
        "On vient pour",
    ):
        assert words in read.inner_text() + read.text_content()
    assert "la menthe et la sauge" in shown
    assert read.get_by_role("img", name="Le carré et son puits").is_visible()
    assert read.get_by_role("link", name="Ouvrir la carte : Mairies").is_visible()
    assert stranger.axe() == []
    assert all(request.startswith(stranger.origin) for request in stranger.requests)

    page = writer.go(f"/cms/liens-de-brouillon/{number}/")
    page.get_by_role("button", name="Fermer ce lien").first.click()
    at_another_hour(
        server, "DraftLink.objects.filter(withdrawn_at=None).update(ends_at=at - timedelta(seconds=1))", days=0
    )
    for path in paths:
        stranger.go(path, status=404)
        assert "Ce lien n’ouvre plus rien" in stranger.page.locator("main").inner_text()


def make_link(writer, number):
    page = writer.go(f"/cms/liens-de-brouillon/{number}/")
    page.get_by_role("button", name="Faire le lien").click()
    address = page.locator("main a[href*='/brouillons/'], #main a[href*='/brouillons/']").first.inner_text().strip()
    return "/" + address.split("/", 3)[3]


def at_another_hour(server, what, *, days):
    """Run `what` in the installation, its clock so many days ahead; `at` is the moment there."""
    code = (
        "from datetime import timedelta; from unittest.mock import patch; from django.utils import timezone; "
        "from bastide.residents.pages.models import DraftLink; "
        "from bastide.kit.tasks.registry import periodics; "
        f"at = timezone.now() + timedelta(days={days}); "
        f"patch('django.utils.timezone.now', lambda: at).start(); {what}"
    )
    bastide(server.environment, "shell", "--verbosity", "0", "--command", code)


def test_a_page_goes_on_and_off_by_the_clock(visit, server):
    pole, stranger = visit(signed_in="pole", width=1600), visit()
    path = "/installez-vous/la-foire-aux-plants/"
    # No worker runs beside the journeys: what the demonstration holds is not in the back office's index yet.
    code = "from wagtail.models import Page; print(Page.objects.get(slug='installez-vous').pk)"
    section = bastide(server.environment, "shell", "--verbosity", "0", "--command", code).strip()
    page = pole.page
    editor = Editor(pole.go(f"/cms/pages/add/pages/freepage/{section}/"))
    pole.may_refuse = KEPT_AT
    page.locator("#id_title").fill("La foire aux plants")
    page.locator("[data-side-panel-toggle=status]").click()
    page.get_by_role("button", name="Programmer").first.click()
    now = timezone.localtime()
    for name, days in (("go_live_at", 1), ("expire_at", 3)):
        page.locator(f"#id_{name}").fill(f"{now + timedelta(days=days):%Y-%m-%d %H:%M}")
    # By the keyboard: the calendar that opened stands over the button.
    page.get_by_role("button", name=re.compile("^Enregistrer la programmation")).press("Enter")
    editor.act("button[name=action-publish]")
    page.wait_for_load_state("networkidle")
    stranger.go(path, status=404)

    tick = "periodics['pages.publish'].run(at, print)"
    at_another_hour(server, tick, days=2)
    assert stranger.go(path).get_by_role("heading", name="La foire aux plants").is_visible()
    stranger.go("/installez-vous/").get_by_role("link", name="La foire aux plants").click()
    at_another_hour(server, tick, days=4)
    stranger.go(path, status=404)
