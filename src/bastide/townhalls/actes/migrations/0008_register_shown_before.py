"""Which entries lists showed before that had a column of its own."""

from django.db import migrations


def fill(apps, schema_editor):
    entries = apps.get_model("actes", "RegisterEntry").objects
    entries.filter(mode="electronic", withdrawn_at__isnull=True).update(shown=1)


class Migration(migrations.Migration):
    dependencies = [("actes", "0007_register_shown")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
