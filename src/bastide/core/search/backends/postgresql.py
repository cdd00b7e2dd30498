"""PostgreSQL: the lexemes as a generated tsvector with a GIN index.

GIN reads all entries that have a word before the first can be given out: good for rare words. The primary key is the
rank, so for frequent words the entries are read in rank order until enough satisfy the condition. Which way is chosen
from the entry counts of the words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import prod, sqrt

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from .base import COLUMNS, Candidate, Condition

_CREATE = [
    """ALTER TABLE search_indexedentry ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(lexemes, ' '))) STORED""",
    "CREATE INDEX search_entry_vector ON search_indexedentry USING gin (vector) WITH (fastupdate = off)",
]
_DROP = [
    "DROP INDEX IF EXISTS search_entry_vector",
    "ALTER TABLE search_indexedentry DROP COLUMN IF EXISTS vector",
]

_VISIBLE = "s.live >= e.born AND s.live < e.died AND e.scope = ANY(%s)"
_JOIN = "JOIN search_indexedsource s ON s.id = e.source_id"

# MATERIALIZED: the index is read first, whatever the planner would guess about the limit.
_BY_INDEX = f"""WITH e AS MATERIALIZED (
        SELECT rank, source_id, born, died, scope FROM search_indexedentry WHERE vector @@ %s::tsquery
    ), best AS (
        SELECT e.rank FROM e {_JOIN} WHERE {_VISIBLE} ORDER BY e.rank LIMIT %s
    )
    SELECT {COLUMNS} FROM best JOIN search_indexedentry e ON e.rank = best.rank ORDER BY e.rank"""  # noqa: S608 - constants only
# `IS TRUE`: no index can answer it, so the rows come in the order of the inner query.
_BY_RANK = f"""SELECT {COLUMNS}
    FROM (SELECT * FROM search_indexedentry ORDER BY rank LIMIT %s) e {_JOIN}
    WHERE (e.vector @@ %s::tsquery) IS TRUE AND {_VISIBLE} ORDER BY e.rank LIMIT %s"""  # noqa: S608 - constants only


class PostgresqlBackend:
    def create(self, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _CREATE:
            editor.execute(statement)

    def drop(self, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _DROP:
            editor.execute(statement)

    def candidates(
        self, connection: BaseDatabaseWrapper, condition: Condition, *, scopes: Collection[str], limit: int
    ) -> list[Candidate]:
        query = " & ".join("(" + " | ".join(f"'{lexeme}'" for lexeme in group) + ")" for group in condition)
        with connection.cursor() as cursor:
            total, expected = self._expect(connection, condition)
            if expected > sqrt(total * limit):
                # Four times what an even spread needs; if that is not enough, the words avoid each other.
                within = int(4 * limit * total / expected)
                cursor.execute(_BY_RANK, [within, query, list(scopes), limit])
                found = [Candidate(*row) for row in cursor.fetchall()]
                if len(found) == limit:
                    return found
            cursor.execute(_BY_INDEX, [query, list(scopes), limit])
            return [Candidate(*row) for row in cursor.fetchall()]

    def _expect(self, connection: BaseDatabaseWrapper, condition: Condition) -> tuple[float, float]:
        """How many entries there are, and how many should satisfy `condition` if words fell independently."""
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT text, entry_count::float8 FROM search_indexedword WHERE text = ANY(%s)
                UNION ALL SELECT '', reltuples::float8 FROM pg_class WHERE oid = 'search_indexedentry'::regclass""",
                [[lexeme.lstrip(".") for group in condition for lexeme in group]],
            )
            counts: dict[str, float] = dict(cursor.fetchall())
        total = max(counts.pop("", 0.0), 1.0)
        shares = [min(1.0, sum(counts.get(lexeme.lstrip("."), 0.0) for lexeme in group) / total) for group in condition]
        return total, total * prod(shares)

    def count_words(
        self, connection: BaseDatabaseWrapper, changes: Mapping[str, int], sounds: Mapping[str, str]
    ) -> None:
        ordered = sorted(changes.items())
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO search_indexedword (text, entry_count, sound)
                SELECT * FROM unnest(%s::text[], %s::int[], %s::text[])
                ON CONFLICT (text) DO UPDATE SET entry_count = search_indexedword.entry_count + excluded.entry_count""",
                [
                    [word for word, _ in ordered],
                    [change for _, change in ordered],
                    [sounds.get(word, "") for word, _ in ordered],
                ],
            )

    def words_beginning(self, connection: BaseDatabaseWrapper, prefix: str, limit: int) -> list[tuple[str, int]]:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT text, entry_count FROM search_indexedword
                WHERE text LIKE %s AND entry_count > 0 ORDER BY entry_count DESC, text COLLATE "C" LIMIT %s""",
                [prefix + "%", limit],
            )
            return [(text, count) for text, count in cursor.fetchall()]

    def tidy(self, connection: BaseDatabaseWrapper) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_indexedentry, search_indexedsource, search_indexedword")
        return False
