"""What the portal knows already, chosen and never retyped."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from bastide.core.territory.models import Office, Territory
from bastide.data.gis import queries as maps
from bastide.data.gis.registry import map_layers
from bastide.residents.directory import queries as directory

from ..choosers import OrganisationChooserBlock, PlaceChooserBlock
from .words import DATA


class ContactsBlock(blocks.StructBlock):
    """How to reach some bodies, from what they say of themselves on the portal."""

    title = blocks.CharBlock(label=_("Titre"), max_length=120, default=_("Vos interlocuteurs"))
    bodies = blocks.ListBlock(OrganisationChooserBlock(label=_("Organisme")), label=_("Organismes"), min_num=1)

    class Meta:
        icon = "group"
        label = _("Interlocuteurs")
        group = DATA
        template = "pages/blocks/contacts.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        bodies = [body for body in value["bodies"] if body is not None]
        offices = (
            Office.objects.with_public_values()
            .filter(organisation__in=bodies)
            .select_related("organisation__commune", "organisation__epci")
        )
        by_body = {office.organisation_id: Contact(office) for office in offices}
        context["contacts"] = [by_body.get(body.pk) or Contact(Office(organisation=body)) for body in bodies]
        return context


class Contact:
    """One body as a visitor reaches it; empty words for what is not known."""

    def __init__(self, office: Office) -> None:
        self.body = office.organisation
        known = office if office.pk else None
        self.name = self.body.name
        self.phone = str(known.value("phone") or "") if known else ""
        self.address = str(known.value("address") or "") if known else ""
        place = (str(known.value(each) or "") for each in ("postcode", "city")) if known else ()
        self.city_line = " ".join(part for part in place if part)
        site = getattr(self.body, "commune", None) or getattr(self.body, "epci", None)
        self.url = site.get_absolute_url() if site is not None else ""


class PlacesBlock(blocks.StructBlock):
    """Places of the directory, as their own records tell them on the day of the reading."""

    title = blocks.CharBlock(label=_("Titre"), max_length=120, default=_("Où aller"))
    places = blocks.ListBlock(PlaceChooserBlock(label=_("Lieu")), label=_("Lieux"), min_num=1, max_num=40)

    class Meta:
        icon = "site"
        label = _("Lieux de l’annuaire")
        group = DATA
        template = "pages/blocks/places.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        # A place that was withdrawn since is left out.
        context["places"] = directory.by_number([place.pk for place in value["places"] if place is not None])
        return context


def layer_choices() -> list[tuple[str, Any]]:
    return [(name, layer.title) for name, layer in map_layers]


class MapBlock(blocks.StructBlock):
    """The territory's map with one of its layers; a drawing until the reader opens it."""

    title = blocks.CharBlock(label=_("Titre"), max_length=120)
    layer = blocks.ChoiceBlock(choices=layer_choices, label=_("Couche"))
    text = blocks.TextBlock(
        label=_("Ce qu’on y voit"),
        max_length=400,
        help_text=_("La carte n’est jamais le seul chemin : dites l’essentiel en une ou deux phrases."),
    )

    class Meta:
        icon = "site"
        label = _("Carte d’une couche")
        group = DATA
        template = "pages/blocks/map.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        territory = Territory.objects.current()
        communes = list(maps.communes_in(territory, None)[: maps.MAP_LIMIT + 1])
        tones: dict[int | None, int] = {epci.pk: tone for epci, tone in maps.tones_of(territory).items()}
        drawing = maps.territory_map(communes, tones=tones) if len(communes) <= maps.MAP_LIMIT else None
        context["drawing"] = drawing
        if value["layer"] in map_layers:
            context["layer"] = map_layers[value["layer"]]
        return context


#: What a block chooses, and the tag that is purged when it changes.
_NAMED = {"contacts": ("bodies", "organisation"), "places": ("places", "place")}


def tags_of(body: Any) -> list[str]:
    """What a page's blocks show that is told elsewhere. No query."""
    found = []
    for raw in body.raw_data:
        if raw["type"] in _NAMED:
            field, tag = _NAMED[raw["type"]]
            found += [f"{tag}:{_key(item)}" for item in raw["value"].get(field, ()) if _key(item)]
    return sorted(set(found))


def _key(item: Any) -> Any:
    """Of an item of a list as it is stored today, or as it was before items had names."""
    return item.get("value") if isinstance(item, dict) else item
