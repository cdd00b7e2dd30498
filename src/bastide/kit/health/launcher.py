"""The whole service in one command: web server, worker of the queue, clock."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from django.conf import settings

#: A process that ends is started again after this long.
PAUSE_S = 5.0
GRACE_S = 10.0
TICK_S = 60.0
LONG_TICK_S = 300.0


@dataclass
class Part:
    """One process: kept alive, or called again and again when `every_s` is given."""

    name: str
    command: list[str]
    every_s: float = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    next_at: float = 0

    def look(self, now: float, say: Callable[[str], None]) -> None:
        if self.process is not None:
            if self.process.poll() is None:
                return
            if self.process.returncode or not self.every_s:
                say(f"{self.name} ended with code {self.process.returncode}.")
            self.process = None
            self.next_at = max(self.next_at, now + PAUSE_S) if not self.every_s else self.next_at
        if now >= self.next_at:
            self.next_at = now + self.every_s
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL)  # noqa: S603

    def stop(self, deadline: float) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def bastide(*arguments: str) -> list[str]:
    """A command of ours, under the Python that runs now."""
    return [sys.executable, "-m", "bastide.project", *arguments]


def parts(*, host: str, port: int, workers: int) -> list[Part]:
    module, _dot, name = settings.WSGI_APPLICATION.rpartition(".")
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws"]
    web += ["--workers", str(workers), "--blocking-threads", "4", "--respawn-failed-workers"]
    web += ["--workers-kill-timeout", "5", f"{module}:{name}"]
    return [
        Part("The web server", web),
        Part("The worker", bastide("db_worker", "--no-reload", "--queue-name", "*")),
        Part("The clock", bastide("tick", "--short"), every_s=TICK_S),
        Part("The clock of long works", bastide("tick", "--long"), every_s=LONG_TICK_S),
    ]


def keep_running(running: list[Part], say: Callable[[str], None]) -> None:
    """Until TERM or Ctrl-C; then all are told to stop, and waited for."""
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        while not stopped.is_set():
            for part in running:
                part.look(time.monotonic(), say)
            stopped.wait(0.3)
    finally:
        deadline = time.monotonic() + GRACE_S
        for part in running:
            if part.process is not None:
                part.process.terminate()
        for part in running:
            part.stop(deadline)
