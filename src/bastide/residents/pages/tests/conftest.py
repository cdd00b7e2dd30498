import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from bastide.core.accounts.testing import make_people
from bastide.core.media.models import Licence, MediaImage
from bastide.core.media.testing import a_picture, pdf_bytes
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
    return MediaImage.objects.create(title="Lavoir", file=a_picture(), author="Camille Exemple", licence=Licence.ETALAB)


@pytest.fixture
def document(db):
    return get_document_model().objects.create(title="Tarifs", file=ContentFile(pdf_bytes("Tarifs"), name="tarifs.pdf"))
