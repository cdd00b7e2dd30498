"""A body leaves with all that it wrote, and finds it again: export, empty, import, same content."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from bastide.core.accounts.testing import sign_in
from bastide.core.journal.models import JournalLine
from bastide.core.media.models import MediaImage
from bastide.core.media.testing import a_picture
from bastide.core.portability import actions as portability
from bastide.core.search import queries as index
from bastide.core.territory.models import Correction, Mandate
from bastide.core.workspace import actions as workspace
from bastide.kit.registry import leaving
from bastide.residents.agenda.testing import make_event
from bastide.residents.comarquage.testing import make_sheet
from bastide.residents.directory.testing import make_place
from bastide.residents.news.testing import make_news
from bastide.residents.pages.models import EditingSpace, FreePage
from bastide.residents.pages.testing import NOON, make_page, make_section, make_space
from bastide.residents.publications.testing import make_publication
from bastide.residents.showcase.models import ShortCircuit, Story, Takeover, Workshop
from bastide.residents.showcase.testing import make_shown


def item(value, number=1):
    return {"type": "item", "value": value, "id": f"partie-{number}"}


def blocks_naming(*, picture, document, page, body, place):
    """A page that names everything that a page can name, in every way."""
    use = {"picture": picture.pk, "is_decorative": False, "alternative": "Le lavoir", "caption": ""}
    link = f'<a linktype="page" id="{page.pk}">ailleurs</a>, <a linktype="document" id="{document.pk}">tarifs</a>'
    stored = {
        "text": f'<h2 data-block-key="a">Titre</h2><p data-block-key="b">Voyez {link} ou <a href="https://x.example/?a=1&amp;b=2">là</a>.</p>',
        "picture": use,
        "gallery": {"title": "", "pictures": [item(use), item(use, 2)]},
        "documents": {"title": "Documents", "documents": [item(document.pk)]},
        "cards": {"title": "", "cards": [item({"title": "A", "text": "", "link": {"page": page.pk, "address": ""}})]},
        "contacts": {"title": "Qui", "bodies": [item(body.pk)]},
        "places": {"title": "Où", "places": [item(place.pk)]},
        "faq": {"title": "F", "questions": [item({"question": "Q ?", "answer": f"<p>{link}</p>"})]},
    }
    return [{"type": kind, "value": value, "id": f"bloc-{kind}"} for kind, value in stored.items()]


@pytest.fixture
def body(valdorne, people, home_page):
    """All that a commune can write, and something of its neighbour beside."""
    organisation, by = valdorne.valbrune.organisation, people.secretary
    space = make_space(organisation)
    place, picture = make_place(organisation, by=by), None
    told_at = timezone.now() - timedelta(hours=1)
    news = make_news(organisation, by=by, at=told_at, file=a_picture(), picture_words="Le lavoir")
    picture = news.picture
    MediaImage.objects.filter(pk=picture.pk).update(
        author="Camille Exemple",
        consent_note="Papier au secrétariat",
        focal_point_x=10,
        focal_point_y=20,
        focal_point_width=5,
        focal_point_height=5,
    )
    picture.tags.add("lavoir", "été")
    make_news(organisation, by=by, at=NOON, draft=True, title="")
    publication = make_publication(organisation, by=by, at=NOON)
    make_publication(organisation, by=by, at=NOON, draft=True, title="Encore retenu")
    make_event(organisation, by=by, at=NOON, repeats="weekly", repeats_until=date(2026, 12, 31))
    for model in (Takeover, Story, Workshop, ShortCircuit):
        make_shown(model, organisation, by=by, at=NOON)
    Workshop.objects.update(place=place)
    make_sheet(organisation, by)
    workspace.post_banner(
        organisation=organisation,
        gravity=2,
        title="Marché",
        text="Déplacé.",
        starts_at=NOON,
        ends_at=NOON + timedelta(days=2),
        by=by,
        at=NOON,
    )
    Correction.objects.create(
        office=organisation.office, field="phone", value="05 53 00 00 09", made_by=by, made_at=NOON
    )
    Mandate.objects.create(
        organisation=organisation, first_name="Alix", last_name="Test", title="Adjointe", origin="local"
    )
    section = make_section()
    named = {
        "picture": picture,
        "document": publication.document,
        "page": section,
        "body": organisation,
        "place": place,
    }
    page = make_page(space.root, owner=by, review_on=date(2027, 1, 1), body=blocks_naming(**named))
    below = make_page(page, "Tarifs", "tarifs", body=blocks_naming(**{**named, "page": page}))
    below.save_revision(user=by).publish()
    below.title = "Tarifs de demain"
    below.save_revision(user=by)
    planned = make_page(space.root, "Bientôt", "bientot", live=False, go_live_at=NOON + timedelta(days=900))
    planned.save_revision(user=by, approved_go_live_at=NOON + timedelta(days=900))
    PageViewRestriction.objects.create(page=planned, restriction_type="password", password="secret")
    other = make_space(valdorne.le_peyrat.organisation)
    make_page(other.root, "Ailleurs", "ailleurs")
    make_news(valdorne.le_peyrat.organisation, by=people.neighbour, at=NOON, title="Du voisin")
    return organisation


def canonical(path):
    """Every row of an archive, with the ranks of the rows that it names instead of their numbers."""
    with path.open("rb") as file:
        reader = portability.Reader.open(file)
        tables = leaving.all_tables()
        rows = {table.model._meta.label_lower: list(reader.rows(table.model._meta.label_lower)) for table in tables}
        named = reader.manifest.named
    ranks = {(line["kind"], line["key"]): f"#{rank}" for lines in rows.values() for rank, line in enumerate(lines)}

    def rename(model, key):
        kinds = [kind for kind, number in ranks if number == key and issubclass(apps.get_model(kind), model)]
        return ranks[kinds[0], key] if kinds else json.dumps(named.get(model._meta.label_lower, {}).get(str(key)))

    found = {}
    for table in tables:
        label = table.model._meta.label_lower
        found[label] = [canonical_row(line, table, rename) for line in rows[label]]
    return found


def canonical_row(line, table, rename):
    values, model = dict(line["values"]), apps.get_model(line["kind"])
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        value = values.get(field.name)
        if field.name in table.inside:
            values[field.name] = table.inside[field.name](value, rename)
        elif isinstance(value, dict) and "sha256" in value:
            values[field.name] = value["sha256"]
        elif field.is_relation and field.name in values and field.name != "tags" and value is not None:
            keys = value if isinstance(value, list) else [value]
            values[field.name] = [rename(field.related_model, key) for key in keys]
    for name in ("parent", "page"):
        if isinstance(values.get(name), int):
            values[name] = rename(Page, values[name])
    return values


def empty(body):
    for table in reversed(leaving.all_tables()):
        for row in reversed(list(table.rows(body))):
            (Page.objects.get(pk=row.pk) if isinstance(row, Page) else row).delete()


def test_a_body_leaves_with_all_it_wrote_and_finds_the_same_again(client, body, people, valdorne, tmp_path):
    first, second = tmp_path / "valbrune.zip", tmp_path / "encore.zip"
    call_command("export_organisation", body.slug, str(first), stdout=io.StringIO())
    before = canonical(first)
    assert [label for label, lines in before.items() if not lines] == [
        *("territory.exceptionalclosure", "directory.servedcommune", "directory.roundstop", "directory.papidetails"),
        *("directory.wifidetails", "directory.placepicture", "comarquage.localnote", "comarquage.localservice"),
        "comarquage.pivotrule",
    ]
    assert first.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="existe déjà"):
        call_command("export_organisation", body.slug, str(first), stdout=io.StringIO())
    with pytest.raises(CommandError, match="a déjà quelque chose ici"):
        call_command("import_organisation", str(first), stdout=io.StringIO())

    empty(body)
    assert client.get("/communes/valbrune/salle-des-fetes/tarifs/").status_code == 404
    said = io.StringIO()
    call_command("import_organisation", str(first), "--dry-run", stdout=said)
    assert "Rien n’est changé" in said.getvalue()
    assert not FreePage.objects.filter(of_body=body).exists()
    call_command("import_organisation", str(first), stdout=io.StringIO())

    call_command("export_organisation", body.slug, str(second), stdout=io.StringIO())
    after = canonical(second)
    for label, lines in before.items():
        assert after[label] == lines, label
    verbs = JournalLine.objects.filter(verb__startswith="portability.").order_by("number")
    assert list(verbs.values_list("verb", flat=True)) == [
        "portability.exported",
        "portability.imported",
        "portability.exported",
    ]
    page = client.get("/communes/valbrune/salle-des-fetes/").content.decode()
    assert all(words in page for words in ("Le lavoir", "Fournil du Moulin", 'href="/installez-vous/"'))
    shown = client.get("/communes/valbrune/salle-des-fetes/tarifs/").content.decode()
    assert "<h1>Tarifs</h1>" in shown
    assert FreePage.objects.get(slug="tarifs").get_latest_revision_as_object().title == "Tarifs de demain"
    assert "Le lavoir est rouvert" in client.get("/communes/valbrune/").content.decode()
    assert index.search("rouvert", territory=valdorne.territory).hits
    sign_in(client, people.neighbour)
    assert client.get(f"/espace/organismes/{body.slug}/actualites/").status_code == 404


def changed(archive, path, whole_lines=False, **changes):
    """The same archive with other rows: `changes` are functions by the label of a table, of the values of a row."""
    with zipfile.ZipFile(archive) as before, zipfile.ZipFile(path, "w") as after:
        manifest = json.loads(before.read("manifest.json"))
        for name in manifest["parts"]:
            content = before.read(name)
            change = changes.get(name.removeprefix("rows/").removesuffix(".jsonl").replace(".", "_"))
            if change is not None:
                lines = [json.loads(line) for line in content.splitlines()]
                for line in lines:
                    change(line if whole_lines else line["values"])
                content = b"\n".join(json.dumps(line).encode() for line in lines) + b"\n"
                manifest["parts"][name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            after.writestr(name, content)
        after.writestr("manifest.json", json.dumps(manifest))
    return path


def text(html):
    """Another text in every page."""
    return lambda values: values.update(body=[{"type": "text", "value": html, "id": "1"}])


def test_an_archive_made_to_harm_changes_nothing(body, people, valdorne, tmp_path):
    archive = tmp_path / "valbrune.zip"
    portability.export_organisation(organisation=body, path=archive, by=None, at=NOON)
    with pytest.raises(portability.NotEmpty):
        portability.import_archive(path=archive, organisation=None, by=None, at=NOON)
    empty(body)
    stranger = valdorne.le_peyrat.organisation
    script = "<p>a</p><script>alert(1)</script>"
    frame = '<p onclick="x()">a</p>'
    runs = '<a href="java&#115;cript:alert(1)">a</a>'
    hostile = {
        "of another body": {"news_newsitem": lambda values: values.update(organisation=stranger.pk)},
        "a script": {"pages_editorialpage": text(script)},
        "a gesture": {"pages_editorialpage": text(frame)},
        "an address that runs": {"pages_editorialpage": text(runs)},
        "in a version": {
            "wagtailcore_revision": lambda values: values["content"].update(
                body=json.dumps([{"type": "text", "value": script}])
            )
        },
        "a frame of elsewhere": {"pages_editorialpage": text('<embed embedtype="media" url="https://x.example/v"/>')},
        "another number than it seems": {"pages_editorialpage": text('<a linktype="document" id="1 ">a</a>')},
        "two kinds of link": {
            "pages_editorialpage": text('<a linktype="x" linktype="document" id="1">a</a>'),
        },
        "a rule that nobody reads": {"agenda_event": lambda values: values.update(rule="FREQ=SECONDLY")},
        "a site that runs": {
            "directory_place": lambda values: values.update(websites=[{"value": "javascript:alert(1)", "label": ""}])
        },
        "a site that is none": {"directory_place": lambda values: values.update(websites=["x"])},
        "without end": {"media_mediaimage": lambda values: values.update(lon=float("inf"))},
        "no date": {"news_newsitem": lambda values: values.update(created_at="hier")},
        "a state that is none": {"news_newsitem": lambda values: values.update(state="partout")},
        "a banner everywhere": {"workspace_banner": lambda values: values.update(scope="territory")},
    }
    for what, changes in hostile.items():
        bad = changed(archive, tmp_path / f"{what}.zip", **changes)
        try:
            portability.import_archive(path=bad, organisation=None, by=None, at=NOON)
        except (portability.BadArchive, portability.Missing):
            continue
        pytest.fail(f"taken: {what}")
    assert [table.model._meta.label for table in leaving.all_tables() if list(table.rows(body))] == []
    assert not MediaImage.objects.exists()
    assert EditingSpace.objects.filter(organisation=body).exists()
    # The same, changed in nothing, comes in: it was the change that was refused.
    untouched = changed(archive, tmp_path / "untouched.zip")
    portability.import_archive(path=untouched, organisation=None, by=None, at=NOON)


def test_an_archive_brings_no_page_of_another_kind_and_none_that_says_it_is_somebody_elses(body, tmp_path):
    archive = tmp_path / "valbrune.zip"
    portability.export_organisation(organisation=body, path=archive, by=None, at=NOON)
    empty(body)
    for kind in ("pages.sectionpage", "pages.editorialpage"):
        bad = changed(
            archive, tmp_path / f"{kind}.zip", True, pages_editorialpage=lambda line, kind=kind: line.update(kind=kind)
        )
        with pytest.raises(portability.BadArchive):
            portability.import_archive(path=bad, organisation=None, by=None, at=NOON)
    section = Page.objects.get(slug="installez-vous")
    keys = {"salle-des-fetes": str(section.translation_key)}
    taken = changed(
        archive,
        tmp_path / "taken.zip",
        pages_editorialpage=lambda values: values.update(
            translation_key=keys.get(values["slug"], values["translation_key"])
        ),
    )

    portability.import_archive(path=taken, organisation=None, by=None, at=NOON)

    assert Page.objects.get(translation_key=section.translation_key) == section
    assert FreePage.objects.filter(of_body=body).count() == 3


def test_an_archive_that_names_itself_after_another_body_does_not_deceive_who_looks_first(body, valdorne, tmp_path):
    archive, lying, damaged = (tmp_path / f"{name}.zip" for name in ("valbrune", "lying", "damaged"))
    portability.export_organisation(organisation=body, path=archive, by=None, at=NOON)
    for path, told in ((lying, {"name": "Le Peyrat\x1b[1A"}), (damaged, {"kind": []})):
        with zipfile.ZipFile(archive) as before, zipfile.ZipFile(path, "w") as after:
            for name in before.namelist():
                content = before.read(name)
                if name == "manifest.json":
                    manifest = json.loads(content)
                    content = json.dumps(manifest | {"body": manifest["body"] | told}).encode()
                after.writestr(name, content)

    said = io.StringIO()
    call_command("import_organisation", str(lying), "--dry-run", stdout=said)

    assert f"({body.slug})" in said.getvalue()
    assert "\x1b" not in said.getvalue()
    with pytest.raises(CommandError):
        call_command("import_organisation", str(damaged), "--dry-run", stdout=io.StringIO())
