"""What comes next, on a body's site."""

from django.utils.translation import gettext_lazy as _

from bastide.core.territory.registry import CommunePanel, commune_panels
from bastide.core.workspace.screens import window_panel

SHOWN = 5

commune_panels.plug(
    "agenda.next",
    CommunePanel(
        _("Agenda"),
        "agenda/panels/agenda.html",
        window_panel("agenda", "agenda:body", limit=SHOWN),
        order=14,
        related=("window",),
    ),
)
