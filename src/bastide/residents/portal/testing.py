"""What tests of the portal's pages need besides the invented communes."""

from __future__ import annotations

import html
import re

from wagtail.models import Page, Site

from .models import HomePage


def ensure_home_page() -> HomePage:
    """The home page as the migration makes it; a test that empties the database takes it away."""
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
        home = root.add_child(instance=HomePage(title="Accueil", slug="home"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    return home


def words_of(page: str) -> str:
    """What a reader of the page's body reads: text without tags, one space between words."""
    body = page.partition("<body")[2] or page
    body = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", body)
    # Inside a sentence a tag is nothing, elsewhere it parts two blocks.
    body = re.sub(r"</?(?:a|em|strong|span|mark|sup|small)\b[^>]*>", "", body)
    # Blanks of the source become one; no-break spaces stay what they are.
    return re.sub(r"[ \t\n]+", " ", html.unescape(re.sub(r"(?s)<[^>]*>", " ", body)))
