"""PostgreSQL: counting entries up to a number, for which they need not be read in rank order.

A function, as `search_best` is: only so is the planner forbidden to read the whole table, or to follow the ranks.
"""

from django.db import migrations

_CREATE = """CREATE FUNCTION search_count(query tsquery, scopes text[], most integer) RETURNS bigint
    LANGUAGE sql STABLE SET enable_seqscan = off SET enable_indexscan = off SET jit = off AS $$
        SELECT count(*) FROM (
            SELECT FROM search_indexedentry e JOIN search_indexedsource s ON s.id = e.source_id
            WHERE e.vector @@ query AND s.live >= e.born AND s.live < e.died AND e.scope = ANY(scopes) LIMIT most
        ) found
    $$"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION search_count(tsquery, text[], integer)")


class Migration(migrations.Migration):
    dependencies = [("search", "0005_words_of_the_back_office")]

    operations = [migrations.RunPython(create, drop)]
