"""A small load generator: a few kept connections, each asking again as soon as it is answered.

On a shared machine requests per second say as much about the neighbours as about us. So the processor time that the
server spent on each request is measured too, from what the kernel counts for its processes; ratios come from that.
"""

from __future__ import annotations

import os
import selectors
import socket
import statistics
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

CONNECTIONS = 8
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Target:
    """One address, asked in one way, of one server (its port and the processes that serve it)."""

    name: str
    port: int
    path: str
    root_pid: int
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    @property
    def request(self) -> bytes:
        headers = {"Host": f"localhost:{self.port}", "Accept-Encoding": "gzip, br", **self.headers}
        lines = [f"GET {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass(frozen=True)
class Round:
    """What one target did in one round."""

    requests: int
    seconds: float
    cpu_seconds: float
    bytes: int

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Processor time of the server for one request, in milliseconds."""
        return self.cpu_seconds * 1000 / self.requests


def processes_under(pid: int) -> list[int]:
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            found += processes_under(int(child))
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time that the kernel counted for `pids` so far."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def ask(connection: socket.socket, target: Target) -> int:
    """Send one request, read its whole answer, return its size. Raises RuntimeError for another status."""
    connection.sendall(target.request)
    return read_answer(connection, target)


def read_answer(connection: socket.socket, target: Target) -> int:
    data = connection.recv(262_144)
    while b"\r\n\r\n" not in data:
        if not (more := connection.recv(262_144)):
            raise RuntimeError(f"{target.name}: the server hung up")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    if int(head[9:12]) != target.status:
        raise RuntimeError(f"{target.name}: {head.decode(errors='replace')}")
    missing = length_of(head) - len(body)
    size = len(data)
    while missing > 0:
        if not (more := connection.recv(262_144)):
            raise RuntimeError(f"{target.name}: the server hung up")
        missing -= len(more)
        size += len(more)
    return size


def length_of(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    raise RuntimeError(f"No length: {head.decode(errors='replace')}")


def load(target: Target, *, seconds: float) -> Round:
    """Keep `CONNECTIONS` requests in the air for `seconds`."""
    pids = processes_under(target.root_pid)
    with selectors.DefaultSelector() as ready:
        connections = [socket.create_connection(("127.0.0.1", target.port)) for _ in range(CONNECTIONS)]
        for connection in connections:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(connection, selectors.EVENT_READ)
        request, done, size = target.request, 0, 0
        before, started = cpu_seconds(pids), time.monotonic()
        for connection in connections:
            connection.sendall(request)
        flying, end = len(connections), started + seconds
        while flying:
            for key, _events in ready.select():
                connection = key.fileobj
                size += read_answer(connection, target)  # type: ignore[arg-type]
                done += 1
                if time.monotonic() < end:
                    connection.sendall(request)  # type: ignore[union-attr]
                else:
                    flying -= 1
        taken, spent = time.monotonic() - started, cpu_seconds(pids) - before
        for connection in connections:
            connection.close()
    return Round(done, taken, spent, size // done)


def measure(targets: list[Target], *, rounds: int, seconds: float) -> dict[str, list[Round]]:
    """Load each target in turn, `rounds` times over, so that a busy moment of the machine falls on all alike."""
    for target in targets:
        load(target, seconds=0.5)
    results: dict[str, list[Round]] = {target.name: [] for target in targets}
    for _ in range(rounds):
        for target in targets:
            results[target.name].append(load(target, seconds=seconds))
    return results


def middle(results: list[Round], what: str) -> float:
    return statistics.median(getattr(result, what) for result in results)


def ratio(results: dict[str, list[Round]], one: str, other: str, what: str) -> float:
    """The median over rounds of `one` ÷ `other`, each pair taken within one round."""
    pairs = zip(results[one], results[other], strict=True)
    return statistics.median(getattr(a, what) / getattr(b, what) for a, b in pairs)
