from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from moto.server import ThreadedMotoServer

from bastide.core.media import health
from bastide.core.media.testing import pdf_bytes
from bastide.kit.health.registry import Level

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def endpoint():
    """A double of S3 on loopback, with one bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = f"http://127.0.0.1:{server.get_host_and_port()[1]}"
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=address, **keys)
    client.create_bucket(Bucket="bastide")
    client.close()
    yield address
    server.stop()


def use(settings, endpoint, **fields):
    options = {"bucket": "bastide", "region": "us-east-1", "key": "key", "secret": "secret", "prefix": "media"}
    place = {"BACKEND": "bastide.core.media.bucket.MediaBucket", "OPTIONS": {**options, "endpoint": endpoint, **fields}}
    settings.STORAGES = {**settings.STORAGES, "default": place}


@pytest.fixture
def refusing():
    """What stands for an S3 that knows no key of ours."""

    class Refusal(BaseHTTPRequestHandler):
        def do_HEAD(self):
            self.send_response(403)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Refusal) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_picture_in_the_bucket_is_served_by_us(client, settings, endpoint, valdorne):
    use(settings, endpoint)
    first = default_storage.save("images/le lavoir.jpg", ContentFile(b"one"))
    second = default_storage.save("images/le lavoir.jpg", ContentFile(b"two"))

    answer = client.get(default_storage.url(first))

    assert first != second
    assert default_storage.url(first) == "/media/images/le%20lavoir.jpg"
    assert b"".join(answer.streaming_content) == b"one"
    assert client.get("/media/images/absent.jpg").status_code == 404


def test_a_document_in_the_bucket_passes_through_its_door(client, settings, endpoint, valdorne):
    from wagtail.documents import get_document_model

    use(settings, endpoint)
    document = get_document_model().objects.create(title="Acte", file=ContentFile(pdf_bytes(), name="acte.pdf"))

    answer = client.get(document.url)

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


def test_the_doctor_writes_and_reads(settings, endpoint):
    use(settings, endpoint)

    found = health.bucket(NOON)

    assert found.level is Level.GOOD, found.sentence
    assert default_storage.listdir("")[1] == []


def test_the_doctor_says_that_the_key_is_refused(settings, refusing):
    use(settings, refusing)

    found = health.bucket(NOON)

    assert found.level is Level.BAD
    assert "la clé ou le secret ne sont pas acceptés" in found.sentence
    assert "secret" not in found.sentence.replace("le secret ne", "")


@pytest.mark.parametrize(
    ("endpoint_is", "bucket", "why"),
    [("there", "absent", "ce seau n’existe pas"), ("http://127.0.0.1:9", "bastide", "personne à cette adresse")],
)
def test_the_doctor_says_what_is_missing(settings, endpoint, endpoint_is, bucket, why):
    use(settings, endpoint if endpoint_is == "there" else endpoint_is, bucket=bucket)

    found = health.bucket(NOON)

    assert found.level is Level.BAD
    assert why in found.sentence


def test_in_a_folder_there_is_nothing_to_look_at():
    assert health.bucket(NOON).level is Level.OFF
