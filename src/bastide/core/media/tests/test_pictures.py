import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


@pytest.fixture
def kept(db):
    names = [
        default_storage.save(name, ContentFile(b"content"))
        for name in (
            "images/lavoir.max-165x165.jpg",
            "original_images/lavoir.jpg",
            "documents/acte.pdf",
            "images/a.svg",
        )
    ]
    yield names
    for name in names:
        default_storage.delete(name)


def test_a_picture_made_for_pages_is_served(client, kept):
    answer = client.get(f"/media/{kept[0]}")

    assert (answer.status_code, answer["Content-Type"], answer["Content-Length"]) == (200, "image/jpeg", "7")
    assert b"".join(answer.streaming_content) == b"content"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_originals_documents_and_what_could_hold_a_script_are_not(client, valdorne, kept):
    assert [client.get(f"/media/{name}").status_code for name in kept[1:]] == [404, 404, 404]


@pytest.mark.parametrize(
    "path",
    ["", "images/", "images/absent.jpg", "images/../documents/acte.pdf", "images/..%2f..%2fsecret.jpg", "/x.jpg"],
)
def test_anything_else_is_not_found(client, valdorne, kept, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_nothing_can_be_posted_there(client, valdorne, kept):
    assert client.post(f"/media/{kept[0]}").status_code == 405
