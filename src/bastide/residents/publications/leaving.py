"""What leaves with a body: its publications; their files are documents of its library."""

from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.leaving import Leaving, Table, leaving

from . import actions
from .models import PublishedDocument

leaving.plug(
    "publications",
    Leaving(
        _("Publications"),
        tables=(Table(PublishedDocument, lambda body: PublishedDocument.objects.of_organisation(body).order_by("pk")),),
        afterwards=lambda body, at: actions.show_all(organisation=body),
    ),
)
