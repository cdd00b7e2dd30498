"""The agenda: dates that come again, exceptions, sharing without copies, calendars that parse."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest
from django.utils import timezone

from bastide.core.accounts.testing import sign_in
from bastide.core.journal.models import JournalLine
from bastide.core.search import queries as search
from bastide.core.workspace import actions as workspace
from bastide.residents.agenda import actions, queries
from bastide.residents.agenda.models import Event, EventDate, EventShare
from bastide.residents.agenda.recurrence import MOST_DATES, UnusableRule, bounded, rule_of
from bastide.residents.agenda.testing import make_event

PARIS = ZoneInfo("Europe/Paris")
FIRST = datetime(2026, 10, 13, 20, 0, tzinfo=PARIS)


@pytest.fixture
def desk(valdorne):
    return f"/espace/organismes/{valdorne.valbrune.organisation.slug}/agenda/"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("repeats", "until", "days"),
    [
        ("", None, ["2026-10-13"]),
        ("weekly", date(2026, 11, 3), ["2026-10-13", "2026-10-20", "2026-10-27", "2026-11-03"]),
        ("fortnightly", date(2026, 11, 10), ["2026-10-13", "2026-10-27", "2026-11-10"]),
        ("monthly-day", date(2026, 12, 31), ["2026-10-13", "2026-11-10", "2026-12-08"]),
        ("monthly-date", date(2026, 12, 31), ["2026-10-13", "2026-11-13", "2026-12-13"]),
        ("yearly", date(2028, 10, 13), ["2026-10-13", "2027-10-13", "2028-10-13"]),
    ],
)
def test_dates_come_again_at_the_same_hour_of_the_clock_on_the_wall(repeats, until, days):
    found = bounded(FIRST, rule_of(repeats, FIRST), until)

    assert [start.date().isoformat() for start in found.starts] == days
    # The change of hour of 25 October moves nothing.
    assert {timezone.localtime(start).hour for start in found.starts} == {20}
    assert not found.is_cut


@pytest.mark.one_database
@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=TU", "RRULE:FREQ=YEARLY", "FREQ=DAILY;COUNT=100000"])
def test_a_rule_without_end_is_bounded_and_it_is_said(rule):
    found = bounded(FIRST, rule, None)

    assert 1 < len(found.starts) <= MOST_DATES
    assert found.is_cut
    assert found.until == found.starts[-1].date()


def dates_or_refusal(rule):
    try:
        return len(bounded(FIRST, rule, None).starts)
    except UnusableRule:
        return "refused"


@pytest.mark.one_database
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=5",
        "BYDAY=MO",
        "FREQ=WEEKLY;BYHOUR=1,2,3",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=LUNDI",
        "FREQ=DAILY;INTERVAL=zero",
        "FREQ=YEARLY;BYMONTH=99",
        "n’importe quoi",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_hostile_rule_is_refused_or_gives_one_date_and_never_keeps_us(rule):
    assert dates_or_refusal(rule) in ("refused", 1)


def test_an_event_is_announced_read_by_calendars_and_taken_back(client, people, valdorne, desk):
    sign_in(client, people.secretary)
    day = timezone.localdate() + timedelta(days=5)
    form = {
        "title": "Veillée <b>gasconne</b>",
        "day": day.isoformat(),
        "from_clock": "20 h 30",
        "to_clock": "1 h",
        "place_1_name": "Salle des fêtes",
        "place_1_commune": valdorne.valbrune.pk,
        "text": "Entrée libre",
        "category": "culture",
        "repeats": "weekly",
        "place_2_name": "Halle",
        "place_2_commune": valdorne.eyrenne.pk,
    }

    look = client.post(desk, form, follow=True).content.decode()

    event = Event.objects.get()
    assert "Sans date de fin, il est annoncé jusqu’au" in look
    assert "Veillée &lt;b&gt;gasconne&lt;/b&gt;" in look
    client.post(f"{desk}{event.pk}/publier/")
    page = client.get(f"/agenda/{event.pk}/").content.decode()
    assert "Salle des fêtes" in page
    assert "Halle" in page
    assert "<b>gasconne" not in page
    ours = valdorne.valbrune.organisation
    for address in ("ical/", "categorie/culture/ical/", f"de/{ours.slug}/ical/", f"{event.pk}/ical/"):
        answer = client.get(f"/agenda/{address}")
        assert answer["Content-Type"].startswith("text/calendar")
        (component,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        assert component["RRULE"]["FREQ"] == ["WEEKLY"]
        assert component.decoded("dtstart").astimezone(PARIS) == event.starts_at
        assert component.decoded("dtend") - component.decoded("dtstart") == timedelta(hours=4, minutes=30)
        assert component["LOCATION"] == "Salle des fêtes, Valbrune ; Halle, Eyrenne"
        assert icalendar.Calendar.from_ical(answer.content).walk("VTIMEZONE")
    for address in ("flux/", "categorie/culture/flux/", f"de/{ours.slug}/flux/"):
        feed = feedparser.parse(client.get(f"/agenda/{address}").content)
        assert not feed.bozo
        assert len(feed.entries) == 50
    assert client.get("/agenda/").content.decode().count("gasconne") < 4
    assert f"/agenda/{event.pk}/" in client.get("/communes/valbrune/").content.decode()
    assert [each.event for each in queries.next_dates(valdorne.territory, timezone.now())] == [event]
    assert [hit.kind for hit in search.search("gasconne", territory=valdorne.territory).hits] == ["event"]

    client.post(f"{desk}{event.pk}/retirer/")
    assert client.get(f"/agenda/{event.pk}/").status_code == 404
    assert not search.search("gasconne", territory=valdorne.territory).hits


def test_one_date_is_cancelled_another_moved_and_both_stay_when_the_event_is_saved_again(
    client, people, valdorne, desk
):
    at = timezone.now()
    start = datetime(2030, 3, 5, 18, 0, tzinfo=PARIS)
    fields = {"repeats": "weekly", "repeats_until": date(2030, 3, 26), "starts_at": start}
    event = make_event(valdorne.valbrune.organisation, by=people.secretary, at=at, **fields)
    first, second, *_others = event.dates.all()
    sign_in(client, people.secretary)

    client.post(f"{desk}{event.pk}/dates/{first.pk}/", {"is_cancelled": "on", "note": "Salle fermée"})
    client.post(f"{desk}{event.pk}/dates/{second.pk}/", {"day": "2030-03-13", "clock": "19 h"})
    values = {"title": "Chorale", "starts_at": start, "ends_at": event.ends_at, **fields}
    actions.save_event(organisation=event.organisation, thing=event, values=values, by=people.secretary, at=at)

    dates = list(EventDate.objects.order_by("planned_at"))
    assert [(each.is_cancelled, each.is_moved) for each in dates] == [
        (True, False),
        (False, True),
        (False, False),
        (False, False),
    ]
    page = client.get(f"/agenda/{event.pk}/").content.decode()
    assert "Annulé" in page
    assert "Salle fermée" in page
    assert "Déplacé" in page
    main, moved = icalendar.Calendar.from_ical(client.get(f"/agenda/{event.pk}/ical/").content).walk("VEVENT")
    assert main["EXDATE"].dts[0].dt.astimezone(UTC) == start.astimezone(UTC)
    assert moved.decoded("recurrence-id").astimezone(PARIS).day == 12
    assert moved.decoded("dtstart").astimezone(PARIS).hour == 19
    assert main["RRULE"]["UNTIL"][0].date() == date(2030, 3, 26)
    verbs = list(JournalLine.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["event.published", "event.date_cancelled", "event.date_changed"]


def test_another_body_shows_an_event_without_a_copy(client, people, valdorne):
    at = timezone.now()
    theirs, ours = valdorne.valbrune.organisation, valdorne.le_peyrat.organisation
    event = make_event(theirs, by=people.secretary, at=at, title="Marché des producteurs")
    sign_in(client, people.neighbour)
    screen = f"/espace/organismes/{ours.slug}/agenda/voisins/"
    assert "Montrer aussi" in client.get(screen).content.decode()

    client.post(f"{screen}{event.pk}/reprendre/")

    assert "Marché des producteurs" in client.get("/communes/le-peyrat/").content.decode()
    assert "Marché des producteurs" in client.get(f"/agenda/de/{ours.slug}/").content.decode()
    assert ours.name in client.get(f"/agenda/{event.pk}/").content.decode()
    values = {"title": "Marché de nuit", "starts_at": event.starts_at, "ends_at": event.ends_at}
    actions.save_event(organisation=theirs, thing=event, values=values, by=people.secretary, at=at)
    assert "Marché de nuit" in client.get("/communes/le-peyrat/").content.decode()
    # Showing is not owning.
    with pytest.raises(workspace.OutsideReach):
        actions.save_event(organisation=ours, thing=event, values={"title": "Volé"}, by=people.neighbour, at=at)
    for action in (actions.publish, actions.withdraw, actions.discard):
        with pytest.raises(workspace.OutsideReach):
            action(thing=event, by=people.neighbour, at=at)
    with pytest.raises(workspace.OutsideReach):
        actions.except_date(event=event, date=event.dates.get(), by=people.neighbour, at=at, is_cancelled=True)
    with pytest.raises(workspace.OutsideReach):
        actions.share_event(event=event, organisation=valdorne.eyrenne.organisation, by=people.neighbour, at=at)
    draft = make_event(theirs, by=people.secretary, at=at, draft=True)
    with pytest.raises(actions.NotShown):
        actions.share_event(event=draft, organisation=ours, by=people.neighbour, at=at)
    assert not Event.objects.visible_to(people.neighbour).exists()
    assert not EventShare.objects.visible_to(people.secretary).exists()

    client.post(f"{screen}{event.pk}/laisser/")
    assert "Marché de nuit" not in client.get("/communes/le-peyrat/").content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": "", "from_clock": "20 h"}, "Donnez aussi le jour."),
        ({"last_day": "2030-05-01"}, "Le dernier jour vient avant le premier."),
        ({"from_clock": "20 h", "to_clock": "18 h"}, "La fin vient avant le début."),
        ({"repeats": "weekly", "repeats_until": "2030-05-01"}, "Cette date vient avant le premier jour."),
        ({"repeats": "weekly", "last_day": "2030-06-20"}, "Ce qui dure plus d’une semaine"),
        ({"from_clock": "25 h"}, "Cette heure n’existe pas"),
    ],
)
def test_a_form_that_cannot_be_says_where_and_keeps_what_was_typed(client, people, desk, changes, said):
    sign_in(client, people.secretary)

    answer = client.post(desk, {"title": "Titre gardé", "day": "2030-06-03", **changes})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Titre gardé" in answer.content.decode()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "Il manque un titre."),
        ({"starts_at": None, "ends_at": None}, "Il manque le jour et l’heure."),
        ({"starts_at": datetime(2020, 1, 1, tzinfo=PARIS)}, "Toutes ses dates sont passées"),
    ],
)
def test_what_nobody_could_go_to_is_not_announced(people, valdorne, fields, said):
    with pytest.raises(workspace.NotReady, match=said):
        make_event(valdorne.valbrune.organisation, by=people.secretary, at=timezone.now(), **fields)


def test_lists_cost_the_same_whatever_they_hold_and_past_dates_leave(
    client, people, valdorne, django_assert_num_queries
):
    at = timezone.now()
    ours = valdorne.valbrune.organisation
    make_event(ours, by=people.secretary, at=at)
    client.get("/agenda/")
    with django_assert_num_queries(8):
        client.get("/agenda/")
    for number in range(4):
        make_event(
            ours, by=people.secretary, at=at, title=f"Numéro {number}", starts_at=at + timedelta(hours=number + 1)
        )

    with django_assert_num_queries(8):
        page = client.get("/agenda/").content.decode()
    assert "/agenda/categorie/conseil/" not in page, "there is no other to choose"
    make_event(ours, by=people.secretary, at=at, title="Un match", category="sport")
    page = client.get("/agenda/").content.decode()
    assert ("/agenda/categorie/sport/" in page, "/agenda/categorie/fete/" in page) == (True, False)

    EventDate.objects.update(starts_at=at - timedelta(days=2), ends_at=at - timedelta(hours=1))
    Event.objects.update(last_ends_at=at - timedelta(hours=1))
    assert "Rien d’annoncé" in client.get("/agenda/").content.decode()
    assert actions.forget_past(since=at - timedelta(days=1), at=at) == 6
    assert not search.search("conseil", territory=valdorne.territory, kind="event").hits
    assert client.get("/agenda/categorie/rien/").status_code == 404
    assert client.get("/agenda/categorie/rien/ical/").status_code == 404
