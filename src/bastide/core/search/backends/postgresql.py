"""PostgreSQL: the lexemes as a generated tsvector with a GIN index, and heads for frequent lexemes.

GIN reads all entries that satisfy a condition before the first can be given out: good when one of the words is rare.
Else the head of the rarest word is read in rank order until enough entries satisfy the rest (see `heads`); or the
head of the kind, commune or territory asked for, when the word's own promises too little.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import ceil, sqrt

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper

from .. import lexemes
from . import heads
from .base import COLUMNS, Candidate, Condition

_CREATE = [
    """ALTER TABLE search_indexedentry ADD COLUMN vector tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(lexemes, ' '))) STORED""",
    "CREATE INDEX search_entry_vector ON search_indexedentry USING gin (vector) WITH (gin_pending_list_limit = 1024)",
]
_DROP = [
    "DROP INDEX IF EXISTS search_entry_vector",
    "ALTER TABLE search_indexedentry DROP COLUMN IF EXISTS vector",
]

# `search_best` is a function so that the planner never reads the whole table, whatever it thinks of many words at once.
_BY_INDEX = f"""SELECT {COLUMNS} FROM search_best(%s::tsquery, %s, %s) AS best(rank)
    JOIN search_indexedentry e ON e.rank = best.rank ORDER BY e.rank"""  # noqa: S608 - constants only
_COUNT = "SELECT search_count(%s::tsquery, %s, %s)"
# OFFSET 0 keeps the order of the work: the head leads, entries are looked up one by one, the source of those that match
# only, and reading stops at the limit.
_BY_HEAD = f"""SELECT {COLUMNS}
    FROM (
        SELECT {{distinct}} rank FROM search_headentry
        WHERE lexeme {{among}} AND rank <= %s AND rank & %s = 0 ORDER BY rank
    ) head
    CROSS JOIN LATERAL (
        SELECT * FROM search_indexedentry e
        WHERE e.rank = head.rank AND (e.vector @@ %s::tsquery) IS TRUE AND e.scope = ANY(%s) OFFSET 0
    ) e
    CROSS JOIN LATERAL (
        SELECT FROM search_indexedsource s WHERE s.id = e.source_id AND s.live >= e.born AND s.live < e.died OFFSET 0
    ) s
    ORDER BY head.rank LIMIT %s"""  # noqa: S608 - constants only
# One head comes out of its index in order, only as far as it is read; several are sorted first.
_BY_HEADS = _BY_HEAD.format(distinct="DISTINCT", among="= ANY(%s)")
_BY_ONE_HEAD = _BY_HEAD.format(distinct="", among="= %s")
# A word in titles, or as a whole name, is counted with the word; a name of several words is held to be rare.
_KNOWN = """SELECT asked.lexeme, coalesce(w.entry_count, 0), h.until
    FROM unnest(%s::text[]) AS asked(lexeme)
    LEFT JOIN search_indexedword w ON w.text = ltrim(asked.lexeme, '.!')
    LEFT JOIN search_head h ON h.lexeme = asked.lexeme"""

#: The end of a rank is as good as random: one entry in 16, or in 64 of a longer head, has none of these bits.
_SAMPLE, _FILTER_SAMPLE = 15, 63
#: A head must promise so many times what is asked: chance errs, and a head read in vain costs most.
_MARGIN = 1.5
#: To look up one entry of a head costs as much processor as to count so many by GIN (2 µs, 0.75 µs).
_LOOKUP = 2.7


def _tsquery(condition: Condition) -> str:
    return " & ".join("(" + " | ".join(f"'{lexeme}'" for lexeme in group) + ")" for group in condition)


class _Group:
    """Lexemes of which one is enough: how many entries they may have, and how far their heads go."""

    def __init__(self, group: Sequence[str], known: Mapping[str, tuple[int, int | None]]) -> None:
        self.lexemes = group
        self.count = sum(known[lexeme][0] for lexeme in group)
        ends = {lexeme: until for lexeme in group if (until := known[lexeme][1]) is not None}
        self.headed, self.until = list(ends), min(ends.values(), default=-1)
        self.headless = [lexeme for lexeme in group if lexeme not in ends]
        #: Whether there is much to read, and most of it has heads.
        self.is_common = self.count > max(heads.RARE, 2 * sum(known[lexeme][0] for lexeme in self.headless))
        self.is_filter = all(lexemes.is_filter(lexeme) for lexeme in group)
        self.length = heads.FILTER_LENGTH if self.is_filter else heads.LENGTH


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
        with connection.cursor() as cursor:
            for leading in self._leading(cursor, condition, limit):
                found = self._by_head(cursor, condition, leading, list(scopes), limit)
                if len(found) == limit or (found and leading.until == heads.EVERYTHING):
                    return found
            return self._by_index(cursor, condition, list(scopes), limit)

    def count(
        self, connection: BaseDatabaseWrapper, condition: Condition, *, scopes: Collection[str], most: int
    ) -> int:
        with connection.cursor() as cursor:
            # Where the first knows too few, GIN has little to count.
            for leading in self._leading(cursor, condition, most)[:1]:
                # The share of entries from which on so many are found by the head before GIN has told all of them.
                share = sqrt(_LOOKUP * most / leading.count)
                found = self._by_head(cursor, condition, leading, list(scopes), most, promised=share * leading.length)
                if len(found) == most:
                    return most
            cursor.execute(_COUNT, [_tsquery(condition), list(scopes), most])
            return int(cursor.fetchone()[0])

    def _leading(self, cursor: CursorWrapper, condition: Condition, limit: int) -> list[_Group]:
        """The groups whose heads may tell the answer, at most two: that which the fewest entries satisfy, and a filter.

        The filter comes first when its head would have enough if the rarest were spread evenly. None when the rarest
        is so rare that all its entries may be read.
        """
        cursor.execute(_KNOWN, [sorted({lexeme for group in condition for lexeme in group})])
        known = {lexeme: (count, until) for lexeme, count, until in cursor.fetchall()}
        rarest, *others = sorted((_Group(group, known) for group in condition), key=lambda group: group.count)
        if not rarest.is_common:
            return []
        narrow = next((group for group in others if group.is_filter and group.is_common), None)
        if narrow is None:
            return [rarest]
        is_first = heads.FILTER_LENGTH * rarest.count >= _MARGIN * limit * narrow.count
        return [narrow, rarest] if is_first else [rarest, narrow]

    def _by_head(
        self,
        cursor: CursorWrapper,
        condition: Condition,
        leading: _Group,
        scopes: list[str],
        limit: int,
        *,
        promised: float = 0,
    ) -> list[Candidate]:
        """The best of those that the heads of a group know; nothing when they seem to know too few, or `promised`."""

        def read(mask: int, most: int) -> list[Candidate]:
            sql, lead = (_BY_HEADS, leading.headed) if leading.headed[1:] else (_BY_ONE_HEAD, leading.headed[0])
            cursor.execute(sql, [lead, leading.until, mask, _tsquery(condition), scopes, most])
            return [Candidate(*row) for row in cursor.fetchall()]

        sample = _FILTER_SAMPLE if leading.is_filter else _SAMPLE
        enough = ceil(max(_MARGIN * limit, promised) / (sample + 1))
        if len(condition) > 1 and len(read(sample, enough)) < enough:
            return []
        found = {entry.rank: entry for entry in read(0, limit)}
        if leading.headless:
            others = [leading.headless if group is leading.lexemes else group for group in condition]
            for entry in self._by_index(cursor, others, scopes, limit):
                if entry.rank <= leading.until:
                    found[entry.rank] = entry
        return [found[rank] for rank in sorted(found)[:limit]]

    def _by_index(self, cursor: CursorWrapper, condition: Condition, scopes: list[str], limit: int) -> list[Candidate]:
        cursor.execute(_BY_INDEX, [_tsquery(condition), scopes, limit])
        return [Candidate(*row) for row in cursor.fetchall()]

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
            cursor.execute("SELECT gin_clean_pending_list('search_entry_vector')")
            cursor.execute("ANALYZE search_indexedentry, search_indexedsource, search_indexedword")
        heads.grow(connection)
        return False
