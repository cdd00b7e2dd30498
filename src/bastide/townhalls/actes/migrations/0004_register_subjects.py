"""The first level of the matière of what was published before it had a column of its own."""

from django.db import migrations
from django.db.models import Q


def fill(apps, schema_editor):
    entries = apps.get_model("actes", "RegisterEntry").objects
    for subject in range(1, 10):
        entries.filter(Q(matiere_code=str(subject)) | Q(matiere_code__startswith=f"{subject}.")).update(subject=subject)


class Migration(migrations.Migration):
    dependencies = [("actes", "0003_votes_exercises_and_alerts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
