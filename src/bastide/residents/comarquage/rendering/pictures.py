"""Pictures and films: the documents come without them, so that their words stand for them."""

from __future__ import annotations

from lxml import etree

from ..reading.xml import attribute, name
from .renderer import Renderer, safe_address
from .vocabulary import block

PICTURES = ("image", "illustration", "imageillustration", "infographie", "logo")
FILMS = ("video", "videoillustration", "animation", "audio")


@block(*PICTURES, *FILMS)
def picture(r: Renderer, node: etree._Element, level: int) -> str:
    """What it shows, its caption, its credits, in order; the film by its address."""
    inner = r.flow(node, level)
    address = safe_address(attribute(node, "URL", "source", "src", "href"))
    is_film = name(node) in FILMS or attribute(node, "type").lower() == "video"
    if not address and not inner:
        return ""
    lead = "Vidéo" if is_film else "Image"
    if address:
        link = (
            f'<p><a href="{address}">Voir la vidéo</a></p>'
            if is_film
            else f'<p><a href="{address}">Voir l’image</a></p>'
        )
    else:
        link = ""
    return f'<figure class="guide-picture"><p class="guide-picture__kind">{lead}</p>{inner}{link}</figure>'


@block("textederemplacement", "alternative", "transcription")
def instead(r: Renderer, node: etree._Element, level: int) -> str:
    """What a picture shows, for everybody."""
    return r.flow(node, level)
