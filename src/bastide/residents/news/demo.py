"""What the demonstration shows of the news: three pieces, invented, and which say so; one with a drawn picture."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from bastide.core.accounts.models import Role, User
from bastide.core.media.screens import checked_picture
from bastide.core.territory.models import Organisation
from bastide.kit.registry.demo import Scene, scenes

from . import actions
from .models import NewsItem

MADE_UP = "Actualité inventée pour la démonstration."
NEWS = (
    (
        "24274",
        "Le lavoir est rouvert",
        "Les travaux de toiture sont finis. On peut de nouveau s’y asseoir à l’ombre.",
        NewsItem.Theme.WORKS,
        True,
    ),
    (
        "24274",
        "Inscriptions à la cantine",
        "Elles se font en mairie jusqu’au 30 novembre. Le repas reste à trois euros vingt.",
        NewsItem.Theme.SCHOOL,
        False,
    ),
    (
        "24167",
        "Le marché change de place",
        "Pendant les travaux, il se tient sous la halle.",
        NewsItem.Theme.ECONOMY,
        False,
    ),
)


def load(say: Callable[[str], None]) -> None:
    if NewsItem.objects.exists():
        say("Les actualités sont déjà là.")
        return
    made = [_write(*each) for each in NEWS]
    say(f"{sum(made)} actualités inventées.")


@transaction.atomic
def _write(insee_code: str, title: str, text: str, theme: str, has_picture: bool) -> bool:
    at = timezone.now()
    organisation = Organisation.objects.filter(commune__insee_code=insee_code, commune__type="COM").first()
    people = User.objects.filter(memberships__organisation=organisation, memberships__role=Role.AGENT)
    author = people.order_by("pk").first()
    if organisation is None or author is None:
        return False
    values: dict[str, Any] = {"title": title, "text": f"{text}\n\n{MADE_UP}", "theme": theme}
    if has_picture:
        values |= {
            "file": checked_picture(io.BytesIO(_drawing()), "lavoir.png"),
            "picture_words": "Dessin d’un lavoir : un toit, deux piliers, un bassin.",
        }
    thing = actions.save_news(organisation=organisation, values=values, by=author, at=at)
    actions.publish(thing=thing, by=author, at=at)
    return True


def _drawing() -> bytes:
    picture = Image.new("RGB", (960, 600), "#ebe2d2")
    pen = ImageDraw.Draw(picture)
    pen.polygon([(160, 240), (480, 90), (800, 240)], fill="#7d2040")
    for left in (210, 710):
        pen.rectangle([left, 240, left + 40, 440], fill="#8d8069")
    pen.rectangle([170, 420, 790, 500], fill="#17597a")
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


scenes.plug("news", Scene("Actualités inventées", load, order=61))
