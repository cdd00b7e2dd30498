"""ACTES on the line: messages and archives per second, and what a 150 MB archive takes in memory, step by step.

python -m bench.actes_line [--small] [--acts=1000]    --small: 10 acts of 3 MB, an archive of 20 MB
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from .machine import description, table

SRC = Path(__file__).resolve().parent.parent / "src"
sys.path.insert(0, str(SRC))

from bastide.townhalls.actes.tiers.calls import Access  # noqa: E402
from bastide.townhalls.actes.tiers.direct import Simulator, SimulatorAddress  # noqa: E402
from bastide.townhalls.actes.tiers.mailboxes import FolderMailbox  # noqa: E402
from bastide.townhalls.actes.tiers.port import Sending  # noqa: E402
from bastide.townhalls.actes.wire.building import message_xml  # noqa: E402
from bastide.townhalls.actes.wire.inspection import inspect_path  # noqa: E402
from bastide.townhalls.actes.wire.messages import ActeMessage, PathContent, Piece, Sender  # noqa: E402
from bastide.townhalls.actes.wire.packing import pack, write_archive  # noqa: E402
from bastide.townhalls.actes.wire.reading import read_message  # noqa: E402
from bastide.townhalls.actes.wire.rules import check  # noqa: E402

BUDGET_MIB = 100
DAY = date(2026, 3, 2)
SENDER = Sender("212499998", "024", "3", "31")
MIB = 1024 * 1024
NAME = "BAS-TACT--212499998--20260302-1.tar.gz"


def act(document: Path, number: str) -> ActeMessage:
    piece = Piece(PathContent(document), "99_DE", document.name)
    return ActeMessage(number, date(2026, 2, 20), 1, (7, 10), "Tarifs de la salle des fêtes", date(2025, 9, 1), piece)


def a_pdf(path: Path, size: int) -> Path:
    """A PDF of about `size` bytes that gzip cannot shrink: one page and a stream of noise, written chunk by chunk."""
    parts = [b"%PDF-1.4\n"]
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    offsets, written = [], len(parts[0])
    with path.open("wb") as target:
        target.write(parts[0])
        for number, body in enumerate(objects, start=1):
            offsets.append(written)
            written += target.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        offsets.append(written)
        written += target.write(b"4 0 obj\n<</Length %d>>\nstream\n" % size)
        for begin in range(0, size, MIB):
            written += target.write(os.urandom(min(MIB, size - begin)))
        written += target.write(b"\nendstream\nendobj\n")
        lines = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        target.write(b"xref\n0 5\n0000000000 65535 f \n%s" % lines)
        target.write(b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % written)
    return path


def packed(document: Path, number: str, target: Path, serial: int = 1) -> str:
    package = pack(
        SENDER,
        [act(document, number)],
        trigramme="BAS",
        mode="TACT",
        day=DAY,
        serial=serial,
        return_addresses=["actes@operateur.test"],
    )
    with target.open("wb") as sink:
        write_archive(package, sink)
    return package.archive_name


def per_second(count: int, work) -> str:
    started = time.perf_counter()
    for rank in range(count):
        work(rank)
    return f"{count / (time.perf_counter() - started):,.0f}".replace(",", " ")


def speeds(folder: Path, count: int) -> list[list[str]]:
    document = a_pdf(folder / "3.pdf", 3_000_000)
    message = act(document, "D1")
    xml = message_xml(message, ["99_DE-x_1.pdf"])
    rows = [
        [
            "message built and validated",
            per_second(min(count * 20, 20_000), lambda _rank: message_xml(message, ["99_DE-x_1.pdf"])),
        ],
        ["message read", per_second(min(count * 20, 20_000), lambda _rank: read_message(xml, "x.xml"))],
        ["act of 3 MB checked", per_second(count, lambda _rank: check(message, SENDER, today=DAY))],
        ["act of 3 MB packed", per_second(count, lambda rank: packed(document, f"D{rank}", folder / NAME))],
        ["archive of 3 MB read", per_second(count, lambda _rank: list(inspect_path(folder / NAME)))],
    ]
    return [[name, f"{figure} /s"] for name, figure in rows]


def peak_mib() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def step(name: str, folder: Path, url: str) -> None:
    """One step in a process of its own: how much its peak passes what it took at rest."""
    document, archive = folder / "large.pdf", folder / NAME
    Path("/proc/self/clear_refs").write_text("5")
    idle, started = peak_mib(), time.perf_counter()
    if name == "check":
        assert check(act(document, "D1"), SENDER, today=DAY) == []
    elif name == "pack":
        packed(document, "D1", archive)
    elif name == "read":
        assert [one.reading.action for one in inspect_path(archive)][-1] == "outgoing"
    else:
        sending = Sending(SENDER, act(document, "D1"), NAME, "", lambda: archive.open("rb"))
        address = SimulatorAddress(url, FolderMailbox(folder / "courrier"), Access(url))
        assert Simulator(address).submit(sending).reference == NAME
    print(json.dumps([peak_mib() - idle, time.perf_counter() - started]))


def memory(folder: Path, size: int) -> tuple[list[list[str]], bool]:
    a_pdf(folder / "large.pdf", size)
    environment = {**os.environ, "PYTHONPATH": str(SRC), "BASTIDE_STATE_DIR": str(folder)}
    command = [sys.executable, "-m", "bastide.project", "simulate_prefecture", "--port", "0"]
    simulator = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    rows, fits = [], True
    try:
        assert simulator.stdout is not None
        url = simulator.stdout.readline().split()[-1]
        status = Path(f"/proc/{simulator.pid}/status")
        idle = int(status.read_text().split("VmRSS:")[1].split()[0]) / 1024
        for name in ("check", "pack", "read", "send"):
            done = subprocess.run(
                [sys.executable, "-m", "bench.actes_line", "--step", name, str(folder), url],
                capture_output=True,
                text=True,
                check=False,
                env=environment,
            )
            if done.returncode:
                raise SystemExit(done.stderr)
            above, seconds = json.loads(done.stdout)
            rows.append([name, f"{above:.0f} MiB", f"{seconds:.1f} s"])
            fits = fits and above <= BUDGET_MIB
        above = int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024 - idle
        rows.append(["receive (simulator)", f"{above:.0f} MiB", ""])
        fits = fits and above <= BUDGET_MIB
    finally:
        simulator.terminate()
        simulator.wait()
    return rows, fits


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--step"]:
        step(arguments[1], Path(arguments[2]), arguments[3])
        return 0
    is_small = "--small" in arguments
    with tempfile.TemporaryDirectory(prefix="bastide-bench-") as place:
        asked = next((int(one.partition("=")[2]) for one in arguments if one.startswith("--acts=")), 1_000)
        rows = speeds(Path(place), 10 if is_small else asked)
        size = (20 if is_small else 148) * MIB
        steps, fits = memory(Path(place), size)
    print(description(), "", table(["work", "speed"], rows), "", sep="\n")
    print(table([f"{size // MIB} MiB document", f"above idle (budget {BUDGET_MIB} MiB)", "time"], steps))
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
