"""Publishing documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.media import actions as media
from bastide.core.media import queries as media_queries
from bastide.core.search import actions as search
from bastide.core.territory.models import Organisation
from bastide.core.workspace import actions as workspace
from bastide.kit.http.pages import purge

from . import queries
from .models import PublishedDocument
from .proposing import proposal

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

SOURCE = "publications"


@transaction.atomic
def save_publication(
    *,
    organisation: Organisation,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    thing: PublishedDocument | None = None,
    version: int | None = None,
) -> PublishedDocument:
    """Keep a draft with its file, or change it; what nobody filled in is proposed from the document.

    `values`: file (CheckedFile, or None to keep the one there is), kind, title, dated_on. Raises OutsideReach,
    ChangedMeanwhile.
    """
    said = dict(values)
    file = said.pop("file", None)
    if file is not None:
        offered = proposal(media_queries.first_words(file), file.name or "", today=timezone.localdate(at))
        said["kind"] = said.get("kind") or (thing.kind if thing else "") or offered.kind
        said["dated_on"] = said.get("dated_on") or (thing.dated_on if thing else None) or offered.dated_on
        said["title"] = said.get("title") or (thing.title if thing else "") or offered.title
    said = {name: value for name, value in said.items() if value or name == "title"}
    if thing is None:
        assert file is not None
        document = media.keep_document(
            organisation=organisation, file=file, title=said.get("title", ""), by=by, at=at, is_withheld=True
        )
        said["document"] = document
    elif file is not None:
        media.replace_document(document=thing.document, file=file, by=by, at=at)
    saved = workspace.save_thing(
        model=PublishedDocument,
        organisation=organisation,
        values=said,
        by=by,
        at=at,
        thing=thing,
        version=version,
    )
    show_again(thing=saved)
    return saved


@transaction.atomic
def publish(*, thing: PublishedDocument, by: User, at: datetime) -> PublishedDocument:
    """Raises NotReady when the title or the date is missing, OutsideReach."""
    thing = workspace.held(model=PublishedDocument, pk=thing.pk, by=by, at=at)
    if not thing.title:
        raise workspace.NotReady(_("Il manque un titre."), field="title")
    if thing.dated_on is None:
        thing.dated_on = timezone.localdate(at)
        thing.save(update_fields=["dated_on"])
    media.let_read(document=thing.document)
    thing = workspace.publish_thing(thing=thing, by=by, at=at, verb="publication.published")
    show_again(thing=thing)
    return thing


@transaction.atomic
def withdraw(*, thing: PublishedDocument, by: User, at: datetime) -> PublishedDocument:
    """Raises OutsideReach."""
    thing = workspace.withdraw_thing(thing=thing, by=by, at=at, verb="publication.withdrawn")
    media.withhold(document=thing.document)
    show_again(thing=thing)
    return thing


@transaction.atomic
def discard(*, thing: PublishedDocument, by: User, at: datetime) -> None:
    """Throw away a draft and its file. Raises OutsideReach, StillShown."""
    document, key = thing.document, thing.pk
    workspace.discard_thing(thing=thing, by=by, at=at, verb="publication.discarded")
    document.delete()
    search.reindex(source=SOURCE, key=str(key))


def show_again(*, thing: PublishedDocument) -> None:
    """Fresh pages and a fresh index, once the change is committed."""
    organisation = thing.organisation
    workspace.fill_window(organisation=organisation, name="publications", lines=queries.window_of(organisation))
    purge(f"publications:{thing.organisation_id}", f"publication:{thing.pk}", f"organisation:{thing.organisation_id}")
    for key in (str(thing.pk), *(f"{thing.pk}:{number}" for number in media_queries.page_numbers(thing.document))):
        search.reindex(source=SOURCE, key=key)


@transaction.atomic
def show_all(*, organisation: Organisation) -> None:
    """Make again what is derived from all publications of a body, when they were put back at once."""
    for thing in PublishedDocument.objects.of_organisation(organisation).select_related("document", "organisation"):
        show_again(thing=thing)
