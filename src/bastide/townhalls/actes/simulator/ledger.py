"""What the simulated State remembers, in a folder: archives as they came, acts by identifier, mails to deliver."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(slots=True)
class RegisteredAct:
    unique_id: str
    siren: str
    archive: str
    return_addresses: list[str] = field(default_factory=list)
    is_cancelled: bool = False


class Ledger:
    """One process writes here; each change is on disk before it is answered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = threading.RLock()
        for name in ("recus", "arrivees", "a-envoyer"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.path = folder / "registre.json"
        known = json.loads(self.path.read_text("utf-8")) if self.path.is_file() else {}
        self.archives: dict[str, list[str]] = known.get("archives", {})
        self.acts = {key: RegisteredAct(**value) for key, value in known.get("acts", {}).items()}
        self.counter: int = known.get("counter", 0)
        self.was_busy: set[str] = set(known.get("was_busy", []))

    def save(self) -> None:
        with self.lock:
            known = {
                "archives": self.archives,
                "acts": {key: asdict(act) for key, act in self.acts.items()},
                "counter": self.counter,
                "was_busy": sorted(self.was_busy),
            }
            fresh = self.path.with_suffix(".new")
            fresh.write_text(json.dumps(known, ensure_ascii=False, indent=1), "utf-8")
            os.replace(fresh, self.path)

    def next_number(self) -> int:
        with self.lock:
            self.counter += 1
            return self.counter

    def keep_archive(self, name: str, sha256: str, path: Path) -> bool:
        """Whether this archive is new; what came twice is kept once."""
        with self.lock:
            known = self.archives.setdefault(name, [])
            if sha256 in known:
                path.unlink()
                return False
            known.append(sha256)
            path.replace(self.folder / "recus" / f"{sha256[:16]}-{name}")
            return True

    def holds(self, name: str, sha256: str) -> bool:
        with self.lock:
            return sha256 in self.archives.get(name, []) if sha256 else name in self.archives

    def put(self, mail: bytes, due_ns: int) -> None:
        """A mail to deliver at `due_ns`; it outlives this process."""
        path = self.folder / "a-envoyer" / f"{due_ns:020}-{self.next_number():08}.eml"
        fresh = path.with_suffix(".new")
        fresh.write_bytes(mail)
        os.replace(fresh, path)

    def due(self, now_ns: int) -> list[Path]:
        found = sorted((self.folder / "a-envoyer").glob("*.eml"))
        return [path for path in found if int(path.name.split("-")[0]) <= now_ns]
