"""Candidates of the back office on SQLite. Only `back_office` imports it: elsewhere its table is not there."""

from __future__ import annotations

from typing import Any

from modelsearch.backends.database.sqlite.query import MatchExpression, normalize
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
    SQLiteSearchResults,
)
from modelsearch.query import And, MatchAll, Not, Or, Phrase, PlainText, SearchQuery
from modelsearch.utils import get_descendants_content_types_pks

from .back_office_capped import Capped, Counted


def without_quotes(query: SearchQuery) -> SearchQuery:
    """Wagtail writes each word between quotes and leaves those that somebody typed: the database then refuses it all.

    Where nothing is left, "-" stands, a word without letters: it is in nothing.
    """
    match query:
        case PlainText():
            return PlainText(_words(query.query_string), operator=query.operator, boost=query.boost)
        case Phrase():
            return Phrase(_words(query.query_string))
        case And() | Or():
            return type(query)([without_quotes(each) for each in query.subqueries])
        case Not():
            return Not(without_quotes(query.subquery))
    return query


def _words(typed: str) -> str:
    return typed.replace('"', " ").strip() or "-"


class _Capped(Capped):
    FTS_TABLE_FIELDS: list[str]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.query = without_quotes(self.query)

    def is_capped(self, score_field: str | None) -> bool:
        return score_field is None and not isinstance(normalize(self.query), MatchAll | Not)

    def candidates(self, config: Any) -> tuple[Any, str]:
        compiler: Any = self
        words = compiler.build_search_query(normalize(self.query), config=config)
        rank = compiler._build_rank_expression(compiler.get_search_vectors(), config)
        entries = SQLiteFTSIndexEntry.objects.filter(
            MatchExpression(self.fields or self.FTS_TABLE_FIELDS, words),
            index_entry__content_type__in=get_descendants_content_types_pks(self.queryset.model),
        )
        return entries.annotate(score=rank).order_by("score", "-pk"), "index_entry__object_id"


class _SearchCompiler(_Capped, SQLiteSearchQueryCompiler):
    pass


class _AutocompleteCompiler(_Capped, SQLiteAutocompleteQueryCompiler):
    pass


class _Results(Counted, SQLiteSearchResults):
    pass


class Backend(SQLiteSearchBackend):
    query_compiler_class = _SearchCompiler
    autocomplete_query_compiler_class = _AutocompleteCompiler
    results_class = _Results
