import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from bastide.core.accounts.testing import make_people
from bastide.core.media.testing import pdf_bytes
from bastide.residents.pages.testing import make_space
from bastide.residents.portal.testing import ensure_home_page


@pytest.fixture
def home_page(db):
    return ensure_home_page()


@pytest.fixture
def people(valdorne):
    return make_people(valdorne)


@pytest.fixture
def space(valdorne, people):
    return make_space(valdorne.valbrune.organisation)


@pytest.fixture
def picture(db):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "olive").save(file, "PNG")
    found = get_image_model().objects.create(
        title="Lavoir", file=ImageFile(io.BytesIO(file.getvalue()), name="lavoir.png"), credit="Camille Exemple"
    )
    # Made beforehand: Wagtail leaves the file open in which it makes one.
    for kind in ("webp", "jpeg"):
        for width in (480, 960):
            name = f"lavoir.{width}.{kind}"
            found.renditions.create(
                filter_spec=f"format-{kind}|width-{width}", file=ImageFile(io.BytesIO(file.getvalue()), name=name)
            )
    return found


@pytest.fixture
def document(db):
    return get_document_model().objects.create(title="Tarifs", file=ContentFile(pdf_bytes("Tarifs"), name="tarifs.pdf"))
