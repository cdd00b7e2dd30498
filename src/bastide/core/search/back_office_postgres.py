"""Candidates of the back office on PostgreSQL. Only `back_office` imports it: elsewhere its fields are not there."""

from __future__ import annotations

from functools import reduce
from typing import Any

from django.db.models import F
from modelsearch.backends.database.postgres.postgres import (
    IndexEntry,
    PostgresAutocompleteQueryCompiler,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
    PostgresSearchResults,
)
from modelsearch.query import Fuzzy, MatchAll, Not
from modelsearch.utils import get_descendants_content_types_pks

from .back_office_capped import Capped, Counted


class _Capped(Capped):
    #: What is looked through, and what a match in it weighs; together they are what the index is made of.
    VECTORS: list[tuple[Any, Any]]

    def is_capped(self, score_field: str | None) -> bool:
        return score_field is None and self.fields is None and not isinstance(self.query, MatchAll | Not | Fuzzy)

    def candidates(self, config: Any) -> tuple[Any, str]:
        compiler: Any = self
        words = reduce(
            lambda one, other: one._combine(other, "||", False), (vector for vector, _weight in self.VECTORS)
        )
        entries = IndexEntry.objects.annotate(words=words).filter(
            words=compiler.build_tsquery(self.query, config=config),
            content_type__in=get_descendants_content_types_pks(self.queryset.model),
        )
        rank = compiler._build_rank_expression(self.VECTORS, config)
        return entries.order_by(rank.desc(), "-pk"), "object_id"


class _SearchCompiler(_Capped, PostgresSearchQueryCompiler):
    VECTORS = [(F("title"), F("title_norm")), (F("body"), 1.0)]


class _AutocompleteCompiler(_Capped, PostgresAutocompleteQueryCompiler):
    VECTORS = [(F("autocomplete"), 1.0)]


class _Results(Counted, PostgresSearchResults):
    pass


class Backend(PostgresSearchBackend):
    query_compiler_class = _SearchCompiler
    autocomplete_query_compiler_class = _AutocompleteCompiler
    results_class = _Results
