"""A publication, for the tests of the whole project."""

from datetime import date, datetime

from bastide.core.media.testing import a_document

from . import actions
from .models import PublishedDocument


def make_publication(
    organisation, *, by, at: datetime, draft=False, pages=("Séance du conseil",), **fields
) -> PublishedDocument:
    values = {"file": a_document("pv.pdf", *pages), "title": "Procès-verbal", "kind": "minutes", **fields}
    values.setdefault("dated_on", date(2026, 10, 15))
    thing = actions.save_publication(organisation=organisation, values=values, by=by, at=at)
    return thing if draft else actions.publish(thing=thing, by=by, at=at)
