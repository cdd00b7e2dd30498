"""What a search answers: plain values, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Part(NamedTuple):
    """A piece of a text; `is_match` when the reader asked for it. Joined, the pieces are the text."""

    text: str
    is_match: bool


@dataclass(frozen=True)
class Hit:
    """One thing found.

    `because` is filled when the title does not say why it was found: the other name that matched, or what the entry
    says about itself.
    """

    title: str
    url: str
    kind: str
    kind_label: Any
    summary: str
    commune_code: str
    title_parts: list[Part]
    summary_parts: list[Part]
    because: list[Part]


@dataclass(frozen=True)
class Facet:
    """A way to narrow: `count` results, or at least so many when `is_capped`."""

    value: str
    label: Any
    count: int
    is_capped: bool
    is_selected: bool


@dataclass(frozen=True)
class Results:
    """The answer to `asked`, from `offset` on.

    - `total` is exact unless `is_capped`: then there are at least so many, and the best of them are among these.
    - `corrected`: nothing (or hardly anything) was found for `asked`; these results are for this spelling instead.
    - `ignored`: words that had to be left out to find anything.
    """

    asked: str
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    is_capped: bool = False
    kinds: list[Facet] = field(default_factory=list)
    communes: list[Facet] = field(default_factory=list)
    corrected: str = ""
    ignored: list[str] = field(default_factory=list)
    offset: int = 0
    limit: int = 20

    @property
    def is_blank(self) -> bool:
        """Whether nothing was asked."""
        return not self.asked

    @property
    def next_offset(self) -> int | None:
        following = self.offset + self.limit
        return following if following < self.total else None

    @property
    def previous_offset(self) -> int | None:
        return max(0, self.offset - self.limit) if self.offset else None
