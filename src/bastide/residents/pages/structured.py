"""schema.org descriptions of written pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from .models import EditorialPage
from .models.editorial import Step


def page_data(request: HttpRequest, page: EditorialPage, steps: list[Step]) -> dict[str, Any]:
    """The page, and where it stands; each picture tells of itself where it is drawn."""
    address = request.build_absolute_uri(request.path)
    described: dict[str, Any] = {
        "@type": "WebPage",
        "@id": f"{address}#page",
        "url": address,
        "name": page.title,
        "inLanguage": page.locale.language_code,
    }
    if page.introduction:
        described["description"] = page.introduction
    if page.first_published_at:
        described["datePublished"] = page.first_published_at.date().isoformat()
    if page.last_published_at:
        described["dateModified"] = page.last_published_at.date().isoformat()
    trail = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": name,
                **({"item": request.build_absolute_uri(url)} if url else {}),
            }
            for place, (name, url) in enumerate(steps, start=1)
        ],
    }
    return {"@graph": [described, trail]}
