from django.db import migrations

from bastide.core.journal.guards import GuardLines


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_lines")]

    operations = [GuardLines()]
