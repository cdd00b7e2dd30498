"""Invented content for every block, in the form in which a page stores it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlock, StreamValue

from bastide.core.media.models import MediaDocument, MediaImage
from bastide.core.territory.models import Organisation
from bastide.data.gis.registry import map_layers
from bastide.residents.directory.models import Place

from .blocks import BODY

#: The words of the samples: nobody's, about nowhere.
_WORDS = "<p>Le lavoir est restauré depuis juin. <b>On y vient par la côte du Bourg.</b></p>"


def context() -> dict[str, Any]:
    return {
        "is_private": True,
        "steps": [(_("Accueil"), "/"), (_("Gabarits"), "/gabarits/"), (_("Blocs des pages"), None)],
        "body": samples(),
    }


def samples() -> StreamValue:
    """Each block of BODY once, with what the portal has of pictures, documents, bodies and places; blocks without them
    are left out only when there are none."""
    picture = MediaImage.objects.order_by("pk").first()
    document = MediaDocument.objects.order_by("pk").first()
    body = Organisation.objects.filter(commune__isnull=False).order_by("pk").first()
    shop = Place.objects.published().order_by("pk").first()
    found = [(name, value) for name, value in _values(picture, document, body, shop).items() if value is not None]
    stream = StreamBlock(BODY)
    return stream.to_python(
        [{"type": name, "value": value, "id": f"bloc-{place}"} for place, (name, value) in enumerate(found, start=1)]
    )


def _values(picture: Any, document: Any, body: Any, place: Any) -> dict[str, Any]:
    use = picture and {
        "picture": picture.pk,
        "is_decorative": False,
        "alternative": "Une image d’exemple",
        "caption": "Le lavoir, côté route",
    }
    link = {"page": None, "address": "https://portail.example/"}
    return {
        "text": f"<h2>Un texte</h2>{_WORDS}<ul><li>ouvert le matin</li><li>fermé le jeudi</li></ul>",
        "picture": use,
        "gallery": picture and {"title": "Une galerie", "pictures": [_item(use, 1), _item(use, 2)]},
        "video": {
            "title": "Une vidéo d’ailleurs",
            "film": None,
            "captions": None,
            "is_silent": False,
            "cover": None,
            "address": "https://video.example/w/abcdef123",
            "transcript": _WORDS,
        },
        "audio": {"title": "Un son", "sound": document and document.pk, "transcript": _WORDS},
        "documents": document and {"title": "Des documents", "documents": [_item(document.pk, 1)]},
        "cards": {
            "title": "Des cartes",
            "cards": [
                _item({"title": "Louer la salle", "text": "Tarifs, plan, caution.", "link": link}, 1),
                _item({"title": "Inscrire un enfant", "text": "", "link": link}, 2),
            ],
        },
        "contacts": body and {"title": "Des interlocuteurs", "bodies": [_item(body.pk, 1)]},
        "places": place and {"title": "Des lieux", "places": [_item(place.pk, 1)]},
        "map": {
            "title": "Une carte",
            "layer": next((name for name, _layer in map_layers), ""),
            "text": "Les communes, par intercommunalité.",
        },
        "call_to_action": {
            "title": "Un appel à l’action",
            "text": "Une seule chose à faire sur cette page.",
            "label": "Faire la demande",
            "link": link,
        },
        "faq": {
            "title": "Des questions",
            "questions": [_item({"question": "Faut-il prendre rendez-vous ?", "answer": _WORDS}, 1)],
        },
        "table": {
            "caption": "Un tableau",
            "table": {
                "columns": [{"type": "text", "heading": "Salle"}, {"type": "number", "heading": "Places"}],
                "rows": [{"values": ["Salle des fêtes", "120"]}, {"values": ["Préau", "40"]}],
                "caption": "",
            },
            "source": "Invention, 2026",
        },
        "quote": {"words": "On vient pour le marché, on reste pour les voisins.", "author": "Quelqu’un", "source": ""},
        "figures": {
            "title": "Des chiffres",
            "figures": [
                _item({"value": "12", "label": "associations"}, 1),
                _item({"value": "3", "label": "marchés"}, 2),
            ],
            "source": "Invention, 2026",
        },
    }


def _item(value: Any, number: int) -> dict[str, Any]:
    return {"type": "item", "value": value, "id": f"partie-{number}"}
