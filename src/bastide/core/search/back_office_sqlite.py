"""Wagtail's own search, made flat on SQLite: the back office looks for pages, pictures and documents with it.

Wagtail asks for the rank of each result by running the whole search again. Here the search runs once, the best
candidates are taken, and only these are read. Only `back_office` imports it: on PostgreSQL its table is not there.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, IntegerField, Value, When
from django.db.models.functions import Cast
from modelsearch.backends.database.sqlite.query import MatchExpression, normalize
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import MatchAll, Not
from modelsearch.utils import get_descendants_content_types_pks

#: Candidates that are read, ten screens of them; whoever looks for a word of more things adds a second word.
MOST = 200


class _Capped:
    """Beside one of Wagtail's compilers: the same words, the same rank, one search."""

    queryset: Any
    query: Any
    fields: Any
    order_by_relevance: bool
    FTS_TABLE_FIELDS: list[str]

    def search(self, config: Any, start: int | None, stop: int | None, score_field: str | None = None) -> Any:
        asked = normalize(self.query)
        if isinstance(asked, MatchAll | Not) or score_field is not None:
            return super().search(config, start, stop, score_field)  # type: ignore[misc]
        keys = self._best(asked, config)
        found = self.queryset.filter(pk__in=keys)
        if self.order_by_relevance:
            places = [When(pk=key, then=Value(place)) for place, key in enumerate(keys)]
            found = found.order_by(Case(*places, output_field=IntegerField())) if places else found
        elif not found.query.order_by:
            found = found.order_by("-pk")
        return found[start:stop]

    def _best(self, asked: Any, config: Any) -> list[str]:
        """The keys of the best candidates, the best first."""
        compiler: Any = self
        match = MatchExpression(self.fields or self.FTS_TABLE_FIELDS, compiler.build_search_query(asked, config=config))
        kinds = get_descendants_content_types_pks(self.queryset.model)
        rank = compiler._build_rank_expression(compiler.get_search_vectors(), config)
        entries = SQLiteFTSIndexEntry.objects.filter(match, index_entry__content_type__in=kinds)
        keys = list(self._by_rank(entries, rank))
        if len(keys) == MOST and self.queryset.filter(pk__in=keys).order_by().count() < MOST:
            # Some are not for this person, or not of this collection: theirs must not be passed over.
            seen = self.queryset.order_by().annotate(key=Cast("pk", CharField())).values("key")
            keys = list(self._by_rank(entries.filter(index_entry__object_id__in=seen), rank))
        return keys

    @staticmethod
    def _by_rank(entries: Any, rank: Any) -> Any:
        return (
            entries.annotate(score=rank)
            .order_by("score", "-pk")
            .values_list("index_entry__object_id", flat=True)[:MOST]
        )


class _SearchCompiler(_Capped, SQLiteSearchQueryCompiler):
    pass


class _AutocompleteCompiler(_Capped, SQLiteAutocompleteQueryCompiler):
    pass


class Backend(SQLiteSearchBackend):
    query_compiler_class = _SearchCompiler
    autocomplete_query_compiler_class = _AutocompleteCompiler
