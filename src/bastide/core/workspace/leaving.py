"""What leaves with a body: its banners."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation
from bastide.kit.http.pages import purge
from bastide.kit.registry.leaving import Leaving, Table, leaving

from .models import Banner


def refuse_wide_banners(organisation: Organisation, at: datetime) -> None:
    """A body's banner stands on its own site; only the pôle's reach further. Raises ValueError."""
    banners = Banner.objects.of_organisation(organisation)
    if organisation.kind != Organisation.Kind.POLE and (
        banners.exclude(scope=Banner.Scope.BODIES).exists()
        or Organisation.objects.filter(pk__in=banners.values("targets")).exclude(pk=organisation.pk).exists()
    ):
        raise ValueError("banner")
    purge(f"organisation:{organisation.pk}")


leaving.plug(
    "workspace",
    Leaving(
        _("Bandeaux"),
        tables=(Table(Banner, lambda body: Banner.objects.of_organisation(body).order_by("pk")),),
        stays={"workspace.Window": _("se refait tout seul")},
        afterwards=refuse_wide_banners,
    ),
)
