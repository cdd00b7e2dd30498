import boto3
import pytest
from moto.server import ThreadedMotoServer

from bastide.core.backup import sealing
from bastide.core.backup.archive import Archive
from bastide.core.backup.errors import BackupError, Damaged, WrongKey
from bastide.core.backup.stores import store_at


@pytest.fixture
def bucket(settings, monkeypatch):
    """A double of S3 on loopback, with one bucket."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    monkeypatch.setitem(sealing.COST, "n", 16)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    settings.BACKUP_S3_ENDPOINT = f"http://127.0.0.1:{server.get_host_and_port()[1]}"
    client = boto3.client("s3", endpoint_url=settings.BACKUP_S3_ENDPOINT)
    client.create_bucket(Bucket="sauvegardes", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    yield "s3://sauvegardes/bastide"
    client.close()
    server.stop()


def test_a_bucket_keeps_what_a_folder_keeps(bucket, tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"leaf" * 1_000_000)
    with pytest.raises(BackupError, match="Aucune sauvegarde"):
        Archive.open(store_at(bucket), "des mots")
    archive = Archive.open(store_at(bucket), "des mots", create=True)

    content, size, added = archive.keep(lambda: path.open("rb"))
    again = Archive.open(store_at(bucket), "des mots").keep(lambda: path.open("rb"))

    assert (size, added, again[2]) == (4_000_000, 4_000_000, 0)
    assert b"".join(archive.read(content)) == path.read_bytes()
    assert archive.remove([]) == 1
    with pytest.raises(Damaged, match="manque"):
        b"".join(archive.read(content))
    with pytest.raises(WrongKey):
        Archive.open(store_at(bucket), "d'autres mots")
