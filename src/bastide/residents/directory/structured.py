"""A record for machines: schema.org in the page, vCard to keep."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from bastide.kit.ui.typography import phone_link

from .models import Place

_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
#: The schema.org type of some kinds and families. Source: schema.org 29 (read 2026-11).
_TYPES = {
    "public": "GovernmentOffice",
    "health.pharmacy": "Pharmacy",
    "health.doctor": "Physician",
    "health.dentist": "Dentist",
    "health.hospital": "Hospital",
    "health": "MedicalBusiness",
    "education": "EducationalOrganization",
    "social.early_childhood": "ChildCare",
    "association": "NGO",
    "shop.bakery": "Bakery",
    "shop.grocery": "GroceryStore",
    "shop.cafe": "CafeOrCoffeeShop",
    "shop.restaurant": "Restaurant",
    "shop.hairdresser": "HairSalon",
    "shop.fuel": "GasStation",
    "shop": "Store",
    "producer.wine": "Winery",
    "lodging.hotel": "Hotel",
    "lodging.campsite": "Campground",
    "lodging": "LodgingBusiness",
    "culture.library": "Library",
    "culture.museum": "Museum",
    "culture.tourist_office": "TouristInformationCenter",
    "leisure.pool": "PublicSwimmingPool",
    "leisure.sport": "SportsActivityLocation",
    "mobility.station": "TrainStation",
    "mobility.charging": "AutomotiveBusiness",
    "worship.place": "PlaceOfWorship",
    "worship.cemetery": "Cemetery",
}


def place_data(request: HttpRequest, place: Place) -> dict[str, Any]:
    """The place for search engines. Never a mail address: harvesters read this too."""
    page = request.build_absolute_uri(place.get_absolute_url())
    group = place.category.partition(".")[0]
    data: dict[str, Any] = {
        "@type": _TYPES.get(place.category) or _TYPES.get(group) or "Place",
        "@id": f"{page}#lieu",
        "name": place.name,
        "url": place.websites[0]["value"] if place.websites else page,
        "mainEntityOfPage": page,
        "dateModified": place.changed_at.date().isoformat(),
    }
    if place.summary or place.description:
        data["description"] = place.summary or place.description[:500]
    if place.address or place.city:
        data["address"] = {
            "@type": "PostalAddress",
            "streetAddress": place.address,
            "postalCode": place.postcode,
            "addressLocality": place.city,
            "addressCountry": "FR",
        }
    if place.has_point:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    if place.phone:
        data["telephone"] = phone_link(place.phone).removeprefix("tel:")
    if (hours := place.weekly_hours) is not None:
        data["openingHoursSpecification"] = [
            {"@type": "OpeningHoursSpecification", "dayOfWeek": _DAYS[day.code], "opens": opens, "closes": closes}
            for day in hours.week()
            for opens, closes in (span.as_json() for span in day.spans)
        ]
    if place.accessibility:
        data["amenityFeature"] = {
            "@type": "LocationFeatureSpecification",
            "name": "Accessible en fauteuil roulant",
            "value": place.is_wheelchair_accessible,
        }
    if place.languages:
        data["availableLanguage"] = place.languages
    return data


def vcard(place: Place, page: str) -> str:
    """A card for an address book. Source: RFC 6350 (vCard 4.0), lines of 75 octets (read 2026-11)."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", "KIND:org", f"FN:{_escaped(place.name)}", f"ORG:{_escaped(place.name)}"]
    lines += [f"TEL;VALUE=uri:{phone_link(each['value'])}" for each in place.phones]
    lines += [f"EMAIL:{_escaped(each['value'])}" for each in place.emails]
    lines += [f"URL:{each['value']}" for each in [*place.websites, {"value": page}]]
    if place.address or place.city:
        parts = ("", place.complement, place.address, place.city, "", place.postcode, "France")
        lines.append(f"ADR;TYPE=work:{';'.join(_escaped(part) for part in parts)}")
    if place.has_point:
        lines.append(f"GEO:geo:{place.lat:.6f},{place.lon:.6f}")
    if place.summary or place.hours_comment:
        lines.append(f"NOTE:{_escaped(' '.join(part for part in (place.summary, place.hours_comment) if part))}")
    lines += [f"CATEGORIES:{_escaped(place.kind_label)}", f"UID:{page}"]
    lines += [f"REV:{timezone.localtime(place.changed_at).strftime('%Y%m%dT%H%M%S%z')}", "END:VCARD", ""]
    return "\r\n".join(_folded(line) for line in lines)


def _escaped(text: str) -> str:
    for sign, instead in (("\\", "\\\\"), ("\n", "\\n"), (",", "\\,"), (";", "\\;")):
        text = text.replace(sign, instead)
    return text.replace("\r", "")


def _folded(line: str) -> str:
    """Lines of 75 octets at most, cut between characters; what follows begins with a space."""
    pieces, room, current = [], 75, ""
    for sign in line:
        size = len(sign.encode())
        if size > room:
            pieces.append(current)
            current, room = " ", 74
        current += sign
        room -= size
    return "\r\n".join([*pieces, current])
