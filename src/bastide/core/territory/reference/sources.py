"""Whose data it is: a line per producer, shown beside what comes from it."""

from __future__ import annotations

from datetime import datetime

from ..models import Source

# The package does not say of which day its files are: no date of ours is put on them, only when they were loaded.
LICENCE = "Licence Ouverte 2.0"

CONTOURS = "contours"
SOURCES = {
    "communes": (
        "Code officiel géographique et populations légales",
        "INSEE",
        "https://www.insee.fr/fr/information/2560452",
    ),
    CONTOURS: (
        "Admin Express, contours des communes",
        "IGN",
        "https://geoservices.ign.fr/adminexpress",
    ),
    "offices": (
        "Annuaire de l’administration, coordonnées et horaires des mairies",
        "DILA (service-public.fr)",
        "https://lannuaire.service-public.fr/",
    ),
    "mandates": (
        "Répertoire national des élus",
        "Ministère de l’Intérieur",
        "https://www.data.gouv.fr/datasets/repertoire-national-des-elus-1",
    ),
}


def write_sources(*, version: str, at: datetime) -> Source:
    """Note what was loaded and when; the source of contours is given back."""
    for slug, (title, producer, url) in SOURCES.items():
        Source.objects.update_or_create(
            slug=slug,
            defaults={
                "title": title,
                "producer": producer,
                "licence": LICENCE,
                "url": url,
                "version": version,
                "loaded_at": at,
            },
        )
    return Source.objects.get(slug=CONTOURS)
