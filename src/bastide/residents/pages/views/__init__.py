"""What pages show, by who looks."""

from .drafts import draft, draft_links, withdraw
from .gallery import gallery
from .public import serve
from .reportages import reportages
from .space import pages_of_body, write
from .translations import begin, confirm, translations

__all__ = [
    "begin",
    "confirm",
    "draft",
    "draft_links",
    "gallery",
    "pages_of_body",
    "reportages",
    "serve",
    "translations",
    "withdraw",
    "write",
]
