"""One place of archives: each content once, named by its hash; a backup is a list of them."""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from .errors import BackupError, Damaged, OtherVersion, WrongKey
from .sealing import CHUNK, PUBLIC_KEY, Keys, key_from
from .stores import Store

#: Raise it when an archive of before can no longer be read.
FORMAT = 1
DESCRIPTION = "bastide-backup.json"
NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
#: A file that changes while it is read is read again this often.
TRIES = 5


@dataclass(frozen=True)
class File:
    """One file: where it goes below its folder, and the content it has."""

    path: str
    content: str
    size: int
    mtime_ns: int

    def is_safe(self) -> bool:
        parts = PurePosixPath(self.path).parts
        return bool(parts) and not self.path.startswith("/") and ".." not in parts and "\0" not in self.path


@dataclass(frozen=True)
class Manifest:
    """A backup: everything that a restore needs to know."""

    name: str
    taken_at: datetime
    release: str
    vendor: str
    database: File
    folders: dict[str, list[File]]
    migrations: list[tuple[str, str]]
    #: Of each table of PostgreSQL: rows, and a digest that does not depend on their order.
    tables: dict[str, tuple[int, str]] = field(default_factory=dict)
    journal: tuple[int, str] = (0, "")
    secret_fingerprint: str = ""
    secret: File | None = None
    format: int = FORMAT

    def files(self) -> Iterator[File]:
        yield self.database
        if self.secret is not None:
            yield self.secret
        for files in self.folders.values():
            yield from files

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files())

    @property
    def count(self) -> int:
        return sum(len(files) for files in self.folders.values())

    def as_json(self) -> bytes:
        return json.dumps({**asdict(self), "taken_at": self.taken_at.isoformat()}, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Raises OtherVersion for another format, Damaged for what is no manifest."""
        try:
            told = json.loads(text)
            if told["format"] != FORMAT:
                raise OtherVersion(
                    _(
                        "Cette sauvegarde est au format %(theirs)s ; ce logiciel lit le format %(ours)s. "
                        "Restaurez-la avec la version %(release)s."
                    )
                    % {"theirs": told["format"], "ours": FORMAT, "release": told.get("release", "?")}
                )
            told["taken_at"] = datetime.fromisoformat(told["taken_at"])
            told["database"] = File(**told["database"])
            told["secret"] = File(**told["secret"]) if told["secret"] else None
            told["folders"] = {name: [File(**file) for file in files] for name, files in told["folders"].items()}
            told["migrations"] = [(app, migration) for app, migration in told["migrations"]]
            told["tables"] = {table: (count, digest) for table, (count, digest) in told["tables"].items()}
            told["journal"] = tuple(told["journal"])
            manifest = cls(**told)
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged(_("La liste de cette sauvegarde est illisible (%(error)s).") % {"error": error}) from None
        if unsafe := [file.path for file in manifest.files() if not file.is_safe()]:
            raise Damaged(_("Cette sauvegarde nomme un fichier hors de son dossier : %(path)s.") % {"path": unsafe[0]})
        return manifest


class Archive:
    """Archives at one destination, opened with its key."""

    def __init__(self, store: Store, keys: Keys, *, is_encrypted: bool) -> None:
        self.store, self.keys, self.is_encrypted = store, keys, is_encrypted
        self._known: set[str] | None = None

    @classmethod
    def open(cls, store: Store, passphrase: str, *, create: bool = False) -> Archive:
        """Raises BackupError when nothing is there, WrongKey, OtherVersion."""
        if not store.exists(DESCRIPTION):
            if not create:
                raise BackupError(_("Aucune sauvegarde dans %(place)s.") % {"place": store})
            if any(True for _name in store.names("")):
                raise BackupError(
                    _("%(place)s contient déjà autre chose : donnez un dossier vide aux sauvegardes.")
                    % {"place": store}
                )
            return cls._create(store, passphrase)
        try:
            with store.open(DESCRIPTION) as file:
                told = json.loads(file.read(10_000))
            salt, is_encrypted, check = bytes.fromhex(told["salt"]), bool(told["encrypted"]), str(told["check"])
            version = told["format"]
        except (ValueError, KeyError, TypeError):
            raise Damaged(_("%(place)s/%(file)s est abîmé.") % {"place": store, "file": DESCRIPTION}) from None
        if version != FORMAT:
            raise OtherVersion(
                _("Ces sauvegardes sont au format %(theirs)s ; ce logiciel lit le format %(ours)s.")
                % {"theirs": version, "ours": FORMAT}
            )
        if is_encrypted and not passphrase:
            raise WrongKey(_("Ces sauvegardes sont chiffrées : donnez leur clé dans BASTIDE_BACKUP_KEY."))
        if passphrase and not is_encrypted:
            raise WrongKey(_("Ces sauvegardes ne sont pas chiffrées : retirez la clé, ou choisissez un autre dossier."))
        keys = Keys(key_from(passphrase, salt) if is_encrypted else PUBLIC_KEY)
        if not hmac.compare_digest(keys.check(), check):
            raise WrongKey(_("La clé n’est pas celle de ces sauvegardes."))
        return cls(store, keys, is_encrypted=is_encrypted)

    @classmethod
    def _create(cls, store: Store, passphrase: str) -> Archive:
        salt = secrets.token_bytes(32)
        keys = Keys(key_from(passphrase, salt) if passphrase else PUBLIC_KEY)
        told = {"format": FORMAT, "encrypted": bool(passphrase), "salt": salt.hex(), "check": keys.check()}
        store.write(DESCRIPTION, iter([json.dumps(told).encode()]))
        return cls(store, keys, is_encrypted=bool(passphrase))

    # --- contents ---------------------------------------------------------------------------------------------------

    def holds(self, content: str) -> bool:
        if self._known is None:
            self._known = {name.rpartition("/")[2] for name in self.store.names("contents/")}
        return content in self._known

    def keep(self, source: Callable[[], BinaryIO]) -> tuple[str, int, int]:
        """Store what `source()` opens, unless it is there; gives its name, its size and the bytes newly stored.

        It is read twice, first for its name; a file that changed in between is read again.
        """
        for _try in range(TRIES):
            digest, size = self.keys.digest(), 0
            with source() as file:
                for piece in pieces_of(file):
                    digest.update(piece)
                    size += len(piece)
            content = digest.hexdigest()
            if self.holds(content):
                return content, size, 0
            with source() as file:
                again = self.keys.digest()
                try:
                    self.store.write(content_path(content), self.keys.seal(_watched(file, again, content)))
                except ChangedMeanwhile:
                    continue
            assert self._known is not None
            self._known.add(content)
            return content, size, size
        raise BackupError(_("Un fichier change sans cesse pendant la sauvegarde."))

    def read(self, content: str) -> Iterator[bytes]:
        """The content, proved as it goes. Raises Damaged, at the latest after the last piece."""
        digest = self.keys.digest()
        try:
            with self.store.open(content_path(content)) as file:
                for piece in self.keys.unseal(file):
                    digest.update(piece)
                    yield piece
        except Damaged as error:
            raise Damaged(_("Le contenu %(name)s : %(what)s.") % {"name": content[:12], "what": error}) from None
        except BackupError:
            raise
        except Exception as error:
            if isinstance(error, GeneratorExit):
                raise
            raise Damaged(
                _("Le contenu %(name)s manque (%(error)s).") % {"name": content[:12], "error": type(error).__name__}
            ) from None
        if not hmac.compare_digest(digest.hexdigest(), content):
            raise Damaged(_("Le contenu %(name)s n’est pas celui qui a été sauvegardé.") % {"name": content[:12]})

    # --- backups ----------------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """The oldest first."""
        found = (name.rpartition("/")[2] for name in self.store.names("backups/"))
        return sorted(name for name in found if NAME.fullmatch(name))

    def manifest(self, name: str) -> Manifest:
        if not NAME.fullmatch(name) or not self.store.exists(f"backups/{name}"):
            raise BackupError(
                _("La sauvegarde « %(name)s » n’existe pas. « bastide backup list » les liste.") % {"name": name}
            )
        try:
            with self.store.open(f"backups/{name}") as file:
                text = b"".join(self.keys.unseal(file))
        except Damaged as error:
            raise Damaged(
                _("La liste de la sauvegarde « %(name)s » : %(what)s.") % {"name": name, "what": error}
            ) from None
        manifest = Manifest.from_json(text)
        if manifest.name != name:
            raise Damaged(_("La sauvegarde « %(name)s » porte le nom d’une autre.") % {"name": name})
        return manifest

    def add(self, manifest: Manifest) -> None:
        """From here on the backup exists."""
        self.store.write(f"backups/{manifest.name}", self.keys.seal([manifest.as_json()]))

    def remove(self, names: list[str]) -> int:
        """Delete backups and the contents that no other one needs; gives how many contents went."""
        for name in names:
            self.store.delete(f"backups/{name}")
        needed = {file.content for name in self.names() for file in self.manifest(name).files()}
        unneeded = [path for path in self.store.names("contents/") if path.rpartition("/")[2] not in needed]
        for path in unneeded:
            self.store.delete(path)
        self._known = None
        return len(unneeded)


class ChangedMeanwhile(Exception):
    """The file is no longer what it was when its name was computed."""


def content_path(content: str) -> str:
    return f"contents/{content[:2]}/{content}"


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(CHUNK):
        yield piece


def _watched(file: BinaryIO, digest: hmac.HMAC, expected: str) -> Iterator[bytes]:
    for piece in pieces_of(file):
        digest.update(piece)
        yield piece
    if digest.hexdigest() != expected:
        raise ChangedMeanwhile


def new_name(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def moment_of(name: str) -> datetime:
    return datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@dataclass(frozen=True)
class Keeping:
    """How many of the last days, weeks and months keep their newest backup."""

    days: int
    weeks: int
    months: int

    def kept(self, names: list[str]) -> set[str]:
        """Those that stay; the newest of all always does."""
        newest_first = sorted(names, reverse=True)
        kept = set(newest_first[:1])
        for count, period in (
            (self.days, lambda at: at.date()),
            (self.weeks, lambda at: at.isocalendar()[:2]),
            (self.months, lambda at: (at.year, at.month)),
        ):
            seen: dict[Any, str] = {}
            for name in newest_first:
                seen.setdefault(period(moment_of(name)), name)
            kept.update(list(seen.values())[:count])
        return kept
