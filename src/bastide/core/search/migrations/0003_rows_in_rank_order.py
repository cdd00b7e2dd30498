"""SQLite keeps rows in the order of an `integer` key only, and a source is read in rank order.

SQLite copies the table for that, which loses the triggers of the full-text index: it is made again.
"""

import django.db.models.deletion
from django.db import migrations, models

from bastide.core.search.backends import backend_for


def create(apps, schema_editor):
    backend_for(schema_editor.connection).create(schema_editor)


def drop(apps, schema_editor):
    backend_for(schema_editor.connection).drop(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]

    operations = [
        migrations.RunPython(drop, create),
        migrations.AlterField("indexedentry", "rank", models.BigAutoField(primary_key=True, serialize=False)),
        migrations.AlterField(
            "indexedentry",
            "source",
            models.ForeignKey(
                to="search.indexedsource",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                db_index=False,
            ),
        ),
        migrations.AddIndex("indexedentry", models.Index(fields=["source", "rank"], name="search_entry_source")),
        migrations.RunPython(create, drop),
    ]
