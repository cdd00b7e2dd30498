"""One form for a record, for the town hall, the pôle and the place itself: what people know how to type, no code."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import DAY_NAMES, DAYS, Commune, Territory
from bastide.data.gis.queries import communes_like

from . import typed, values
from .models import GROUPS, PAPI, WIFI, PapiDetails, Place, WifiDetails, kinds_of
from .shown import LANGUAGES

#: Services of a PAPI. Source: lieux de médiation numérique 1.0.2 (read 2026-11).
PAPI_SERVICES = (
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
)
_LINES = ("phones", "emails", "websites")
_COMMENTED = re.compile(r"(.+?)\s+[-–]\s+(.+)")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RecordForm(forms.Form):
    """`told()` gives the fields as `values` stores them. Nothing is asked that the kind of place does not have."""

    name = forms.CharField(label=_("Nom"), max_length=200)
    category = forms.ChoiceField(label=_("Genre"))
    summary = forms.CharField(label=_("En une phrase"), max_length=280, required=False)
    description = forms.CharField(label=_("Présentation"), required=False, widget=_area(4), max_length=10_000)
    address = forms.CharField(
        label=_("Adresse"), max_length=250, required=False, help_text=_("Numéro et rue, ou lieu-dit.")
    )
    complement = forms.CharField(
        label=_("Complément"), max_length=200, required=False, help_text=_("Bâtiment, étage, derrière la mairie…")
    )
    postcode = forms.CharField(label=_("Code postal"), max_length=5, required=False)
    commune = forms.CharField(label=_("Commune"), max_length=120)
    point = forms.CharField(
        label=_("Place sur la carte"),
        max_length=60,
        required=False,
        help_text=_("Latitude puis longitude, copiées d’une carte : 44.8512, 0.4821. Vide : au centre de la commune."),
    )
    phones = forms.CharField(
        label=_("Téléphones"), required=False, widget=_area(2), help_text=_("Un par ligne : 05 53 00 00 01 - Accueil")
    )
    emails = forms.CharField(
        label=_("Adresses électroniques"), required=False, widget=_area(2), help_text=_("Une par ligne.")
    )
    websites = forms.CharField(label=_("Sites"), required=False, widget=_area(2), help_text=_("Un par ligne."))
    hours_comment = forms.CharField(
        label=_("Précisions sur les horaires"), required=False, widget=_area(2), max_length=2_000
    )
    periods = forms.CharField(
        label=_("Fermetures et périodes particulières"),
        required=False,
        widget=_area(3),
        help_text=_("Une par ligne : 14/07/2026 – 31/08/2026 : fermé (congés). Sans l’année : chaque année."),
    )
    accessibility = forms.ChoiceField(
        label=_("Accès en fauteuil roulant"), choices=Place.Accessibility.choices, required=False
    )
    accessibility_note = forms.CharField(label=_("Précisions sur l’accès"), max_length=250, required=False)
    languages = forms.MultipleChoiceField(
        label=_("Langues parlées"),
        choices=list(LANGUAGES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stops = forms.CharField(
        label=_("Tournée"),
        required=False,
        widget=_area(3),
        help_text=_(
            "Si ce service se déplace, une halte par ligne : lundi, semaines impaires, 9 h 30 – 12 h, place de la "
            "mairie, Eymet"
        ),
    )

    def __init__(
        self, data: Any = None, *, place: Place | None, territory: Territory | None, category: str = "", **kwargs: Any
    ) -> None:
        self.place, self.territory = place, territory
        #: The commune that was typed, when it is another than before.
        self.chosen: Commune | None = None
        super().__init__(data, initial=_initial(place) | kwargs.pop("initial", {}), **kwargs)
        blank = [("", _now("Choisissez"))] if place is None else []
        families = [
            (str(group.label), [(each.code, str(each.label)) for each in kinds_of(code)])
            for code, group in GROUPS.items()
        ]
        self.fields["category"].choices = [*blank, *families]  # type: ignore[attr-defined]
        for day, name in zip(DAYS, DAY_NAMES, strict=True):
            self.fields[f"hours_{day}"] = forms.CharField(label=str(name).capitalize(), required=False, max_length=120)
        kind = category or (place.category if place else "")
        self.has_papi = kind == PAPI or hasattr(place, "papi")
        self.has_wifi = kind == WIFI or hasattr(place, "wifi")
        if kind == "public.town_hall":
            self.fields["has_recueil_device"] = forms.BooleanField(
                label=_("Reçoit les demandes de carte d’identité et de passeport (dispositif de recueil)"),
                required=False,
            )
        if self.has_papi:
            self.fields.update(_papi_fields())
        if self.has_wifi:
            self.fields.update(_wifi_fields())

    @property
    def day_fields(self) -> list[forms.BoundField]:
        return [self[f"hours_{day}"] for day in DAYS]

    @property
    def detail_fields(self) -> list[forms.BoundField]:
        """Those of a PAPI or a Wi-Fi spot."""
        return [self[name] for name in self.fields if name.startswith(("papi_", "wifi_"))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._told: dict[str, Any] = {}
        for field in ("name", "category", "summary", "description", "address", "complement", "postcode"):
            self._take(field, field, data.get(field))
        for field in ("hours_comment", "accessibility", "accessibility_note", "languages"):
            self._take(field, field, data.get(field))
        for field in _LINES:
            self._take(field, field, _contacts(data.get(field, "")))
        if "has_recueil_device" in self.fields:
            self._told["has_recueil_device"] = bool(data.get("has_recueil_device"))
        self._take_commune(data.get("commune", ""))
        self._take_point(data.get("point", ""))
        self._take_hours(data)
        self._take_periods(data.get("periods", ""))
        self._take_stops(data.get("stops", ""))
        if self.has_papi:
            self._take_details("papi", data, PapiDetails)
        if self.has_wifi:
            self._take_details("wifi", data, WifiDetails)
        return data

    def told(self) -> dict[str, Any]:
        """What was typed, as `values` stores it; call after `is_valid`."""
        return dict(self._told)

    def _take(self, name: str, field: str, value: Any) -> None:
        if name in self.errors:
            return
        try:
            self._told[field] = values.clean(field, value)
        except values.UnusableValue as refusal:
            self.add_error(name, ValidationError(str(refusal)))

    def _take_commune(self, typed_name: str) -> None:
        if "commune" in self.errors:
            return
        if self.place is not None and typed_name == self.initial.get("commune"):
            self._told |= {"insee_code": self.place.insee_code, "city": self.place.city}
            return
        likely = communes_like(typed_name, self.territory)
        if len(likely) != 1:
            names = ", ".join(each.name for each in likely[:5])
            words = (
                _now("Plusieurs communes : %(names)s.") if names else _now("Aucune commune du territoire n’a ce nom.")
            )
            self.add_error("commune", ValidationError(words % {"names": names}))
            return
        self.chosen = likely[0]
        self._told |= {"insee_code": likely[0].insee_code, "city": likely[0].name}
        if not self._told.get("postcode") and likely[0].postcodes:
            self._told["postcode"] = likely[0].postcodes[0]

    def _take_point(self, text: str) -> None:
        if text == self.initial.get("point", "") and self.place is not None and text:
            return
        if not text.strip():
            commune = self.chosen or (self.place.commune if self.place else None)
            self._told |= {"lon": commune.lon if commune else None, "lat": commune.lat if commune else None}
            return
        parts = [part for part in re.split(r"[;\s]+|,\s+", text.strip()) if part]
        if len(parts) == 1:
            parts = text.strip().split(",")
        point, remark = values.point_of(parts[1], parts[0]) if len(parts) == 2 else (None, "")
        if point is None:
            self.add_error("point", ValidationError(remark or _now("Écrivez deux nombres : 44.8512, 0.4821.")))
        else:
            self._told["lon"], self._told["lat"] = point

    def _take_hours(self, data: dict[str, Any]) -> None:
        week: dict[str, Any] = {}
        for day in DAYS:
            try:
                if spans := typed.spans_of(data.get(f"hours_{day}", "")):
                    week[day] = spans
            except values.UnusableValue as refusal:
                self.add_error(f"hours_{day}", ValidationError(str(refusal)))
                return
        is_said = any((data.get(f"hours_{day}") or "").strip() for day in DAYS)
        try:
            self._told["hours"] = values.clean("hours", week if is_said else None)
        except values.UnusableValue as refusal:
            self.add_error("hours_mon", ValidationError(str(refusal)))

    def _take_periods(self, text: str) -> None:
        known = {typed.period_line(each): each for each in (self.place.periods if self.place else [])}
        try:
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            found = [known.get(line) or typed.period_of(line, timezone.localdate()) for line in lines]
            self._told["periods"] = values.clean("periods", found)
        except values.UnusableValue as refusal:
            self.add_error("periods", ValidationError(str(refusal)))

    def _take_stops(self, text: str) -> None:
        known = dict(_stop_lines(self.place)) if self.place else {}

        def code_of(name: str) -> str:
            likely = communes_like(name, self.territory)
            return likely[0].insee_code if len(likely) == 1 else ""

        try:
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            found = [known.get(line) or typed.stop_of(line, code_of) for line in lines]
            self._told["stops"] = values.clean("stops", found)
            self._told["is_itinerant"] = bool(found) or bool(self.place and self.place.is_itinerant and not known)
        except values.UnusableValue as refusal:
            self.add_error("stops", ValidationError(str(refusal)))

    def _take_details(self, part: str, data: dict[str, Any], model: type[PapiDetails] | type[WifiDetails]) -> None:
        before = values.read(self.place, part) if self.place else None
        told = dict(before or values.clean(part, {}))
        for name in self.fields:
            if name.startswith(f"{part}_"):
                value = data.get(name)
                if name in ("papi_activities", "papi_equipment"):
                    value = [line.strip() for line in (value or "").splitlines() if line.strip()]
                if name == "papi_services":
                    # Words of another list that an import brought are kept: the form does not show them.
                    kept = [each for each in told.get("services", []) if each not in PAPI_SERVICES]
                    value = [*(value or []), *kept]
                if name == "wifi_is_free":
                    value = {"yes": True, "no": False}.get(value or "")
                told[name.removeprefix(f"{part}_")] = value
        self._take(next(name for name in self.fields if name.startswith(f"{part}_")), part, told)


def _papi_fields() -> dict[str, forms.Field]:
    return {
        "papi_is_working": forms.BooleanField(label=_("En service"), required=False),
        "papi_opening": forms.ChoiceField(
            label=_("Comment on y accède"), choices=PapiDetails.Opening.choices, required=False
        ),
        "papi_services": forms.MultipleChoiceField(
            label=_("Ce qu’on peut y faire"),
            choices=[(each, each) for each in PAPI_SERVICES],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        "papi_activities": forms.CharField(
            label=_("Activités"), required=False, widget=_area(2), help_text=_("Une par ligne : atelier photo…")
        ),
        "papi_equipment": forms.CharField(
            label=_("Équipement"), required=False, widget=_area(2), help_text=_("Un par ligne : 4 ordinateurs…")
        ),
        "papi_mediators": forms.IntegerField(
            label=_("Médiateurs numériques"), required=False, min_value=0, max_value=200
        ),
        "papi_booking_url": forms.URLField(label=_("Adresse pour prendre rendez-vous"), required=False, max_length=500),
    }


def _wifi_fields() -> dict[str, forms.Field]:
    return {
        "wifi_ssid": forms.CharField(label=_("Nom du réseau"), max_length=64, required=False),
        "wifi_where": forms.ChoiceField(label=_("Où le capter"), choices=WifiDetails.Where.choices, required=False),
        "wifi_sign_in": forms.ChoiceField(label=_("Connexion"), choices=WifiDetails.SignIn.choices, required=False),
        "wifi_is_free": forms.ChoiceField(
            label=_("Prix"),
            choices=[("", _("non renseigné")), ("yes", _("gratuit")), ("no", _("payant"))],
            required=False,
        ),
        "wifi_is_working": forms.BooleanField(label=_("En service"), required=False),
    }


def _initial(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {"papi_is_working": True, "wifi_is_working": True}
    plain = ("name", "category", "summary", "description", "address", "complement", "postcode", "hours_comment")
    told: dict[str, Any] = {field: getattr(place, field) for field in plain}
    told |= {field: getattr(place, field) for field in ("accessibility", "accessibility_note", "languages")}
    told["has_recueil_device"] = place.has_recueil_device
    told["commune"] = place.commune.name if place.commune else place.city
    told["point"] = f"{place.lat}, {place.lon}" if place.has_point else ""
    for field in _LINES:
        lines = [f"{one['value']} - {one['label']}" if one["label"] else one["value"] for one in getattr(place, field)]
        told[field] = "\n".join(lines)
    for day in DAYS:
        spans = (place.hours or {}).get(day, [])
        told[f"hours_{day}"] = typed.spans_text(spans) if spans else (typed.CLOSED if place.hours is not None else "")
    told["periods"] = "\n".join(typed.period_line(each) for each in place.periods)
    told["stops"] = "\n".join(line for line, _stop in _stop_lines(place))
    for part in ("papi", "wifi"):
        for name, value in (values.read(place, part) or {}).items():
            told[f"{part}_{name}"] = value
    for name in ("papi_activities", "papi_equipment"):
        if name in told:
            told[name] = "\n".join(told[name])
    if "wifi_is_free" in told:
        told["wifi_is_free"] = {True: "yes", False: "no", None: ""}[told["wifi_is_free"]]
    return told


def _stop_lines(place: Place | None) -> list[tuple[str, dict[str, Any]]]:
    if place is None or not place.is_itinerant:
        return []
    names = {stop.commune.insee_code: stop.commune.name for stop in place.stops.all() if stop.commune}
    return [(typed.stop_line(told, names.get(told["insee_code"], "")), told) for told in values.read(place, "stops")]


def _contacts(text: str) -> list[dict[str, str]]:
    found = []
    for line in text.splitlines():
        if line.strip():
            match = _COMMENTED.fullmatch(line.strip())
            found.append({"value": match[1], "label": match[2]} if match else {"value": line.strip()})
    return found
