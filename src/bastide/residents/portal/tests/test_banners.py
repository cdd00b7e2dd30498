from datetime import timedelta

import pytest
from django.utils import timezone

from bastide.core.workspace.models import Banner
from bastide.kit.http.pages import offer_of
from bastide.residents.portal import views
from bastide.residents.portal.sections import COMMUNES


@pytest.fixture
def post(valdorne):
    def banner(organisation, *, scope=Banner.Scope.BODIES, section="", title="Coupure d’eau", gravity=3):
        now = timezone.now()
        posted = Banner.objects.create(
            organisation=organisation,
            gravity=gravity,
            title=title,
            text="Demain matin.",
            scope=scope,
            section=section,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(minutes=10),
            created_at=now,
        )
        posted.targets.set([organisation])
        return posted

    return banner


def test_a_banner_stands_on_the_site_it_aims_at_and_on_no_other(client, valdorne, post):
    post(valdorne.valbrune.organisation)

    assert "Coupure d’eau" in client.get("/communes/valbrune/").content.decode()
    assert "Coupure d’eau" not in client.get("/communes/le-peyrat/").content.decode()
    assert "Coupure d’eau" not in client.get("/communes/").content.decode()


def test_a_banner_of_the_pole_may_stand_everywhere_or_in_one_section(client, valdorne, home_page, post):
    post(valdorne.pole, scope=Banner.Scope.TERRITORY, title="Vigilance orange", gravity=4)
    post(valdorne.pole, scope=Banner.Scope.SECTION, section=COMMUNES, title="Liste mise à jour")

    for path in ("/", "/communes/", "/recherche/", "/communes/eyrenne/", "/intercommunalites/valdorne/"):
        assert "Vigilance orange" in client.get(path).content.decode(), path


def test_the_most_serious_banner_is_the_one_shown(client, valdorne, post):
    post(valdorne.valbrune.organisation, title="Réunion publique", gravity=1)
    post(valdorne.valbrune.organisation, title="Alerte crue", gravity=4)

    page = client.get("/communes/valbrune/").content.decode()

    assert "Alerte crue" in page
    assert "Réunion publique" not in page


def test_a_page_is_not_kept_beyond_its_banner(rf, valdorne, post):
    post(valdorne.valbrune.organisation)

    offer = offer_of(views.commune(rf.get("/communes/valbrune/"), "valbrune"))

    assert offer.expires_at <= timezone.now() + timedelta(minutes=10)
