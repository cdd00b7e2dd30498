"""The home page, served by Wagtail so that the pôle may write around it later."""

from wagtail.models import Page


class HomePage(Page):
    """The front of the portal; there is one, at the top of the tree. `wagtail_hooks` says what answers for it."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    #: It has no text of its own yet: a preview would show what the page itself does.
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = "page d’accueil"
