"""`bastide simulate_prefecture`: the State's side on this machine, for training and tests. Needs no database."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bastide.townhalls.actes.simulator.ledger import Ledger
from bastide.townhalls.actes.simulator.mailing import Delivery, FolderDelivery, ImapDelivery
from bastide.townhalls.actes.simulator.prefecture import Behaviour, Simulation
from bastide.townhalls.actes.simulator.scenarios import UnknownScenario, play
from bastide.townhalls.actes.simulator.server import SimulatorServer
from bastide.townhalls.actes.wire.classification import ClassificationRefused
from bastide.townhalls.actes.wire.parsing import XmlRefused


class Command(BaseCommand):
    help = "Joue la préfecture sur cette machine : reçoit des actes de formation (TACT) et y répond par courriel."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Adresse d’écoute ; par défaut, cette machine seule.")
        parser.add_argument("--port", type=int, default=8470)
        maildir = Path(settings.ACTES_SIMULATOR_MAILDIR)
        parser.add_argument("--maildir", type=Path, default=maildir, help="Où arrivent ses courriels.")
        parser.add_argument("--folder", type=Path, help="Ce qu’il retient ; par défaut, à côté de ses courriels.")
        parser.add_argument("--imap", metavar="MACHINE:PORT", help="Boîte IMAP où arrivent ses courriels, sinon.")
        parser.add_argument("--imap-login", default="")
        parser.add_argument("--imap-password-file", type=Path)
        parser.add_argument("--scenario", nargs="*", default=["accuse"], help="Ce qu’il fait si l’objet ne dit rien.")
        parser.add_argument("--delay", type=float, default=0, help="Secondes avant de répondre.")
        parser.add_argument("--siren", nargs="*", default=[], help="Les seuls SIREN connus ; tous, sinon.")
        parser.add_argument("--classification", type=Path, help="La classification qu’il donne (7-2).")
        parser.add_argument("--certificate", type=Path, help="Certificat et clé (PEM) : il écoute en HTTPS.")
        parser.add_argument("--client-authority", type=Path, help="Autorité (PEM) des certificats qu’il accepte.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            server = self.server(options)
        except OSError as error:
            raise CommandError(f"Le simulateur ne démarre pas : {error}") from error
        except UnknownScenario as error:
            raise CommandError(f"Pas de scénario « {error} ».") from error
        except (ClassificationRefused, XmlRefused) as error:
            raise CommandError(f"Classification : {error}") from error
        scheme = "https" if options["certificate"] else "http"
        self.stdout.write(f"La préfecture simulée écoute sur {scheme}://{options['host']}:{server.server_port}")
        self.stdout.flush()
        if threading.current_thread() is threading.main_thread():
            # A thread must say it: `shutdown` waits for the loop that the signal interrupts.
            signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
        try:
            server.serve_forever(poll_interval=0.5)
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            server.server_close()

    def server(self, options: dict[str, Any]) -> SimulatorServer:
        folder: Path = options["folder"] or options["maildir"].parent
        behaviour = Behaviour(
            known=frozenset(options["siren"]),
            default=tuple(play(name) for name in options["scenario"]),
            delay_s=options["delay"],
        )
        if options["classification"]:
            behaviour.classification = options["classification"].read_bytes()
        simulation = Simulation(Ledger(folder), behaviour, timezone.localtime)
        server = SimulatorServer((options["host"], options["port"]), simulation, self.delivery(options))
        if options["certificate"]:
            server.secure(options["certificate"], options["client_authority"])
        return server

    def delivery(self, options: dict[str, Any]) -> Delivery:
        if not options["imap"]:
            return FolderDelivery(options["maildir"])
        host, _colon, port = options["imap"].partition(":")
        password = options["imap_password_file"]
        return ImapDelivery(
            host, int(port or 143), options["imap_login"], password.read_text().strip() if password else ""
        )
