"""The documents of an act that may still change: put in, taken out, and said what they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import IO, TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction

from bastide.core.journal import actions as journal

from ..documents.checking import Checked
from ..models import Acte, ActeFile

if TYPE_CHECKING:
    from bastide.core.accounts.models import User


class NoLongerChanging(Exception):
    """The act left, or was closed: what was sent never changes."""


@transaction.atomic
def add_file(
    *,
    acte: Acte,
    file: IO[bytes],
    name: str,
    checked: Checked,
    type_code: str,
    is_main: bool,
    by: User | None,
    at: datetime,
) -> ActeFile:
    """Put a document with an act: the act itself (the one before is replaced) or one more annexe.

    Raises NoLongerChanging.
    """
    acte = held(acte=acte)
    if not acte.may_change:
        raise NoLongerChanging
    if is_main:
        for before in acte.files.filter(rank=1):
            _forget_file(before)
        rank = 1
    else:
        last = acte.files.order_by("-rank").values_list("rank", flat=True).first() or 1
        rank = max(last, 1) + 1
    file.seek(0)
    kept = ActeFile(
        acte=acte,
        rank=rank,
        type_code=type_code,
        original_name=name[-200:],
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        is_signed=checked.is_signed,
        signatures=checked.signatures,
        scan=checked.scan,
        added_at=at,
    )
    kept.content.save(name, File(file), save=False)
    kept.save()
    _back_to_draft(acte)
    journal.record(
        "actes.file_added",
        target=acte,
        by=by,
        at=at,
        organisation=acte.organisation,
        data={"sha256": checked.sha256, "rank": rank},
    )
    return kept


@transaction.atomic
def remove_file(*, file: ActeFile, by: User, at: datetime) -> None:
    """Take a document away; the ranks of the others follow. Raises NoLongerChanging."""
    acte = held(acte=file.acte)
    if not acte.may_change:
        raise NoLongerChanging
    sha256, rank = file.sha256, file.rank
    _forget_file(file)
    if rank > 1:
        for later in acte.files.filter(rank__gt=rank).order_by("rank"):
            later.rank -= 1
            later.save(update_fields=["rank"])
    _back_to_draft(acte)
    journal.record(
        "actes.file_removed", target=acte, by=by, at=at, organisation=acte.organisation, data={"sha256": sha256}
    )


@transaction.atomic
def set_file_types(*, acte: Acte, types: Mapping[int, str], by: User, at: datetime) -> None:
    """Say what each document is, by its rank. Raises NoLongerChanging."""
    acte = held(acte=acte)
    if not acte.may_change:
        raise NoLongerChanging
    changed = [file for file in acte.files.all() if file.rank in types and file.type_code != types[file.rank]]
    for file in changed:
        file.type_code = types[file.rank]
        file.save(update_fields=["type_code"])
    if changed:
        _back_to_draft(acte)
        journal.record(
            "actes.described",
            target=acte,
            by=by,
            at=at,
            organisation=acte.organisation,
            data={"fields": ["type_code"]},
        )


def _forget_file(file: ActeFile) -> None:
    """Remove a document that was never sent, its bytes once that is committed."""
    storage, path = file.content.storage, file.content.name
    file.delete()
    transaction.on_commit(lambda: storage.delete(str(path)))


def held(*, acte: Acte) -> Acte:
    """The act as it is now, held until the transaction ends."""
    return Acte.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=acte.pk)


def _back_to_draft(acte: Acte) -> None:
    if acte.state == Acte.State.READY:
        acte.state = Acte.State.DRAFT
        acte.save(update_fields=["state"])
