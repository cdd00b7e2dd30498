"""On PostgreSQL, where the best-ranked entries of frequent lexemes are kept in rank order (see `backends.heads`).

Cheap on a big index: the tables are made empty, no entry is read. `bastide reindex` fills them.
"""

from django.db import migrations

_CREATE = [
    # `until`: the rank up to which the head has every entry that has the lexeme.
    """CREATE TABLE search_head (
        lexeme text COLLATE "C" PRIMARY KEY, until bigint NOT NULL, is_growing boolean NOT NULL
    )""",
    """CREATE TABLE search_headentry (
        lexeme text COLLATE "C" NOT NULL, rank bigint NOT NULL, PRIMARY KEY (lexeme, rank)
    )""",
    """CREATE FUNCTION search_head_add() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO search_headentry (lexeme, rank)
        SELECT h.lexeme, written.rank
        FROM written, unnest(string_to_array(written.lexemes, ' ')) AS found(lexeme)
        JOIN search_head h ON h.lexeme = found.lexeme COLLATE "C"
        WHERE written.rank <= h.until
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$""",
    """CREATE FUNCTION search_head_take() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        DELETE FROM search_headentry WHERE (lexeme, rank) IN (
            SELECT h.lexeme, removed.rank
            FROM removed, unnest(string_to_array(removed.lexemes, ' ')) AS found(lexeme)
            JOIN search_head h ON h.lexeme = found.lexeme COLLATE "C"
        );
        RETURN NULL;
    END $$""",
    # The planner may believe that many words at once are in every entry, and would read the whole table.
    """CREATE FUNCTION search_best(query tsquery, scopes text[], most integer) RETURNS SETOF bigint
    LANGUAGE sql STABLE ROWS 500 SET enable_seqscan = off SET jit = off AS $$
        WITH e AS MATERIALIZED (
            SELECT rank, source_id, born, died, scope FROM search_indexedentry WHERE vector @@ query
        )
        SELECT e.rank FROM e JOIN search_indexedsource s ON s.id = e.source_id
        WHERE s.live >= e.born AND s.live < e.died AND e.scope = ANY(scopes) ORDER BY e.rank LIMIT most
    $$""",
    # The index takes many entries at once (see `PostgresqlBackend.tidy`); an index made before 0004 took each alone.
    "ALTER INDEX search_entry_vector SET (fastupdate = on, gin_pending_list_limit = 1024)",
    # An entry's rank and lexemes never change: it is removed and written anew.
    """CREATE TRIGGER search_head_add AFTER INSERT ON search_indexedentry REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION search_head_add()""",
    """CREATE TRIGGER search_head_take AFTER DELETE ON search_indexedentry REFERENCING OLD TABLE AS removed
        FOR EACH STATEMENT EXECUTE FUNCTION search_head_take()""",
]
_DROP = [
    "DROP TRIGGER search_head_take ON search_indexedentry",
    "DROP TRIGGER search_head_add ON search_indexedentry",
    "DROP FUNCTION search_best(tsquery, text[], integer)",
    "DROP FUNCTION search_head_take()",
    "DROP FUNCTION search_head_add()",
    "DROP TABLE search_headentry",
    "DROP TABLE search_head",
]


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in _CREATE:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in _DROP:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0003_rows_in_rank_order")]

    operations = [migrations.RunPython(create, drop)]
