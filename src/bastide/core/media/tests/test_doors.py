"""Every way by which a file comes in ends at the same barrier."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection

from bastide.core.accounts import actions as accounts
from bastide.core.accounts.testing import sign_in
from bastide.core.media import actions, queries
from bastide.core.media.models import Licence, MediaDocument, MediaImage, OrganisationCollection
from bastide.core.media.renditions import draw
from bastide.core.media.testing import (
    SVG,
    a_document,
    a_picture,
    docx_bytes,
    huge_picture,
    javascript,
    pdf_bytes,
    picture_bytes,
    zip_bytes,
)

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
HOSTILE_PICTURES = [("dessin.svg", SVG), ("dessin.png", SVG), ("bombe.png", huge_picture()), ("x.jpg", b"GIF89a;")]
HOSTILE_DOCUMENTS = [
    ("pv.pdf", pdf_bytes(catalog={"/OpenAction": javascript()})),
    ("pv.pdf", pdf_bytes(password="secret")),
    ("lettre.docx", zip_bytes(a=b"1")),
    ("page.pdf", b"<html><script>1</script></html>"),
]


@pytest.fixture
def editor(client, people):
    accounts.refresh_groups(user=people.pole, at=NOON)
    return sign_in(client, people.pole)


def sent(name, content):
    return SimpleUploadedFile(name, content)


def picture_form(name, content, **more):
    return {"title": "Lavoir", "file": sent(name, content), "licence": Licence.ETALAB, "people": "none", **more}


def test_wagtail_s_own_forms_refuse_hostile_pictures_and_keep_clean_ones(editor, db):
    root = Collection.get_first_root_node().pk
    doors = {
        reverse("wagtailimages:add"): lambda name, content: picture_form(name, content, collection=root),
        reverse("wagtailimages_chooser:create"): lambda name, content: {
            f"image-chooser-upload-{field}": value
            for field, value in picture_form(name, content, collection=root).items()
        },
        reverse("wagtailimages:add_multiple"): lambda name, content: {
            "files[]": sent(name, content),
            "title": "Lavoir",
            "collection": root,
        },
    }
    for door, form in doors.items():
        for name, content in HOSTILE_PICTURES:
            answer = editor.post(door, form(name, content), headers={"X-Requested-With": "XMLHttpRequest"})
            assert answer.status_code == 200, (door, name)
            assert not MediaImage.objects.exists(), (door, name)

    for door in list(doors)[:2]:
        editor.post(door, doors[door]("IMG_1.jpg", picture_bytes(position=True)))
        image = MediaImage.objects.get()
        with image.open_file() as file:
            assert dict(Image.open(io.BytesIO(file.read())).getexif()) == {}
        assert (image.lon, str(image.taken_on)) == (None, "2026-10-15")
        image.delete()


def test_several_at_once_the_licence_is_asked_and_the_file_is_clean_in_the_end(editor, db):
    root = Collection.get_first_root_node().pk
    answer = editor.post(
        reverse("wagtailimages:add_multiple"),
        {"files[]": sent("IMG_2.jpg", picture_bytes(position=True)), "title": "Halle", "collection": root},
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()
    upload = answer["uploaded_file_id"]
    prefix = f"uploaded-image-{upload}"
    form = {
        "title": "Halle",
        "collection": root,
        "licence": "cc-by-4.0",
        "people": "none",
        "tags": "",
        "description": "",
    }
    for name in (
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
        "author",
        "credit",
        "place",
    ):
        form[name] = ""
    form |= {"taken_on": "", "consent_note": "", "consent_until": ""}

    made = editor.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[upload]),
        {f"{prefix}-{name}": value for name, value in form.items()},
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()

    assert made["success"] is True, made
    image = MediaImage.objects.get(title="Halle")
    with image.open_file() as file:
        assert b"Marque" not in file.read()


def test_the_place_is_kept_when_somebody_asks_for_it(editor, db):
    root = Collection.get_first_root_node().pk
    form = picture_form("IMG.jpg", picture_bytes(position=True), collection=root, keeps_position="on")

    editor.post(reverse("wagtailimages:add"), form)

    image = MediaImage.objects.get()
    assert (round(image.lon, 3), round(image.lat, 3)) == (0.483, 44.792)


def test_wagtail_s_own_forms_refuse_hostile_documents(editor, db):
    root = Collection.get_first_root_node().pk
    doors = {
        reverse("wagtaildocs:add"): lambda name, content: {
            "title": "PV",
            "file": sent(name, content),
            "collection": root,
        },
        reverse("wagtaildocs_chooser:create"): lambda name, content: {
            "document-chooser-upload-title": "PV",
            "document-chooser-upload-file": sent(name, content),
            "document-chooser-upload-collection": root,
        },
        reverse("wagtaildocs:add_multiple"): lambda name, content: {
            "files[]": sent(name, content),
            "title": "PV",
            "collection": root,
        },
    }
    for door, form in doors.items():
        for name, content in HOSTILE_DOCUMENTS:
            editor.post(door, form(name, content), headers={"X-Requested-With": "XMLHttpRequest"})
            assert not MediaDocument.objects.exists(), (door, name)
        editor.post(door, form("pv.docx", docx_bytes("Bonjour")), headers={"X-Requested-With": "XMLHttpRequest"})
        MediaDocument.objects.get().delete()


@pytest.mark.parametrize(("name", "content"), HOSTILE_PICTURES)
def test_without_a_form_the_storage_refuses_a_picture_itself(db, name, content):
    with pytest.raises(ValidationError):
        MediaImage(title="x").file.save(name, ContentFile(content))


@pytest.mark.parametrize(("name", "content"), HOSTILE_DOCUMENTS)
def test_without_a_form_the_storage_refuses_a_document_itself(db, name, content):
    with pytest.raises(ValidationError):
        MediaDocument.objects.create(title="x", file=ContentFile(content, name=name))


def test_the_first_picture_of_a_body_makes_its_collection_the_second_finds_it(people, valdorne):
    organisation = valdorne.valbrune.organisation
    images = [
        actions.keep_picture(organisation=organisation, file=a_picture(), title="Lavoir", by=people.secretary, at=NOON)
        for _ in range(2)
    ]

    assert OrganisationCollection.objects.get().collection == images[0].collection == images[1].collection
    assert set(MediaImage.objects.managed_by(people.secretary)) == set(images)
    assert not MediaImage.objects.visible_to(people.neighbour).exists()
    with pytest.raises(actions.NotOurs):
        actions.keep_picture(organisation=organisation, file=a_picture(), title="x", by=people.neighbour, at=NOON)
    with pytest.raises(actions.NotOurs):
        actions.keep_document(organisation=organisation, file=a_document(), title="x", by=people.neighbour, at=NOON)
    with pytest.raises(actions.NotOurs):
        actions.describe_picture(image=images[0], by=people.neighbour, at=NOON, author="x")


def test_a_picture_without_licence_is_shown_to_its_own_body_only(client, people, valdorne):
    organisation = valdorne.valbrune.organisation
    image = actions.keep_picture(
        organisation=organisation, file=a_picture(), title="Lavoir", by=people.secretary, at=NOON
    )
    url = image.get_rendition("width-400|format-webp").url

    assert draw(image) is None
    assert client.get(url).status_code == 404
    sign_in(client, people.neighbour)
    assert client.get(url).status_code == 404
    sign_in(client, people.secretary)
    own = client.get(url)
    assert (own.status_code, own["Cache-Control"]) == (200, "private, no-store")

    actions.describe_picture(image=image, by=people.secretary, at=NOON, licence=Licence.CC_BY, author="Camille Test")
    drawn = draw(MediaImage.objects.get())
    assert [kind for kind, _srcset in drawn.sources] == ["image/avif", "image/webp"]
    assert drawn.image.structured("https://x/l.webp") | {} == {
        "@type": "ImageObject",
        "contentUrl": "https://x/l.webp",
        "name": "Lavoir",
        "creditText": "Camille Test",
        "copyrightNotice": "Camille Test, CC BY 4.0",
        "license": "https://creativecommons.org/licenses/by/4.0/deed.fr",
        "creator": {"@type": "Person", "name": "Camille Test"},
        "dateCreated": "2026-10-15",
    }
    client.logout()
    assert client.get(url)["Cache-Control"] == "public, max-age=86400"


def put_on_disk(document):
    """Wagtail serves what has a path; the files of the tests are in memory."""
    with document.open_file() as file:
        kept = file.read()
    Path(document.file.path).parent.mkdir(parents=True, exist_ok=True)
    Path(document.file.path).write_bytes(kept)


def test_a_withheld_document_is_for_its_own_body(client, people, valdorne):
    document = actions.keep_document(
        organisation=valdorne.valbrune.organisation,
        file=a_document(),
        title="Brouillon",
        by=people.secretary,
        at=NOON,
        is_withheld=True,
    )
    put_on_disk(document)

    assert client.get(document.url).status_code == 404
    sign_in(client, people.neighbour)
    assert client.get(document.url).status_code == 404
    sign_in(client, people.secretary)
    own = client.get(document.url)
    assert (own.status_code, b"".join(own)[:5]) == (200, b"%PDF-")
    client.logout()
    actions.let_read(document=document)
    assert queries.may_read_document(people.neighbour, MediaDocument.objects.get())
    answer = client.get(document.url)
    assert answer["ETag"]
    assert b"".join(answer)


def test_a_document_is_read_in_parts(client, people, valdorne):
    document = actions.keep_document(
        organisation=valdorne.valbrune.organisation, file=a_document(), title="Film", by=people.secretary, at=NOON
    )
    put_on_disk(document)
    whole = client.get(document.url)
    content = b"".join(whole)
    size = len(content)
    assert (whole["Accept-Ranges"], whole["Content-Length"]) == ("bytes", str(size))
    assert whole.get("Content-Encoding") is None

    for asked, start, end in (
        ("bytes=0-9", 0, 9),
        (f"bytes={size - 5}-", size - 5, size - 1),
        ("bytes=-7", size - 7, size - 1),
    ):
        part = client.get(document.url, headers={"Range": asked})
        assert part.status_code == 206
        assert (b"".join(part), part["Content-Range"]) == (content[start : end + 1], f"bytes {start}-{end}/{size}")
        assert part["Content-Length"] == str(end - start + 1)
    beyond = client.get(document.url, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{size}")
    other = client.get(document.url, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (other.status_code, len(b"".join(other))) == (200, size)
    head = client.head(document.url, headers={"Range": "bytes=0-9"})
    assert (head.status_code, b"".join(head)) == (206, b"")
    actions.withhold(document=document)
    assert client.get(document.url, headers={"Range": "bytes=0-9"}).status_code == 404


def test_who_saves_a_notice_second_is_told_and_loses_nothing(editor, people):
    image = MediaImage.objects.create(title="Lavoir", file=a_picture(), licence=Licence.ETALAB, author="Camille")
    address = reverse("wagtailimages:edit", args=[image.pk])
    form = editor.get(address).context_data["form"]
    sent = {name: value for name, value in form.initial.items() if isinstance(value, str | int)} | {
        "collection": image.collection_id,
        "tags": "",
    }
    assert editor.post(address, sent | {"author": "Une première"}).status_code == 302

    told = editor.post(address, sent | {"author": "Une seconde"})
    words = told.content.decode()
    assert "a changé cette notice pendant que vous écriviez" in words
    assert "Une première" in words
    assert 'value="Une seconde"' in words
    assert MediaImage.objects.get().author == "Une première"

    again = told.context_data["form"]["began_from"].value()
    assert editor.post(address, sent | {"author": "Une seconde", "began_from": again}).status_code == 302
    assert MediaImage.objects.get().author == "Une seconde"


def test_a_picture_among_others_is_cut_round_what_matters(db):
    """Red above, green below: what was marked is what stays."""
    image = MediaImage.objects.create(title="Haut", file=a_picture(size=(300, 900)), licence=Licence.ETALAB)
    image.focal_point_x, image.focal_point_y, image.focal_point_width, image.focal_point_height = 150, 60, 20, 20
    image.save()
    above = draw(image, "4x3").src
    image.focal_point_y = 840
    image.save()
    below = draw(image, "4x3").src

    assert above != below
    assert [dominant(image, path) for path in (above, below)] == ["red", "green"]


def dominant(image, address):
    rendition = next(each for each in image.renditions.all() if each.url == address)
    with rendition.file.open() as file:
        red, green, _blue = Image.open(file).convert("RGB").resize((1, 1)).getpixel((0, 0))
    return "red" if red > green else "green"
