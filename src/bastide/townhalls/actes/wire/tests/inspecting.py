"""Looking at a message in tests, and making the archives and mails that carry one."""

import io
import json
import tarfile
from email.message import EmailMessage

from bastide.townhalls.actes.wire.inspection import KEYS, as_line, inspect
from bastide.townhalls.actes.wire.packing import pack, write_archive

from .factories import (
    ACTE,
    ADDRESSES,
    INCOMING,
    PDF,
    SENDER,
    TODAY,
)

RECEIPT = INCOMING["1-2"][1].decode("latin-1")
DECLARED = "<?xml version='1.0' encoding='ISO-8859-1'?>"


def lines(data: bytes, name: str = "") -> list[dict]:
    found = [json.loads(as_line(one.reading)) for one in inspect(io.BytesIO(data), name)]
    assert all(tuple(line) == KEYS for line in found)
    return found


def line(data: bytes, name: str = "") -> dict:
    (found,) = lines(data, name)
    return found


def archive(*messages) -> tuple[str, bytes]:
    package = pack(
        SENDER, messages or (ACTE,), trigramme="BAS", mode="TACT", day=TODAY, serial=3, return_addresses=ADDRESSES
    )
    target = io.BytesIO()
    write_archive(package, target)
    return package.archive_name, target.getvalue()


def tar_of(*files: tuple[str, bytes], **entry) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:gz", format=entry.pop("format", tarfile.GNU_FORMAT)) as tar:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            for key, value in entry.items():
                setattr(info, key, value)
            tar.addfile(info, io.BytesIO(data))
    return target.getvalue()


def mail_of(*kinds: str, html: bool = True, **options) -> EmailMessage:
    """As the State writes: a page, a picture, the envelope, its messages and their documents."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "actes@interieur.test", "actes@operateur.test", "Accusé n° 1 – reçu"
    mail.set_content("Voir la page.")
    if html:
        mail.add_alternative("<html><body>Bonjour</body></html>", subtype="html")
    mail.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="logo.png")
    for kind in kinds:
        name, data = INCOMING[kind]
        subtype = options.get("subtype", "xml")
        mail.add_attachment(data, maintype=options.get("maintype", "application"), subtype=subtype, filename=name)
    for name in options.get("documents", ()):
        mail.add_attachment(PDF, maintype="application", subtype="pdf", filename=name)
    return mail


MAIL = mail_of("envelope", "1-2").as_bytes()
