"""What tests of the portal's pages need besides the invented communes."""

from __future__ import annotations

from wagtail.models import Page, Site

from bastide.kit.ui.testing import words_of

from .models import HomePage

__all__ = ["ensure_home_page", "words_of"]


def ensure_home_page() -> HomePage:
    """The home page as the migration makes it; a test that empties the database takes it away."""
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
        home = root.add_child(instance=HomePage(title="Accueil", slug="home"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    return home
