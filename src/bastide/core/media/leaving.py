"""What leaves with a body of its library: pictures with their notices, documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.leaving import Leaving, PuttingBack, Table, leaving

from .actions import collection_of
from .fields import checked_document, picture_as_it_was
from .models import MediaDocument, MediaImage
from .models.collection import OWNER_PATH


def in_collection(row: Any, values: Mapping[str, Any], putting: PuttingBack) -> Any:
    row.collection = collection_of(organisation=putting.organisation)
    row.save(force_insert=True)
    return row


AGAIN = _("se refait tout seul")

leaving.plug(
    "media",
    Leaving(
        _("Images et documents"),
        order=20,
        tables=(
            Table(
                MediaImage,
                lambda body: MediaImage.objects.filter(**{OWNER_PATH: body}).order_by("pk"),
                without=("collection",),
                admit=picture_as_it_was,
                put_back=in_collection,
            ),
            Table(
                MediaDocument,
                lambda body: MediaDocument.objects.filter(**{OWNER_PATH: body}).order_by("pk"),
                without=("collection",),
                admit=lambda name, content: checked_document(ContentFile(content), name),
                put_back=in_collection,
            ),
        ),
        stays={
            "media.OrganisationCollection": AGAIN,
            "media.MediaRendition": AGAIN,
            "media.DocumentPage": AGAIN,
            "media.DocumentReading": AGAIN,
        },
    ),
)
