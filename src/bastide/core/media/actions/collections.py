"""The collection of a body, made with its first picture or document."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Collection

from bastide.core.territory.models import Organisation

from ..models import OrganisationCollection


@transaction.atomic
def collection_of(*, organisation: Organisation) -> Collection:
    """The body's collection; no journal line, since nothing of the body changes."""
    found = OrganisationCollection.objects.select_related("collection").filter(organisation=organisation).first()
    if found is not None:
        return found.collection
    # The row of the body is the lock: two first uploads must not make two collections.
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    found = OrganisationCollection.objects.select_related("collection").filter(organisation=organisation).first()
    if found is not None:
        return found.collection
    root = Collection.get_first_root_node()
    assert root is not None
    collection = root.add_child(instance=Collection(name=f"{organisation.name} ({organisation.slug})"[:255]))
    OrganisationCollection.objects.create(organisation=organisation, collection=collection)
    return collection
