"""From what a document says of itself to its row in the index."""

from __future__ import annotations

from typing import Any

from ..models import Guide, GuideSet
from ..reading.head import Head


def row_of(head: Head, guide_set: GuideSet, digest: str, unknown: dict[str, int], *, is_new: bool) -> Guide:
    """What the index keeps of a document."""
    theme = next(iter(head.themes), None)
    dossier = next(iter(head.dossiers), None)
    fields: dict[str, Any] = {}
    if theme:
        fields |= {"theme": theme.code[:20], "theme_title": theme.title[:200]}
    if dossier:
        fields |= {"dossier": dossier.code[:20], "dossier_title": dossier.title[:300]}
    return Guide(
        guide_set=guide_set,
        code=head.code,
        kind=head.kind[:80],
        title=head.title[:400],
        description=head.description,
        over_title=head.over_title[:120],
        verified_on=head.verified_on,
        changed_on=head.changed_on,
        acronyms=list(head.acronyms),
        pivots=list(head.pivots),
        is_hidden=head.is_hidden,
        digest=digest,
        unknown=unknown,
        is_new=is_new,
        is_changed=not is_new,
        **fields,
    )
