"""What pages show, by who looks."""

from .drafts import draft, draft_links, withdraw
from .gallery import gallery
from .public import serve
from .reportages import reportages
from .space import pages_of_body, write

__all__ = ["draft", "draft_links", "gallery", "pages_of_body", "reportages", "serve", "withdraw", "write"]
