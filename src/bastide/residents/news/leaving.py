"""What leaves with a body: its news."""

from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.leaving import Leaving, Table, leaving

from . import actions
from .models import NewsItem

leaving.plug(
    "news",
    Leaving(
        _("Actualités"),
        tables=(Table(NewsItem, lambda body: NewsItem.objects.of_organisation(body).order_by("pk")),),
        afterwards=lambda body, at: actions.show_all(organisation=body),
    ),
)
