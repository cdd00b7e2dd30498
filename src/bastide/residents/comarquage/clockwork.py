"""Once a day, when the settings say so: the State's guides as they are today."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.kit.tasks.clockwork import Periodic, periodics

from . import actions
from .importing.download import DownloadFailed, download


class NotRefreshed(Exception):
    """Some guides could not be brought up to date; `str()` says which, and why."""


def refresh(at: datetime, say: Callable[[str], None]) -> None:
    """The guides in line stay when it fails. Raises NotRefreshed after all audiences, so that somebody reads it."""
    if not (settings.GUIDES_DAILY and settings.GUIDES_URL):
        return
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for audience in settings.GUIDES_AUDIENCES:
            address = settings.GUIDES_URL.replace("{audience}", audience)
            try:
                path = download(address, Path(folder) / f"{audience}-vosdroits-latest.zip")
                report = actions.import_guides(path=path, by=None, at=at, audience=audience, address=address)
            except (DownloadFailed, actions.ImportRefused) as problem:
                failed.append(_("Guides %(audience)s : %(problem)s") % {"audience": audience, "problem": problem})
                continue
            said = {"audience": audience, "new": len(report.new), "changed": len(report.changed)}
            say(_("Guides %(audience)s : %(new)d nouveaux, %(changed)d modifiés.") % said)
    if failed:
        raise NotRefreshed(" ".join(failed))


periodics.plug(
    "comarquage.refresh",
    Periodic(gettext_lazy("Guides de l’État"), timedelta(days=1), refresh, longest=timedelta(hours=1), is_long=True),
)
