"""What leaves with a body: what it added to the State's guides."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.leaving import Leaving, Table, leaving

from . import actions
from .models import LocalNote, LocalService, LocalSheet, PivotRule


def _of(model: Any) -> Table:
    return Table(model, lambda body: model.objects.filter(organisation=body).order_by("pk"))


leaving.plug(
    "comarquage",
    Leaving(
        _("Mots locaux, démarches et fiches locales"),
        tables=tuple(map(_of, (LocalNote, LocalService, LocalSheet, PivotRule))),
        afterwards=lambda body, at: actions.show_all(organisation=body),
    ),
)
