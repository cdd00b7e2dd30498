"""What a layer serves is told in the journal: the geo store stands below it and cannot write there itself."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation
from bastide.kit.geostore.models import Publication
from bastide.kit.geostore.registry import Listener, listeners

VERBS = {
    Publication.Kind.PUBLISHED: "gis.layer_published",
    Publication.Kind.ROLLED_BACK: "gis.layer_rolled_back",
}


def note(publication: Publication, by: models.Model | None, at: datetime) -> None:
    layer, version = publication.layer, publication.version
    owner = Organisation.objects.filter(pk=layer.owner_id).first() if layer.owner_id is not None else None
    journal.record(
        VERBS[Publication.Kind(publication.kind)],
        target=layer,
        by=by,
        at=at,
        organisation=owner,
        data={"version": version.number, "rows": version.row_count},
    )


listeners.plug("gis.journal", Listener(note))
