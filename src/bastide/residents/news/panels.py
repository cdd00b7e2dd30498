"""The latest news on a body's site."""

from django.utils.translation import gettext_lazy as _

from bastide.core.territory.registry import CommunePanel, commune_panels
from bastide.core.workspace.screens import window_panel

SHOWN = 3

commune_panels.plug(
    "news.latest",
    CommunePanel(
        _("Actualités"),
        "news/panels/news.html",
        window_panel("news", "news:body", limit=SHOWN),
        order=12,
        related=("window",),
    ),
)
