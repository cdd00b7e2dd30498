"""What leaves with a body: what it shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.leaving import Leaving, Table, leaving

from . import actions
from .models import Produce, ShortCircuit, Story, Takeover, Workshop


def _of(model: Any) -> Table:
    return Table(model, lambda body: model.objects.of_organisation(body).order_by("pk"))


leaving.plug(
    "showcase",
    Leaving(
        _("Vitrine"),
        tables=(
            *map(_of, (Takeover, Story, Workshop, ShortCircuit)),
            Table(Produce, lambda body: Produce.objects.filter(circuit__organisation=body).order_by("pk")),
        ),
        afterwards=lambda body, at: actions.show_all(organisation=body),
    ),
)
