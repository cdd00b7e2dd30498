import pytest
from django.utils import timezone

from bastide.core.territory.models import Source, Territory
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

    def more(number: int) -> None:
        from bastide.core.territory.testing import _commune

        for rank in range(number):
            _commune(
                Territory.objects.get(),
                valdorne.epci,
                f"98{rank:03d}",
                f"Bourg-{rank}",
                0,
                f"bourg-{rank}",
                west=0.3 + rank / 10,
                population=100 + rank,
            )

    return more
