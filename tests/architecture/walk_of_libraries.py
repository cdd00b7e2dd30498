"""Addresses that belong to Wagtail outside its back office."""

from pathlib import Path

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from bastide.core.media.testing import pdf_bytes
from bastide.kit.http.walk import public


def a_document(scene):
    content = pdf_bytes("Délibération")
    document = get_document_model().objects.create(title="Délibération", file=ContentFile(content, name="acte.pdf"))
    # Wagtail reads it from the disk, where the storage of the tests puts nothing.
    place = Path(document.file.path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return [document.pk, document.filename]


def a_locked_collection(scene):
    collection = Collection.get_first_root_node()
    return {"restriction_id": CollectionViewRestriction.objects.create(collection=collection, password="vigne").pk}


def a_locked_page(scene):
    page = Page.objects.filter(depth=2).first()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="password", password="vigne")
    return {"page_view_restriction_id": restriction.pk, "page_id": page.pk}


#: Wagtail's function views look at no method but POST.
EVERY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

WALK = {
    "wagtaildocs_serve": public(a_document),
    "wagtaildocs_authenticate_with_password": public(a_locked_collection, methods=EVERY_METHOD),
    "wagtailcore_authenticate_with_password": public(a_locked_page, methods=EVERY_METHOD),
    "wagtail_serve": public(lambda scene: [""]),
}
