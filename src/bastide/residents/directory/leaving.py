"""What leaves with a body of the directory: the places that people of here told, and files they brought in.

Places of national data sets do not: the other portal reads these data sets itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bastide.core.accounts.models import User
from bastide.core.territory.models import Organisation
from bastide.kit.registry.leaving import Leaving, Named, PuttingBack, Rename, Table, leaving

from .models import PapiDetails, Place, PlacePicture, PlaceSource, RoundStop, ServedCommune, WifiDetails
from .writing import next_change, read_all_again, show_again


def told_here(body: Any) -> Any:
    """Its places that no national data set brings."""
    return Place.objects.filter(organisation=body).exclude(source__kind__in=PlaceSource.NUMBERED).order_by("pk")


def with_authors(provenance: Any, rename: Rename) -> Any:
    """The lines of provenance, whose authors are accounts."""
    return {
        field: {**line, "by": rename(User, line["by"]) if line.get("by") is not None else None}
        for field, line in (provenance or {}).items()
    }


def with_a_number(row: Any, values: Mapping[str, Any], putting: PuttingBack) -> Any:
    row.change = next_change()
    row.save(force_insert=True)
    return row


def prove_place(row: Place) -> None:
    """How it is reached is written as its form writes it, and a site is one that a browser opens. Raises
    ValidationError."""
    for name in ("phones", "emails", "websites"):
        for each in getattr(row, name):
            if not isinstance(each, dict) or not isinstance(each.get("value"), str):
                raise ValidationError(name)
    for site in row.websites:
        if urlsplit(site["value"]).scheme not in ("http", "https"):
            raise ValidationError(site["value"][:80])


def show(body: Organisation, at: datetime) -> None:
    places = list(told_here(body).select_related("commune"))
    if places:
        read_all_again()
        show_again(places)


def _of_places(model: Any) -> Table:
    return Table(model, lambda body: model.objects.filter(place__in=told_here(body).order_by()).order_by("pk"))


def find_source(name: Any) -> PlaceSource:
    """A source of the same address, else what is typed on the portal: what people of here said stays theirs."""
    found = PlaceSource.objects.filter(slug=name["slug"]).first()
    return (
        found
        or PlaceSource.objects.get_or_create(
            slug="saisie", defaults={"kind": PlaceSource.Kind.LOCAL, "title": "Saisi sur le portail"}
        )[0]
    )


ELSEWHERE = _("donnée nationale, que chaque portail lit lui-même")
LOCAL_WORK = _("travail en cours, à finir ici")

leaving.plug(
    "directory",
    Leaving(
        _("Lieux saisis ici"),
        order=30,
        tables=(
            Table(
                Place,
                told_here,
                without=("change",),
                inside={"provenance": with_authors},
                prove=prove_place,
                put_back=with_a_number,
            ),
            *map(_of_places, (ServedCommune, RoundStop, PapiDetails, WifiDetails, PlacePicture)),
        ),
        named=(
            Named(PlaceSource, lambda it: {"slug": it.slug}, find_source),
            Named(
                Place,
                lambda it: {"slug": it.slug, "name": it.name},
                lambda name: Place.objects.published().filter(slug=name["slug"], name=name["name"]).first(),
            ),
        ),
        stays={
            "directory.PlaceSource": ELSEWHERE,
            "directory.ExternalId": ELSEWHERE,
            "directory.PlaceChange": LOCAL_WORK,
            "directory.PlaceImport": LOCAL_WORK,
            "directory.Proposal": LOCAL_WORK,
            "directory.KeeperLink": _("un lien mène à l’adresse d’ici : l’autre portail en envoie un nouveau"),
        },
        afterwards=show,
    ),
)
