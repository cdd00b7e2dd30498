"""What several web nodes share, started on loopback for one journey: Redis, and a double of S3."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import boto3

from .server import ServerFailure, free_port

BUCKET = "bastide"
KEY, SECRET = "une-cle", "un-secret"


class Service:
    """A program that listens on one port. It stays in the group of the tests: who ends them ends it too."""

    def __init__(self, command: list[str], port: int, log: Path) -> None:
        self.command, self.port, self.log = command, port, log
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as sink:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        self.kill()
        raise ServerFailure(f"{self.command[0]} does not start:\n{self.log.read_text(errors='replace')[-2000:]}")

    def pause(self) -> None:
        """Alive, and answers nobody."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[Service]:
    """A Redis (or Valkey) that keeps nothing on the disk. Raises ServerFailure when the machine has none."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        raise ServerFailure("No Redis on PATH: install the package redis-server (or valkey-server).")
    port = free_port()
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    service = Service([*command, "--dir", str(folder)], port, folder / "redis.log")
    try:
        yield service
    finally:
        service.kill()


@contextlib.contextmanager
def s3(folder: Path) -> Iterator[str]:
    """The address of a double of S3 with an empty private bucket."""
    port = free_port()
    service = Service(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port, folder / "s3.log"
    )
    address = f"http://127.0.0.1:{port}"
    keys = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
    try:
        with contextlib.closing(boto3.client("s3", endpoint_url=address, **keys)) as client:
            client.create_bucket(Bucket=BUCKET)
        yield address
    finally:
        service.kill()
