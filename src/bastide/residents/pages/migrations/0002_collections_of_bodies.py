"""The collections of the spaces that are open are their bodies', in which the workspace keeps its files too."""

from django.db import migrations


def tell_media(apps, schema_editor):
    kept = apps.get_model("media", "OrganisationCollection")
    for space in apps.get_model("pages", "EditingSpace").objects.all():
        kept.objects.get_or_create(
            organisation_id=space.organisation_id, defaults={"collection_id": space.collection_id}
        )


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_the_tree_of_pages"), ("media", "0002_what_pictures_and_documents_are")]
    operations = [migrations.RunPython(tell_media, migrations.RunPython.noop)]
