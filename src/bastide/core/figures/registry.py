"""The socket `figure`: what an app counts.

    @figure("training.seats_taken", unit=(_("place"), _("places")), label=_("Places occupées en formation"))
    def seats_taken(period: Period) -> int:
        return Enrolment.objects.held_in(period).count()

A function of `at` is a stock, counted at the end of a day; a function of `period` is a flow.
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.sockets import Socket

from .period import Period

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

__all__ = ["Figure", "Kind", "Period", "Precision", "figure", "figures"]

CountT = TypeVar("CountT", bound=Callable[..., int | float | None])


class Kind(enum.Enum):
    STOCK = "stock"
    FLOW = "flow"


class Precision(enum.Enum):
    EXACT = "exact"
    ROUNDED = "rounded"
    AT_LEAST = "at_least"

    @property
    def label(self) -> str:
        return str(
            {
                Precision.EXACT: _("exact"),
                Precision.ROUNDED: _("arrondi"),
                Precision.AT_LEAST: _("au moins"),
            }[self]
        )


@dataclass(frozen=True)
class Figure:
    """One thing that is counted. `unit` is the French word for one and for several; `count` gives None for unknown.

    `flows` tells for a stock which flows make it move, +1 for what comes and -1 for what goes: the stock at the end of
    a period is the one at its beginning and what came, less what went. A test holds every app to that.
    """

    label: _StrOrPromise
    unit: tuple[_StrOrPromise, _StrOrPromise]
    kind: Kind
    count: Callable[..., int | float | None]
    precision: Precision = Precision.EXACT
    source: _StrOrPromise = ""
    note: _StrOrPromise = ""
    flows: Mapping[str, int] = field(default_factory=dict)


COUNTED_HERE = _("Le portail")
figures = Socket(
    "core.figures.figure",
    module="figures",
    plug_type=Figure,
    doc="A counted number, read by the page of figures, reports and open data.",
)


def figure(
    name: str,
    *,
    label: _StrOrPromise,
    unit: tuple[_StrOrPromise, _StrOrPromise],
    precision: Precision = Precision.EXACT,
    source: _StrOrPromise = COUNTED_HERE,
    note: _StrOrPromise = "",
    flows: Mapping[str, int] | None = None,
) -> Callable[[CountT], CountT]:
    """Plug the decorated function in; its one argument, `at` or `period`, says whether it is a stock or a flow.

    A note is required where the same number could be taken for another: whom it counts, what it leaves out. What names
    no source is counted here.
    """

    def plug(count: CountT) -> CountT:
        arguments = list(inspect.signature(count).parameters)
        if arguments not in (["at"], ["period"]):
            raise ValueError(f"{name} counts of {arguments}: it takes `at` (a day) or `period`, nothing else.")
        kind = Kind.STOCK if arguments == ["at"] else Kind.FLOW
        if flows and kind is Kind.FLOW:
            raise ValueError(f"{name} is a flow: only a stock is moved by flows.")
        figures.plug(name, Figure(label, unit, kind, count, precision, source, note, flows or {}))
        return count

    return plug
