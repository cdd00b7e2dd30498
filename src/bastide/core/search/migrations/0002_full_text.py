"""The full-text index, made by each database in its own way."""

from django.db import migrations

from bastide.core.search.backends import backend_for


def create(apps, schema_editor):
    backend_for(schema_editor.connection).create(schema_editor)


def drop(apps, schema_editor):
    backend_for(schema_editor.connection).drop(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_the_index")]

    operations = [migrations.RunPython(create, drop)]
