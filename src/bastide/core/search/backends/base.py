"""What a database must do for the search."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

#: Entries that have, for every group, one of its lexemes.
Condition = Sequence[Sequence[str]]


class Candidate(NamedTuple):
    """An entry that satisfies a condition, with what its score needs."""

    rank: int
    kind: str
    commune_code: str
    weight: int
    title: str
    title_words: str
    keyword_words: str


COLUMNS = ", ".join(f"e.{column}" for column in Candidate._fields)


class Backend(Protocol):
    """One database's way; all of them answer alike."""

    def create(self, editor: BaseDatabaseSchemaEditor) -> None:
        """Make the full-text index over the lexemes of all entries; the database keeps it up to date by itself."""

    def drop(self, editor: BaseDatabaseSchemaEditor) -> None: ...

    def candidates(
        self, connection: BaseDatabaseWrapper, condition: Condition, *, scopes: Collection[str], limit: int
    ) -> list[Candidate]:
        """The `limit` best-ranked visible entries that satisfy `condition`."""

    def count(
        self, connection: BaseDatabaseWrapper, condition: Condition, *, scopes: Collection[str], most: int
    ) -> int:
        """How many visible entries satisfy `condition`; `most` when there are at least so many."""

    def count_words(
        self, connection: BaseDatabaseWrapper, changes: Mapping[str, int], sounds: Mapping[str, str]
    ) -> None:
        """Add to the entry counts of words, making those that are new."""

    def words_beginning(self, connection: BaseDatabaseWrapper, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Words that begin with `prefix` and their entry counts, the most frequent first."""

    def tidy(self, connection: BaseDatabaseWrapper) -> bool:
        """A step of making the index compact and fast, for which writers wait shortly; True while there is more."""
