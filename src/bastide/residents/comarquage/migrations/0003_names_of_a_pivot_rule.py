from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comarquage", "0002_pivots_by_kind"),
    ]

    operations = [
        migrations.AddField(
            model_name="pivotrule",
            name="names",
            field=models.JSONField(default=list, verbose_name="mots du nom"),
        ),
    ]
