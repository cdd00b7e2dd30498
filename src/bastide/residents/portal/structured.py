"""schema.org descriptions of the pages, for search engines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from bastide.core.territory.models import Commune, Epci
from bastide.kit.ui.typography import phone_link

from .town_hall import TownHall

DAY_NAMES = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}

Data = dict[str, Any]


def commune_data(request: HttpRequest, commune: Commune, hall: TownHall | None) -> Data:
    """The commune as a City, its town hall as a GovernmentOffice. Never its mail address."""
    page = request.build_absolute_uri(commune.get_absolute_url())
    city: Data = {"@type": "City", "@id": f"{page}#commune", "name": commune.name, "url": page}
    if commune.lon is not None and commune.lat is not None:
        city["geo"] = {"@type": "GeoCoordinates", "latitude": commune.lat, "longitude": commune.lon}
    if commune.epci is not None:
        city["containedInPlace"] = {"@type": "AdministrativeArea", "name": commune.epci.name}
    graph = [city]
    if hall is not None:
        graph.append(_office_data(page, commune, hall))
    return {"@graph": graph}


def _office_data(page: str, commune: Commune, hall: TownHall) -> Data:
    office: Data = {
        "@type": "GovernmentOffice",
        "@id": f"{page}#mairie",
        "name": f"Mairie {commune.of_name}",
        "url": page,
        "areaServed": {"@id": f"{page}#commune"},
        "address": {
            "@type": "PostalAddress",
            "streetAddress": hall.address,
            "postalCode": str(hall.office.value("postcode") or ""),
            "addressLocality": str(hall.office.value("city") or ""),
            "addressCountry": "FR",
        },
    }
    if hall.phone:
        office["telephone"] = phone_link(hall.phone).removeprefix("tel:")
    if hall.hours is not None:
        office["openingHoursSpecification"] = [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{DAY_NAMES[day.code]}",
                "opens": span.as_json()[0],
                "closes": span.as_json()[1],
            }
            for day in hall.hours.week()
            for span in day.spans
        ]
    return office


def epci_data(request: HttpRequest, epci: Epci) -> Data:
    page = request.build_absolute_uri(epci.get_absolute_url())
    return {
        "@type": "GovernmentOrganization",
        "@id": f"{page}#intercommunalite",
        "name": epci.name,
        "url": page,
        "areaServed": [{"@type": "City", "name": commune.name} for commune in epci.members],  # type: ignore[attr-defined]
    }


def site_data(request: HttpRequest, name: str) -> Data:
    """The portal and its search."""
    home = request.build_absolute_uri("/")
    return {
        "@type": "WebSite",
        "name": name,
        "url": home,
        "inLanguage": "fr",
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{home}recherche/?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }
