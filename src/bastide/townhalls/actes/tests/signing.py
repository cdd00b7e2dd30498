"""Certificates of nobody, PDFs they sign, and a time stamping authority on loopback."""

import asyncio
import contextlib
import io
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


class Authority:
    """Signs certificates of people and of time stampers. Made once for all tests: keys are slow."""

    def __init__(self, name):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._sign(
            self.name, self.key.public_key(), ["key_cert_sign", "crl_sign"], is_authority=True
        )
        self.pem = self.certificate.public_bytes(serialization.Encoding.PEM)

    def _sign(self, subject, public, usages, *, is_authority=False, stamps=False):
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(public)
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
        builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        builder = builder.add_extension(x509.KeyUsage(**{name: name in usages for name in USAGES}), critical=True)
        if stamps:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def issue(self, name, *, stamps=False):
        """(certificate, key) as asn1crypto has them; one key serves for all."""
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        usages = ["digital_signature", "content_commitment"]
        made = self._sign(subject, self.key.public_key(), usages, stamps=stamps)
        key = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return asn1(made), keys.PrivateKeyInfo.load(key)

    def signed(self, content, name="Aline Dutilh"):
        """The PDF, signed by somebody."""
        certificate, key = self.issue(name)
        signer = signers.SimpleSigner(certificate, key, self.store())
        target = io.BytesIO()
        metadata = signers.PdfSignatureMetadata(field_name="Signature", md_algorithm="sha256")
        signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), metadata, signer=signer, output=target)
        return target.getvalue()

    def store(self):
        store = SimpleCertificateStore()
        store.register(asn1(self.certificate))
        return store

    @contextlib.contextmanager
    def stamping(self):
        """The address of an authority that stamps; set `sends` on it to make it answer something else."""
        stamper = DummyTimeStamper(*self.issue("Horodatage de test", stamps=True), certs_to_embed=self.store())

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
                said = asyncio.run(stamper.async_request_tsa_response(asked)).dump()
                content = server.sends if server.sends is not None else said
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *words):
                pass

        server = HTTPServer(("127.0.0.1", 0), Handler)
        server.sends = None
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        server.url = f"http://127.0.0.1:{server.server_port}/"
        try:
            yield server
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def asn1(certificate):
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
