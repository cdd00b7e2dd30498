"""Wagtail's welcome page becomes our home page, at the same place in the tree; the way back gives it its old face.

The row of `wagtailcore_page` stays: the default Site goes on pointing at it, and pages written below it are kept.
"""

from django.db import migrations

WELCOME = "Welcome to your new Wagtail site!"


def move_in(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("portal", "HomePage")
    if HomePage.objects.exists():
        return
    page = Page.objects.filter(depth=2, title=WELCOME, slug="home").first()
    if page is None:
        # Somebody already wrote a tree of their own: the pôle adds the home page to it by hand.
        return
    _turn(apps, page, app="portal", model="homepage", title="Accueil")
    HomePage(page_ptr_id=page.pk).save_base(raw=True)
    if not Site.objects.filter(is_default_site=True).exists():
        Site.objects.create(hostname="localhost", port=80, root_page_id=page.pk, is_default_site=True)


def move_out(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("portal", "HomePage")
    for home in HomePage.objects.all():
        page = Page.objects.get(pk=home.pk)
        home.delete(keep_parents=True)
        _turn(apps, page, app="wagtailcore", model="page", title=WELCOME)


def _turn(apps, page, *, app, model, title):
    ContentType = apps.get_model("contenttypes", "ContentType")
    page.content_type, _made = ContentType.objects.get_or_create(app_label=app, model=model)
    page.title = page.draft_title = title
    page.save()


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(move_in, move_out)]
