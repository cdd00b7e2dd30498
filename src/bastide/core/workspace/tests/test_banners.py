from datetime import timedelta

import pytest
from django.utils import timezone

from bastide.core.journal.models import JournalLine
from bastide.core.workspace import actions, queries
from bastide.core.workspace.models import Banner

NOON = timezone.now().replace(hour=11, minute=0, second=0, microsecond=0)


def post(organisation, by, **changes):
    given = {
        "gravity": Banner.Level.NOTICE,
        "title": "Réunion publique",
        "text": "Lundi à 18 h 30, salle du conseil.",
        "starts_at": NOON,
        "ends_at": NOON + timedelta(days=2),
        "at": NOON,
    }
    return actions.post_banner(organisation=organisation, by=by, **(given | changes))


def test_a_banner_shows_on_the_pages_of_the_body_from_its_beginning_to_its_end(valdorne, people):
    organisation = valdorne.valbrune.organisation

    banner = post(organisation, people.secretary, starts_at=NOON + timedelta(hours=1))

    moments = [
        NOON,
        NOON + timedelta(hours=1),
        NOON + timedelta(days=2) - timedelta(seconds=1),
        NOON + timedelta(days=2),
    ]
    assert [queries.banners_on_site(organisation, at) for at in moments] == [[], [banner], [banner], []]
    assert queries.banners_on_site(valdorne.le_peyrat.organisation, NOON + timedelta(hours=1)) == []


def test_the_pole_announces_to_all_and_the_most_serious_comes_first(valdorne, people):
    mild = post(valdorne.valbrune.organisation, people.secretary)
    flood = post(valdorne.pole, people.pole, scope=Banner.Scope.TERRITORY, gravity=Banner.Level.ALERT)

    assert queries.banners_on_site(valdorne.valbrune.organisation, NOON) == [flood, mild]
    assert queries.banners_on_site(valdorne.eyrenne.organisation, NOON) == [flood]
    assert queries.banners_on_portal(valdorne.territory, "accueil", NOON) == [flood]


def test_a_banner_of_a_section_shows_there_only(valdorne, people):
    banner = post(valdorne.pole, people.pole, scope=Banner.Scope.SECTION, section="communes")

    assert queries.banners_on_portal(valdorne.territory, "communes", NOON) == [banner]
    assert queries.banners_on_portal(valdorne.territory, "accueil", NOON) == []
    assert queries.banners_on_site(valdorne.valbrune.organisation, NOON) == []


def test_nobody_announces_on_the_pages_of_a_neighbour(valdorne, people):
    with pytest.raises(actions.BannerOutsideReach):
        post(valdorne.le_peyrat.organisation, people.secretary)
    with pytest.raises(actions.BannerOutsideReach):
        post(valdorne.valbrune.organisation, people.secretary, targets=[valdorne.le_peyrat.organisation])
    with pytest.raises(actions.BannerOutsideReach):
        post(valdorne.valbrune.organisation, people.secretary, scope=Banner.Scope.TERRITORY)

    assert not Banner.objects.exists()


@pytest.mark.parametrize("ends_at", [NOON, NOON - timedelta(days=1)])
def test_a_banner_nobody_could_see_is_refused(valdorne, people, ends_at):
    with pytest.raises(actions.NothingToShow):
        post(valdorne.valbrune.organisation, people.secretary, starts_at=NOON - timedelta(days=3), ends_at=ends_at)


def test_a_withdrawn_banner_is_gone_at_once_and_both_gestures_are_in_the_journal(valdorne, people):
    organisation = valdorne.valbrune.organisation
    banner = post(organisation, people.secretary)

    actions.withdraw_banner(banner=banner, by=people.secretary, at=NOON + timedelta(minutes=5))
    actions.withdraw_banner(banner=banner, by=people.secretary, at=NOON + timedelta(minutes=6))

    assert queries.banners_on_site(organisation, NOON + timedelta(minutes=5)) == []
    verbs = [line.verb for line in JournalLine.objects.of_organisation(organisation).order_by("number")]
    assert verbs == ["banner.posted", "banner.withdrawn"]


def test_a_page_is_kept_no_longer_than_the_next_change_of_banners(valdorne, people):
    post(valdorne.valbrune.organisation, people.secretary, starts_at=NOON + timedelta(hours=3))

    assert queries.next_banner_change(NOON) == NOON + timedelta(hours=3)
    assert queries.next_banner_change(NOON + timedelta(hours=4)) == NOON + timedelta(days=2)
    assert queries.next_banner_change(NOON + timedelta(days=2)) is None


def test_the_feed_of_a_body_gives_what_is_shown_now(client, valdorne, people):
    at = timezone.now()
    post(valdorne.valbrune.organisation, people.secretary, at=at, starts_at=at, ends_at=at + timedelta(hours=1))

    own = client.get(f"/bandeaux/{valdorne.valbrune.organisation.slug}/rss/").content.decode()
    other = client.get(f"/bandeaux/{valdorne.le_peyrat.organisation.slug}/rss/").content.decode()

    assert "À noter\u00a0: Réunion publique" in own
    assert "Réunion publique" not in other


def test_a_sign_that_xml_cannot_write_does_not_take_down_the_feed(client, valdorne, people):
    at = timezone.now()
    valbrune = valdorne.valbrune.organisation
    hostile = {"title": "Route\x01 barrée\ufffe", "text": "Pont\x0b & <gué>\x1f"}
    post(valbrune, people.secretary, at=at, starts_at=at, ends_at=at + timedelta(hours=1), **hostile)

    for address in ("/bandeaux/rss/", f"/bandeaux/{valbrune.slug}/rss/"):
        answer = client.get(address)

        assert answer.status_code == 200
        assert "Route barrée" in answer.content.decode()
        assert "Pont &amp; &lt;gué&gt;" in answer.content.decode()
