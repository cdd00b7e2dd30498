"""The home page, served by Wagtail so that the pôle may write around it later."""

from wagtail.models import Page


class HomePage(Page):
    """The front of the portal; there is one, at the top of the tree."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = "page d’accueil"
