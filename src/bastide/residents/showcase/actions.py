"""Writing the showcase: kept as drafts, published until a day, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bastide.core.media import actions as media
from bastide.core.search import actions as search
from bastide.core.territory.models import Organisation
from bastide.core.workspace import actions as workspace
from bastide.kit.http.pages import purge

from .models import Produce, ShortCircuit, Shown, Story, Takeover, Workshop

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

S = TypeVar("S", bound=Shown)
SOURCE = "showcase"
#: What is said of a picture beside its file.
ABOUT_PICTURE = ("author", "licence", "people")
#: Shown for how long when nobody says. An offer that nobody renews is no offer; a story stays.
SHOWN_FOR: dict[type[Shown], timedelta] = {
    Takeover: timedelta(days=180),
    Workshop: timedelta(days=730),
    ShortCircuit: timedelta(days=365),
}


@transaction.atomic
def save(
    *,
    model: type[S],
    organisation: Organisation,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    thing: S | None = None,
    version: int | None = None,
) -> S:
    """Keep a draft, or change it, with its picture and its produce. Raises OutsideReach, ChangedMeanwhile."""
    said = dict(values)
    file, takes_away = said.pop("file", None), said.pop("removes_picture", False)
    produce = said.pop("produce", None)
    about = {name: str(said.pop(name, "") or "") for name in ABOUT_PICTURE}
    if said.get("commune") is None:
        said["commune"] = getattr(organisation, "commune", None)
    saved = workspace.save_thing(
        model=model,
        organisation=organisation,
        values=said,
        by=by,
        at=at,
        thing=thing,
        version=version,
    )
    if isinstance(saved, ShortCircuit) and produce is not None:
        _set_produce(saved, produce)
    rights = media.rights_of(organisation=organisation, is_ours=not about["author"], **about)
    media.set_picture(thing=saved, file=file, takes_away=takes_away, rights=rights, by=by, at=at)
    _refresh(saved)
    return saved


def _set_produce(circuit: ShortCircuit, produce: Mapping[str, int]) -> None:
    circuit.produce.all().delete()
    Produce.objects.bulk_create(Produce(circuit=circuit, name=name, months=months) for name, months in produce.items())


@transaction.atomic
def publish(*, thing: S, by: User, at: datetime) -> S:
    """Show it, until its day. Raises NotReady when something is missing, OutsideReach."""
    thing = workspace.held(model=type(thing), pk=thing.pk, by=by, at=at)
    _refuse(thing, at)
    if thing.expires_at is None and type(thing) in SHOWN_FOR:
        thing.expires_at = max(at, thing.published_at or at) + SHOWN_FOR[type(thing)]
        thing.save(update_fields=["expires_at"])
    thing = workspace.publish_thing(thing=thing, by=by, at=at, verb="showcase.published")
    _refresh(thing)
    return thing


def _refuse(thing: Shown, at: datetime) -> None:
    if not thing.title.strip():
        raise workspace.NotReady(_("Il manque un titre."), field="title")
    if not thing.text.strip():
        raise workspace.NotReady(_("Il manque un texte."), field="text")
    if thing.commune is None:
        raise workspace.NotReady(_("Dites dans quelle commune."), field="commune")
    if thing.expires_at is not None and thing.expires_at <= at:
        raise workspace.NotReady(_("La date de retrait est passée."), field="expires_at")
    if isinstance(thing, Takeover) and not thing.kind:
        raise workspace.NotReady(_("Dites de quel genre d’entreprise il s’agit."), field="kind")
    if isinstance(thing, Story) and not thing.has_agreed:
        raise workspace.NotReady(
            _("Il faut l’accord de la personne : cochez la case quand vous l’avez."), field="has_agreed"
        )
    if isinstance(thing, Workshop) and not thing.craft:
        raise workspace.NotReady(_("Dites quel est le savoir-faire."), field="craft")
    if isinstance(thing, ShortCircuit) and not thing.produce.exists():
        raise workspace.NotReady(_("Dites ce qui se vend, et en quels mois."), field="produce")
    if thing.picture is not None and not thing.picture.is_publishable:
        raise workspace.NotReady(_("Dites qui a pris la photo et sous quelle licence."), field="licence")
    if thing.picture is not None and not thing.picture_words.strip():
        raise workspace.NotReady(_("Dites ce que montre la photo, pour qui ne la voit pas."), field="picture_words")


@transaction.atomic
def withdraw(*, thing: S, by: User, at: datetime) -> S:
    """Raises OutsideReach."""
    thing = workspace.withdraw_thing(thing=thing, by=by, at=at, verb="showcase.withdrawn")
    _refresh(thing)
    return thing


@transaction.atomic
def discard(*, thing: Shown, by: User, at: datetime) -> None:
    """Raises OutsideReach, StillShown."""
    key = thing.search_key
    workspace.discard_thing(thing=thing, by=by, at=at, verb="showcase.discarded")
    search.reindex(source=SOURCE, key=key)


def _refresh(thing: Shown) -> None:
    purge(f"showcase:{thing.shelf}:{thing.organisation.territory_id}")
    search.reindex(source=SOURCE, key=thing.search_key)


def forget_ended(*, at: datetime) -> int:
    """Take what ended by itself within a day out of the search; gives how many. Twice does no harm."""
    count = 0
    for model in (Takeover, Story, Workshop, ShortCircuit):
        rows: Any = model._default_manager
        for thing in rows.filter(
            state=Shown.State.PUBLISHED, expires_at__gt=at - timedelta(days=1), expires_at__lte=at
        ):
            search.reindex(source=SOURCE, key=thing.search_key)
            count += 1
    return count


@transaction.atomic
def show_all(*, organisation: Organisation) -> None:
    """Make again what is derived from all that a body shows, when it was put back at once."""
    for model in (Takeover, Story, Workshop, ShortCircuit):
        rows: Any = model._default_manager
        for thing in rows.of_organisation(organisation).select_related("organisation"):
            _refresh(thing)
