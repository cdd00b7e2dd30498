"""The door of the simulated State: HTTP or HTTPS, one archive a post, on this machine unless told otherwise."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import ssl
import tempfile
import threading
import time
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..wire.multipart import MultipartRefused, read_form
from .mailing import WARNING, Delivery
from .prefecture import Cut, NotTaken, Simulation
from .scenarios import ANOMALIES, ENVELOPE_ANOMALIES, LETTERS, Scenario

logger = logging.getLogger(__name__)
MOST_BYTES = 151 * 1024 * 1024


class SimulatorServer(ThreadingHTTPServer):
    """Serves until `shutdown`; a thread beside it delivers mails when they are due."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], simulation: Simulation, delivery: Delivery) -> None:
        self.simulation, self.delivery = simulation, delivery
        self.is_ending = threading.Event()
        self.postman = threading.Thread(target=self._deliver, daemon=True)
        super().__init__(address, _Door)
        self.postman.start()

    def secure(self, certificate: Path, client_authority: Path | None) -> None:
        """HTTPS from now on; with `client_authority`, only for those it signed."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        if client_authority is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(client_authority)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def deliver_due(self) -> int:
        """Deliver what is due; returns how many left."""
        count = 0
        for path in self.simulation.ledger.due(time.time_ns()):
            try:
                self.delivery.deliver(path)
            except OSError as error:
                # The box is away: the mail waits in its folder.
                logger.warning("A mail could not be delivered: %s", error)
                return count
            count += 1
        return count

    def _deliver(self) -> None:
        while not self.is_ending.wait(0.2):
            self.deliver_due()

    def server_close(self) -> None:
        self.is_ending.set()
        super().server_close()
        if self.postman.is_alive():
            self.postman.join()

    def handle_error(self, request: Any, client_address: Any) -> None:
        logger.info("A client left in the middle: %s", client_address)


class _Door(BaseHTTPRequestHandler):
    server: SimulatorServer
    protocol_version = "HTTP/1.1"
    server_version = "simulateur"
    timeout = 60

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/actes":
            self._take()
        elif parts.path == "/lettres":
            length = self.headers.get("Content-Length", "")
            self.rfile.read(min(int(length), 65_536) if length.isdecimal() else 0)
            query = dict(parse_qsl(parts.query))
            sent = self.server.simulation.send_letter(query.get("code", ""), query.get("acte", ""))
            self._say(200 if sent else 404, "Lettre envoyée." if sent else "Cet acte n’est pas enregistré ici.")
        else:
            self._say(404, "Rien ici.")

    def _take(self) -> None:
        ledger = self.server.simulation.ledger
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self.close_connection = True
            self._say(413 if length.isdecimal() else 411, "L’envoi dépasse 150 Mo, ou sa taille n’est pas dite.")
            return
        with tempfile.NamedTemporaryFile(dir=ledger.folder / "arrivees", delete=False) as fresh:
            path = Path(fresh.name)
        try:
            with path.open("wb") as target:
                name = self._receive(target, int(length))
            if not name:
                raise NotTaken(400, "L’envoi ne contient pas d’archive.")
            self.server.simulation.receive(name, path)
        except NotTaken as refusal:
            self._say(refusal.status, str(refusal))
        except MultipartRefused as refusal:
            self.close_connection = True
            self._say(400, f"Envoi illisible : {refusal}")
        except Cut:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self._say(200, f"Reçu : {name}")
        finally:
            path.unlink(missing_ok=True)

    def _receive(self, target: Any, length: int) -> str:
        """The first file of the form, written to `target`; returns its name."""
        name = ""
        for part in read_form(self.rfile, self.headers.get("Content-Type", ""), length):
            if part.filename and not name:
                name = part.filename
                for chunk in part.chunks:
                    target.write(chunk)
        return name

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        ledger = self.server.simulation.ledger
        if parts.path == "/recus":
            held = ledger.holds(query.get("archive", ""), query.get("sha256", ""))
            self._say(200 if held else 404, "Reçu." if held else "Jamais reçu.")
        elif parts.path == "/registre":
            with ledger.lock:
                acts = [asdict(act) for act in ledger.acts.values()]
            self._say(200, json.dumps({"actes": acts}, ensure_ascii=False), "application/json")
        elif parts.path in ("/", "/actes"):
            self._say(200, "\n".join(_help()))
        else:
            self._say(404, "Rien ici.")

    def _say(self, status: int, words: str, kind: str = "text/plain") -> None:
        body = words.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        logger.info(format, *args)


def _help() -> list[str]:
    lines = ["Simulateur de la préfecture", WARNING, "", "Dans l’objet d’un acte de formation, écrivez :"]
    lines += [f"  #{one}" for one in Scenario if one not in (Scenario.ANOMALY, Scenario.ENVELOPE)]
    lines += [f"  #anomalie-{code} : {words}" for code, words in ANOMALIES.items()]
    lines += [f"  #enveloppe-{code} : {words}" for code, words in ENVELOPE_ANOMALIES.items()]
    letters = ", ".join(LETTERS.values())
    return [*lines, "", f"POST /lettres?code=…&acte=… envoie une lettre ({letters}) sur un acte enregistré."]
