"""Which communes share a border, from their contours."""

from __future__ import annotations

import numpy as np
import shapely
from django.utils.translation import gettext as _

from ..models import Commune, CommuneContour, Source
from . import rows
from .content import digest, in_batches
from .run import Run

BATCH = 10_000
#: Pairs measured at once, between two renewals of the lease.
MEASURED = 20_000

Pair = tuple[int, int]


def write_neighbours(source: Source, run: Run) -> None:
    """Make `neighbours` what the contours say, when a contour changed since `source.derived_digest`."""
    whole = CommuneContour.objects.filter(commune__in=Commune.objects.whole()).order_by("pk")
    state = digest(list(whole.values_list("pk", "reference_hash")))
    link = Commune.neighbours.through
    if source.derived_digest == state:
        run.count("neighbours", unchanged=link.objects.count() // 2)
        return
    run.progress.step(_("Communes voisines"))
    contours = list(whole.values_list("pk", "wkb"))
    wanted = sharing_a_border([pk for pk, _wkb in contours], [bytes(wkb) for _pk, wkb in contours], run)
    standing = {(row[0], row[1]): row[2] for row in link.objects.values_list("from_commune", "to_commune", "pk")}
    both_ways = wanted | {(other, one) for one, other in wanted}
    gone = [pk for pair, pk in standing.items() if pair not in both_ways]
    new = sorted(both_ways - standing.keys())
    run.progress.step(_("Voisinages"), len(new))
    for batch in in_batches(gone, BATCH):
        with run.batch():
            link.objects.filter(pk__in=batch).delete()
    for pairs in in_batches(new, BATCH):
        with run.batch():
            rows.insert(link, ("from_commune", "to_commune"), pairs)
        run.progress.advance(len(pairs))
    with run.batch():
        Source.objects.filter(pk=source.pk).update(derived_digest=state)
        run.count(
            "neighbours",
            new=len(new) // 2,
            gone=len(gone) // 2,
            unchanged=(len(standing) - len(gone)) // 2,
        )


def sharing_a_border(keys: list[int], contours: list[bytes], run: Run | None = None) -> set[Pair]:
    """Pairs (smaller key first) whose contours have more than points in common."""
    shapes = shapely.from_wkb(np.array(contours, dtype=object))
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = one < other
    one, other = one[once], other[once]
    pairs: set[Pair] = set()
    for start in range(0, len(one), MEASURED):
        left, right = one[start : start + MEASURED], other[start : start + MEASURED]
        border = shapely.intersection(shapes[left], shapes[right])
        shared = shapely.length(border) > 0
        pairs.update(
            (min(keys[a], keys[b]), max(keys[a], keys[b])) for a, b in zip(left[shared], right[shared], strict=True)
        )
        if run is not None:
            run.renew()
    return pairs
