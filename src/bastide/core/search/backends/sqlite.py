"""SQLite: an FTS5 table over the lexemes, kept by triggers.

An FTS5 row id is the entry's rank and FTS5 reads row ids in order, so the best-ranked entries come first and reading
stops at the limit, however many entries have the word.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from .base import COLUMNS, Candidate, Condition

# `ascii` takes letters beyond ASCII as they are: folding is ours. `detail=none`: only which entry has which lexeme.
_CREATE = [
    """CREATE VIRTUAL TABLE search_fts USING fts5(
        lexemes, content='search_indexedentry', content_rowid='rank', detail=none, columnsize=0,
        tokenize="ascii tokenchars '.~!=_-'"
    )""",
    """CREATE TRIGGER search_fts_insert AFTER INSERT ON search_indexedentry BEGIN
        INSERT INTO search_fts(rowid, lexemes) VALUES (new.rank, new.lexemes);
    END""",
    """CREATE TRIGGER search_fts_delete AFTER DELETE ON search_indexedentry BEGIN
        INSERT INTO search_fts(search_fts, rowid, lexemes) VALUES ('delete', old.rank, old.lexemes);
    END""",
    """CREATE TRIGGER search_fts_update AFTER UPDATE OF rank, lexemes ON search_indexedentry BEGIN
        INSERT INTO search_fts(search_fts, rowid, lexemes) VALUES ('delete', old.rank, old.lexemes);
        INSERT INTO search_fts(rowid, lexemes) VALUES (new.rank, new.lexemes);
    END""",
    "INSERT INTO search_fts(search_fts) VALUES ('rebuild')",
]
_DROP = [
    "DROP TRIGGER IF EXISTS search_fts_update",
    "DROP TRIGGER IF EXISTS search_fts_delete",
    "DROP TRIGGER IF EXISTS search_fts_insert",
    "DROP TABLE IF EXISTS search_fts",
]

# CROSS JOIN keeps the order of the tables: the full-text index leads.
_FOUND = """FROM search_fts
    CROSS JOIN search_indexedentry e ON e.rank = search_fts.rowid
    CROSS JOIN search_indexedsource s ON s.id = e.source_id
    WHERE search_fts MATCH %s AND s.live >= e.born AND s.live < e.died AND e.scope IN ({marks})"""


def _match(condition: Condition) -> str:
    return " AND ".join("(" + " OR ".join(f'"{lexeme}"' for lexeme in group) + ")" for group in condition)


def _marked(sql: str, scopes: Collection[str]) -> str:
    return sql.replace("{marks}", ", ".join(["%s"] * len(scopes)))


class SqliteBackend:
    def create(self, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _CREATE:
            editor.execute(statement)

    def drop(self, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in _DROP:
            editor.execute(statement)

    def candidates(
        self, connection: BaseDatabaseWrapper, condition: Condition, *, scopes: Collection[str], limit: int
    ) -> list[Candidate]:
        sql = f"SELECT {COLUMNS} {_FOUND} ORDER BY search_fts.rowid LIMIT %s"
        with connection.cursor() as cursor:
            cursor.execute(_marked(sql, scopes), [_match(condition), *scopes, limit])
            return [Candidate(*row) for row in cursor.fetchall()]

    def count(
        self, connection: BaseDatabaseWrapper, condition: Condition, *, scopes: Collection[str], most: int
    ) -> int:
        sql = f"SELECT count(*) FROM (SELECT 1 {_FOUND} LIMIT %s)"  # noqa: S608 - constants only
        with connection.cursor() as cursor:
            cursor.execute(_marked(sql, scopes), [_match(condition), *scopes, most])
            return int(cursor.fetchone()[0])

    def count_words(
        self, connection: BaseDatabaseWrapper, changes: Mapping[str, int], sounds: Mapping[str, str]
    ) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                """INSERT INTO search_indexedword (text, entry_count, sound) VALUES (%s, %s, %s)
                ON CONFLICT (text) DO UPDATE SET entry_count = search_indexedword.entry_count + excluded.entry_count""",
                [(word, change, sounds.get(word, "")) for word, change in sorted(changes.items())],
            )

    def words_beginning(self, connection: BaseDatabaseWrapper, prefix: str, limit: int) -> list[tuple[str, int]]:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT text, entry_count FROM search_indexedword
                WHERE text >= %s AND text < %s AND entry_count > 0 ORDER BY entry_count DESC, text LIMIT %s""",
                [prefix, prefix + chr(0x10FFFF), limit],
            )
            return [(text, count) for text, count in cursor.fetchall()]

    def tidy(self, connection: BaseDatabaseWrapper) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT total_changes()")
            before = cursor.fetchone()[0]
            cursor.execute("INSERT INTO search_fts(search_fts, rank) VALUES ('merge', -500)")
            cursor.execute("SELECT total_changes()")
            # Documented by SQLite: fewer than two changes mean that there was nothing left to merge.
            return cursor.fetchone()[0] - before >= 2
