"""`bastide run`: an installed service in one command; systemd may run its parts one by one instead."""

from __future__ import annotations

import errno
import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from bastide.kit.health import launcher


class Command(BaseCommand):
    help = "Brings the database and the static files up to date, then serves: web, worker and clock."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Where to listen; a proxy stands in front.")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="Processes of the web server.")
        parser.add_argument("--no-prepare", action="store_true", help="Neither migrate nor collect static files.")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port(options["host"], options["port"])
        if not options["no_prepare"]:
            self.stdout.write("Database…")
            call_command("migrate", verbosity=0)
            self.stdout.write("Static files…")
            call_command("collectstatic", interactive=False, verbosity=0)
        # The children have connections of their own.
        connections.close_all()
        running = launcher.parts(host=options["host"], port=options["port"], workers=options["workers"])
        self.stdout.write(f"bastide is served at http://{options['host']}:{options['port']} (Ctrl-C stops it).")
        self.stdout.flush()
        launcher.keep_running(running, self._say)
        self.stdout.write("Stopped.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def refuse_taken_port(host: str, port: int) -> None:
    """The web server would share a taken port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(f"Port {port} is taken: stop what answers there, or give another --port.") from None
            raise CommandError(f"Cannot listen on {host}:{port}: {error.strerror}.") from None
