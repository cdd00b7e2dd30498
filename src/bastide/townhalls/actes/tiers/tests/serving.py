"""Doubles that answer on loopback: what they were asked, and what goes wrong with the next request."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bastide.townhalls.actes.wire.multipart import read_form


@dataclass
class Asked:
    """One request, its form taken apart."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""
    fields: list[tuple[str, bytes]] = field(default_factory=list)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)

    def value(self, name: str) -> str:
        return next((value.decode("latin-1") for key, value in self.fields if key == name), "")

    def values(self, name: str) -> list[str]:
        return [value.decode("latin-1") for key, value in self.fields if key == name]

    def file(self, name: str) -> tuple[str, bytes] | None:
        return next(((filename, data) for key, filename, data in self.files if key == name), None)


@dataclass
class Said:
    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    charset: str = "latin-1"


class Double:
    """Answer by overriding `answer`. `faults` are for the next requests whose path ends so: see `_fault`."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: list[tuple[str, str]] = []
        self.url = ""

    def answer(self, asked: Asked) -> Said:
        raise NotImplementedError

    def fails(self, path: str, how: str) -> None:
        self.faults.append((path, how))

    def fault_of(self, path: str) -> str:
        for fault in self.faults:
            if path.endswith(fault[0]):
                self.faults.remove(fault)
                return fault[1]
        return ""


def _handler(double: Double) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def handle_one(self) -> None:
            parts = urlsplit(self.path)
            how = double.fault_of(parts.path)
            if how == "cut before":
                self.close()
                return
            asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query)), dict(self.headers.items()))
            length = int(self.headers.get("Content-Length") or 0)
            if self.headers.get("Content-Type", "").startswith("multipart/form-data"):
                for part in read_form(self.rfile, self.headers["Content-Type"], length):
                    data = b"".join(part.chunks)
                    if part.filename:
                        asked.files.append((part.name, part.filename, data))
                    else:
                        asked.fields.append((part.name, data))
            else:
                asked.body = self.rfile.read(length)
            double.asked.append(asked)
            if how.isdecimal():
                self.say(Said("panne", int(how)))
                return
            said = double.answer(asked)
            if how == "cut after":
                self.close()
            elif how == "silence":
                threading.Event().wait(0.6)
                self.close()
            elif how:
                self.say(Said(how))
            else:
                self.say(said)

        do_GET = do_POST = do_PATCH = handle_one  # noqa: N815 - names of the library

        def say(self, said: Said) -> None:
            body = said.body.encode(said.charset) if isinstance(said.body, str) else said.body
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def close(self) -> None:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, *_args: object) -> None:
            pass

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address) -> None:
        """A client that leaves is part of the test."""


@contextlib.contextmanager
def served(double, context: ssl.SSLContext | None = None) -> Iterator:
    server = _Server(("127.0.0.1", 0), _handler(double))
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    double.url = f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}"
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Certificates:
    """An authority of a day, what it signed, and what a stranger signed. PEM: certificate, then key."""

    authority: bytes
    server: bytes
    client: bytes
    stranger: bytes
    folder: Path

    def context(self, *, wants_client: bool = True) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        path = self.folder / "server.pem"
        path.write_bytes(self.server)
        context.load_cert_chain(path)
        if wants_client:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(cadata=self.authority.decode())
        return context


def make_certificates(folder: Path) -> Certificates:
    issue, authority = _authority("Autorité de test")
    stranger, _other = _authority("Autorité inconnue")
    return Certificates(authority, issue("127.0.0.1"), issue("client"), stranger("client"), folder)


def _authority(name: str) -> tuple[Callable[[str], bytes], bytes]:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

    def build(of: x509.Name, public, is_authority: bool) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(of).issuer_name(subject).public_key(public)
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
        builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
        builder = builder.add_extension(own, critical=False)
        if is_authority:
            usage = {name: name in ("key_cert_sign", "crl_sign") for name in _USAGES}
            builder = builder.add_extension(x509.KeyUsage(**usage), critical=True)
        else:
            names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(key, hashes.SHA256())

    def issue(common_name: str) -> bytes:
        own = ec.generate_private_key(ec.SECP256R1())
        of = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        certificate = build(of, own.public_key(), False)
        return _pem(certificate) + own.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    return issue, _pem(build(subject, key.public_key(), True))


_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
