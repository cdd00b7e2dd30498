"""Writing news."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.core.media import actions as media
from bastide.core.media.models import MediaImage
from bastide.core.search import actions as search
from bastide.core.territory.models import Organisation
from bastide.core.workspace import actions as workspace
from bastide.kit.http.pages import purge

from . import queries
from .models import NewsItem

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

SOURCE = "news"
#: What is said of a picture beside its file.
ABOUT_PICTURE = ("picture_from", "author", "licence", "people")
OURS, ANOTHER = "ours", "another"
#: Shown for how long, when nobody says: news of last year is no news.
SHOWN_FOR = timedelta(days=365)


@transaction.atomic
def save_news(
    *,
    organisation: Organisation,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    thing: NewsItem | None = None,
    version: int | None = None,
) -> NewsItem:
    """Keep a draft, or change it, with its picture.

    `values`: title, text, theme, expires_at, published_at, picture_words; file (CheckedFile or None), and what is said
    of the picture. Raises OutsideReach, ChangedMeanwhile.
    """
    said = dict(values)
    file = said.pop("file", None)
    takes_away = said.pop("removes_picture", False)
    about = {name: str(said.pop(name, "") or "") for name in ABOUT_PICTURE}
    saved = workspace.save_thing(
        model=NewsItem,
        organisation=organisation,
        values=said,
        by=by,
        at=at,
        thing=thing,
        version=version,
    )
    is_ours = about.pop("picture_from") != ANOTHER
    rights = media.rights_of(organisation=organisation, is_ours=is_ours, **about)
    media.set_picture(thing=saved, file=file, takes_away=takes_away, rights=rights, by=by, at=at)
    _show(saved)
    return saved


@transaction.atomic
def publish(*, thing: NewsItem, by: User, at: datetime) -> NewsItem:
    """Raises NotReady when a title, a text, the words or the rights of the picture are missing; OutsideReach."""
    thing = workspace.held(model=NewsItem, pk=thing.pk, by=by, at=at)
    if not thing.title:
        raise workspace.NotReady(gettext_lazy("Il manque un titre."), field="title")
    if not thing.text.strip() and thing.picture_id is None:
        raise workspace.NotReady(gettext_lazy("Il manque un texte."), field="text")
    _refuse_picture(thing.picture)
    if thing.picture_id is not None and not thing.picture_words.strip():
        raise workspace.NotReady(
            gettext_lazy("Dites ce que montre la photo, pour qui ne la voit pas."), field="picture_words"
        )
    if thing.expires_at is None:
        thing.expires_at = max(at, thing.published_at or at) + SHOWN_FOR
        thing.save(update_fields=["expires_at"])
    if thing.expires_at <= at:
        raise workspace.NotReady(gettext_lazy("La date de retrait est passée."), field="expires_at")
    thing = workspace.publish_thing(thing=thing, by=by, at=at, verb="news.published")
    _show(thing)
    return thing


def _refuse_picture(picture: MediaImage | None) -> None:
    if picture is None or picture.is_publishable:
        return
    if picture.people == MediaImage.People.REFUSED:
        raise workspace.NotReady(
            _("Une personne de la photo n’a pas donné son accord : prenez-en une autre."), field="people"
        )
    raise workspace.NotReady(_("Dites qui a pris la photo et sous quelle licence."), field="licence")


@transaction.atomic
def withdraw(*, thing: NewsItem, by: User, at: datetime) -> NewsItem:
    """Raises OutsideReach."""
    thing = workspace.withdraw_thing(thing=thing, by=by, at=at, verb="news.withdrawn")
    _show(thing)
    return thing


@transaction.atomic
def discard(*, thing: NewsItem, by: User, at: datetime) -> None:
    """Throw away a draft; its picture stays in the body's library. Raises OutsideReach, StillShown."""
    key = str(thing.pk)
    workspace.discard_thing(thing=thing, by=by, at=at, verb="news.discarded")
    workspace.fill_window(organisation=thing.organisation, name="news", lines=queries.window_of(thing.organisation))
    search.reindex(source=SOURCE, key=key)


def _show(thing: NewsItem) -> None:
    """Fresh pages and a fresh index, once the change is committed."""
    organisation = thing.organisation
    workspace.fill_window(organisation=organisation, name="news", lines=queries.window_of(organisation))
    purge(
        f"news-item:{thing.pk}",
        f"news:{organisation.pk}",
        f"news-of:{organisation.territory_id}",
        f"organisation:{organisation.pk}",
    )
    search.reindex(source=SOURCE, key=str(thing.pk))


@transaction.atomic
def show_all(*, organisation: Organisation) -> None:
    """Make again what is derived from all news of a body, when they were put back at once."""
    for thing in NewsItem.objects.of_organisation(organisation):
        search.reindex(source=SOURCE, key=str(thing.pk))
    workspace.fill_window(organisation=organisation, name="news", lines=queries.window_of(organisation))
    purge(f"news:{organisation.pk}", f"news-of:{organisation.territory_id}", f"organisation:{organisation.pk}")
