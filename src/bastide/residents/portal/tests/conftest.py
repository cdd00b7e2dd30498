from functools import partial

import pytest
from django.utils import timezone

from bastide.core.accounts.testing import make_people
from bastide.core.territory.models import Source
from bastide.core.territory.testing import add_communes
from bastide.residents.portal.testing import ensure_home_page


@pytest.fixture
def home_page(db):
    return ensure_home_page()


@pytest.fixture
def sources(db):
    for slug, producer in (("communes", "INSEE"), ("contours", "IGN"), ("offices", "DILA"), ("mandates", "Ministère")):
        Source.objects.create(
            slug=slug,
            title=f"Jeu {slug}",
            producer=producer,
            licence="Licence Ouverte 2.0",
            url=f"https://{slug}.example/",
            version="essai",
            loaded_at=timezone.now(),
        )


@pytest.fixture
def crowd(valdorne):
    """A second EPCI's worth of communes, to show that the number of queries does not follow theirs."""

    return partial(add_communes, valdorne)


@pytest.fixture
def people(valdorne):
    return make_people(valdorne)
