"""Invented guides, for the tests of the whole project and for the demonstration: no text of the State's."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from bastide.core.accounts.models import User
from bastide.core.territory.models import Organisation

from . import actions
from .demo_texts import documents
from .importing.report import Report
from .models import LocalSheet


def make_zip(path: Path, files: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def load_guides(
    folder: Path, *, audience: str = "part", at: datetime | None = None, changes: Mapping[str, str] | None = None
) -> Report:
    """The invented guides of one public in line; `changes` are other files, or others of the same name."""
    files = documents(audience) | dict(changes or {})
    path = make_zip(folder / f"{audience}-{len(list(folder.iterdir()))}.zip", files)
    return actions.import_guides(path=path, by=None, at=at or timezone.now(), audience=audience)


def make_sheet(organisation: Organisation, by: User, at: datetime | None = None, **told: str) -> LocalSheet:
    values = {"title": "Carte de pêche", "text": "Demandez-la au guichet.\n\n- une photo\n- 12 euros", **told}
    return actions.write_sheet(organisation=organisation, by=by, at=at or timezone.now(), **values)
