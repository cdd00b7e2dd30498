"""PostgreSQL: the heads of frequent lexemes, so that a common word costs no more than a rare one.

GIN cannot stop early: it gives all entries that have "mairie" before the best 500 can be told. The head of a lexeme is
the list of its best-ranked entries, in rank order, complete up to the rank `until`. Triggers keep heads true when
entries are written and removed; `grow` decides which lexemes have one. A lexeme without a head is only slower.
"""

from __future__ import annotations

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

#: Entries of so many may all be read: no head is needed. A search reads them twice, for up to 5 µs of processor each
#: when the table does not fit into the server's buffers: 30 ms of 50.
RARE = 3_000
#: A head has at least so many entries, or all.
LENGTH = 2_000
#: So has the head of a kind, a commune, a territory or a language (`k=`, `c=`, `t=`, `l=`). It leads where the head of
#: a word ends before what is asked begins: the first 2,000 "saint" are communes, which weigh more than any other kind.
FILTER_LENGTH = 8_000
#: `until` of a head that has all entries.
EVERYTHING = 2**63 - 1

#: Entries read in one transaction; writers wait for it.
AT_ONCE = 4_000
#: A head that grew longer is cut.
LONGEST = 16_000

# A word has a head when it is frequent anywhere, and one as a title word and as a whole name: those are not counted
# apart.
_WANTED = r"""SELECT text COLLATE "C" AS lexeme FROM search_indexedword WHERE entry_count > %(least)s
    UNION SELECT kind || text FROM search_indexedword CROSS JOIN (VALUES ('.'), ('!')) AS of(kind)
        WHERE entry_count > %(least)s AND text ~ '^[a-z0-9]+$'"""
_LENGTH = "CASE WHEN h.lexeme LIKE '_=%%' THEN %(filter_length)s ELSE %(length)s END"
_FORGET = f"DELETE FROM search_head WHERE lexeme NOT IN ({_WANTED})"  # noqa: S608 - constants only
# Too long after much was added, too short after much was removed: made again.
_RESTART = f"""DELETE FROM search_head h USING (
        SELECT lexeme, count(rank) AS number FROM search_head LEFT JOIN search_headentry USING (lexeme) GROUP BY lexeme
    ) c WHERE c.lexeme = h.lexeme AND NOT h.is_growing
    AND (c.number > %(longest)s OR (c.number < {_LENGTH} / 2 AND h.until < %(everything)s))"""  # noqa: S608 - constants only
_CLEAR = "DELETE FROM search_headentry WHERE lexeme NOT IN (SELECT lexeme FROM search_head)"
_BEGIN = f"INSERT INTO search_head SELECT lexeme, -1, true FROM ({_WANTED}) w ON CONFLICT DO NOTHING"  # noqa: S608
_GROW = """WITH part AS MATERIALIZED (
        SELECT rank, lexemes FROM search_indexedentry WHERE rank > %(after)s ORDER BY rank LIMIT %(number)s
    ), added AS (
        INSERT INTO search_headentry (lexeme, rank)
        SELECT h.lexeme, part.rank FROM part, unnest(string_to_array(part.lexemes, ' ')) AS found(lexeme)
        JOIN search_head h ON h.lexeme = found.lexeme COLLATE "C"
        WHERE h.is_growing AND part.rank > h.until ON CONFLICT DO NOTHING
    )
    SELECT max(rank), count(*) FROM part"""
_GROWN = f"""UPDATE search_head h SET until = greatest(until, %(until)s), is_growing = %(until)s < %(everything)s AND (
        SELECT count(*) FROM (SELECT 1 FROM search_headentry e WHERE e.lexeme = h.lexeme LIMIT %(most)s) found
    ) < {_LENGTH} WHERE is_growing"""  # noqa: S608 - constants only


def grow(connection: BaseDatabaseWrapper) -> None:
    """Give every frequent lexeme its head, and take it from those that are frequent no more.

    Writers wait some tenths of a second at a time, readers never. Killed in the middle, it leaves right, shorter heads.
    """
    wanted = {"least": RARE, "longest": LONGEST, "everything": EVERYTHING} | _lengths()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _lock(cursor)
        for statement in (_FORGET, _RESTART, _CLEAR, _BEGIN):
            cursor.execute(statement, wanted)
    while _grow_some(connection):
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_head, search_headentry")


def _grow_some(connection: BaseDatabaseWrapper) -> bool:
    """Read on where the shortest growing head ends; False when none grows any more."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _lock(cursor)
        cursor.execute("SELECT min(until) FROM search_head WHERE is_growing")
        (after,) = cursor.fetchone()
        if after is None:
            return False
        cursor.execute(_GROW, {"after": after, "number": AT_ONCE})
        last, number = cursor.fetchone()
        until = last if number == AT_ONCE else EVERYTHING
        cursor.execute(_GROWN, {"until": until, "everything": EVERYTHING} | _lengths())
        return True


def _lengths() -> dict[str, int]:
    return {"length": LENGTH, "filter_length": FILTER_LENGTH, "most": max(LENGTH, FILTER_LENGTH)}


def _lock(cursor: CursorWrapper) -> None:
    """No entry is written meanwhile: its trigger would not know the new heads."""
    cursor.execute("LOCK TABLE search_indexedentry IN SHARE ROW EXCLUSIVE MODE")
