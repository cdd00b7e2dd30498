"""Who writes, who publishes, who is told."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import GroupPagePermission, TaskState

from bastide.core.accounts import actions as accounts
from bastide.core.accounts.models import Role
from bastide.core.accounts.testing import make_person, sign_in
from bastide.core.journal.models import JournalLine
from bastide.residents.pages import actions, checks
from bastide.residents.pages.models import DraftLink, EditingSpace, FreePage
from bastide.residents.pages.testing import NOON, make_page, make_section, make_space


@pytest.fixture
def webmaster_elsewhere(valdorne):
    """A webmaster of Le Peyrat, whose space is open too."""
    user = make_person("web@le-peyrat.example", valdorne.le_peyrat.organisation, Role.WEBMASTER)
    make_space(valdorne.le_peyrat.organisation)
    return user


@pytest.fixture
def with_groups(people):
    for user in (people.pole, people.webmaster):
        accounts.refresh_groups(user=user, at=NOON)
    return people


def propose(page, by):
    page.save_revision(user=by)
    page.get_workflow().start(page, by)
    return page.current_workflow_task_state


def recipients():
    return sorted(recipient for message in mail.outbox for recipient in message.to)


def test_a_space_is_made_once_by_who_writes_there_and_by_nobody_else(valdorne, people, home_page):
    body = valdorne.valbrune.organisation
    for stranger in (people.neighbour, people.councillor, people.leaver):
        with pytest.raises(actions.NotYours):
            actions.open_space(organisation=body, by=stranger, at=NOON)
    with pytest.raises(actions.NoSite):
        actions.open_space(organisation=valdorne.pole, by=people.pole, at=NOON)

    with override("en"):
        space = actions.open_space(organisation=body, by=people.secretary, at=NOON)

    assert "Rédaction" in space.writers.name
    assert actions.open_space(organisation=body, by=people.pole, at=NOON) == space
    assert set(space.writers.user_set.all()) == {people.secretary, people.mayor}
    assert set(space.publishers.user_set.all()) == {people.webmaster}
    assert JournalLine.objects.filter(verb="pages.space_opened").count() == 1


def test_a_group_of_a_space_reaches_one_root_and_the_check_refuses_more(space, valdorne):
    roots = {
        group: set(GroupPagePermission.objects.filter(group=group).values_list("page", flat=True))
        for group in (space.writers, space.publishers)
    }
    assert roots == {space.writers: {space.root.pk}, space.publishers: {space.root.pk}}
    assert checks.rows_too_far() == []

    other = make_space(valdorne.le_peyrat.organisation)
    permission = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=space.writers, page=other.root, permission=permission)
    assert [problem.id for problem in checks.rows_too_far()] == ["pages.E001"]


def test_rights_follow_the_places(space, people, valdorne):
    body = valdorne.valbrune.organisation
    place = accounts.start_membership(
        user=people.neighbour, organisation=body, role=Role.WEBMASTER, starts_on=NOON.date(), by=people.pole, at=NOON
    )
    assert people.neighbour in space.publishers.user_set.all()

    accounts.end_membership(membership=place, ends_on=NOON.date() - timedelta(days=1), by=people.pole, at=NOON)
    assert people.neighbour not in space.publishers.user_set.all()

    # A place that ends by the calendar alone.
    people.secretary.memberships.update(ends_on=NOON.date())
    actions.refresh_rights_of_body(organisation=body, at=NOON + timedelta(days=1))
    assert people.secretary not in space.writers.user_set.all()


@pytest.mark.parametrize(
    ("who", "adds", "publishes"),
    [
        ("secretary", True, False),
        ("mayor", True, False),
        ("webmaster", True, True),
        ("pole", True, True),
        ("neighbour", False, False),
        ("councillor", False, False),
        ("leaver", False, False),
    ],
)
def test_who_may_write_and_publish(space, with_groups, who, adds, publishes):
    may = space.root.permissions_for_user(getattr(with_groups, who))

    assert (may.can_add_subpage(), may.can_publish_subpage()) == (adds, publishes)


def test_an_agent_enters_the_back_office_once_the_commune_has_a_space(client, people, valdorne, home_page):
    sign_in(client, people.secretary)
    assert client.get("/cms/").status_code == 403

    opened = client.post("/espace/organismes/commune-valbrune/pages/ecrire/")
    space = EditingSpace.objects.get()

    assert opened["Location"] == f"/cms/pages/{space.root_id}/"
    assert client.get(opened["Location"]).status_code == 200
    assert client.get(f"/cms/pages/add/pages/freepage/{space.root_id}/").status_code == 200
    people.secretary.memberships.update(ends_on=NOON.date() - timedelta(days=400))
    assert client.get("/cms/").status_code == 403


def test_two_communes_see_nothing_of_each_other(client, space, webmaster_elsewhere, people):
    page = make_page(space.root, live=False, title="Secret de Valbrune", slug="secret")
    propose(page, people.secretary)
    link = actions.make_draft_link(page=page, days=3, with_below=False, by=people.webmaster, at=timezone.now())
    sign_in(client, webmaster_elsewhere)

    assert "Secret" not in client.get("/cms/").content.decode()
    assert "Secret" not in client.get("/cms/reports/workflow_tasks/").content.decode()
    for path in (
        f"/cms/pages/{page.pk}/edit/",
        f"/cms/pages/{page.pk}/history/",
        f"/cms/liens-de-brouillon/{page.pk}/",
        f"/cms/pages/{page.pk}/delete/",
        f"/cms/pages/{page.pk}/copy/",
    ):
        answer = client.get(path)
        assert answer.status_code in (302, 403, 404), path
        assert "Secret" not in answer.content.decode()
    assert client.post(f"/cms/liens-de-brouillon/{page.pk}/{link.pk}/fermer/").status_code in (302, 403)
    assert not DraftLink.objects.filter(withdrawn_at__isnull=False).exists()
    assert not TaskState.objects.reviewable_by(webmaster_elsewhere).exists()
    assert client.get("/espace/organismes/commune-valbrune/pages/").status_code == 404
    with pytest.raises(actions.DraftRefused):
        actions.make_draft_link(page=page, days=3, with_below=False, by=webmaster_elsewhere, at=NOON)


def test_a_proposal_is_refused_corrected_and_published_and_the_right_people_are_told(
    space, people, webmaster_elsewhere
):
    page = make_page(space.root, live=False)

    state = propose(page, people.secretary)
    assert recipients() == ["web@valbrune.example"]
    assert list(TaskState.objects.reviewable_by(people.webmaster)) == [state]
    assert state.task.specific.get_actions(page, people.secretary) == []

    mail.outbox.clear()
    state.reject(user=people.webmaster, comment="Le tarif des associations manque.")
    (message,) = mail.outbox
    assert message.to == ["secretariat@valbrune.example"]
    assert "tarif des associations" in message.body

    mail.outbox.clear()
    page.refresh_from_db()
    page.save_revision(user=people.secretary)
    page.current_workflow_state.resume(people.secretary)
    assert recipients() == ["web@valbrune.example"]

    mail.outbox.clear()
    FreePage.objects.get(pk=page.pk).current_workflow_task_state.approve(user=people.webmaster)
    assert FreePage.objects.get(pk=page.pk).live
    assert recipients() == ["secretariat@valbrune.example"]
    verbs = list(
        JournalLine.objects.filter(verb__startswith="pages.").order_by("number").values_list("verb", flat=True)
    )
    assert verbs == ["pages.space_opened"] * 2 + [
        "pages.submitted",
        "pages.sent_back",
        "pages.submitted",
        "pages.approved",
    ]


def test_without_a_webmaster_the_pole_reads_and_who_left_is_told_nothing(space, with_groups):
    with_groups.webmaster.memberships.all().delete()
    page = make_page(space.root, live=False)

    state = propose(page, with_groups.secretary)
    assert recipients() == ["equipe@pole.example"]

    mail.outbox.clear()
    with_groups.secretary.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    state.reject(user=with_groups.pole, comment="Trop tard")
    assert recipients() == []


def test_pages_go_on_and_off_by_the_clock(client, space, people):
    now = timezone.now()
    page = make_page(space.root, live=False, go_live_at=now + timedelta(hours=1))
    page.save_revision(user=people.webmaster, approved_go_live_at=now - timedelta(minutes=1))
    old = make_page(space.root, "Fini", "fini", expire_at=now - timedelta(minutes=1))
    FreePage.objects.filter(pk=page.pk).update(go_live_at=now - timedelta(minutes=1))
    revision = page.latest_revision
    revision.content["go_live_at"] = None
    revision.save()

    assert actions.publish_due(at=now) == (1, 1)

    assert client.get("/communes/valbrune/salle-des-fetes/").status_code == 200
    assert client.get("/communes/valbrune/fini/").status_code == 404
    assert not FreePage.objects.get(pk=old.pk).live
    assert actions.publish_due(at=now) == (0, 0)


def test_a_date_of_review_is_recalled_once(space, people):
    page = make_page(space.root, review_on=NOON.date(), owner=people.secretary)
    make_page(space.root, "Autre", "autre", review_on=NOON.date() + timedelta(days=1))

    assert (actions.remind(at=NOON), actions.remind(at=NOON)) == (1, 0)
    assert recipients() == ["secretariat@valbrune.example"]

    FreePage.objects.filter(pk=page.pk).update(review_on=NOON.date() - timedelta(days=1))
    assert actions.remind(at=NOON) == 1


def test_a_link_shows_a_draft_until_it_ends(client, space, people):
    page = make_page(space.root, live=False)
    below = make_page(page, "Les tarifs", "tarifs", live=False)
    other = make_page(space.root, "Autre", "autre", live=False)
    now = timezone.now()
    link = actions.make_draft_link(page=page, days=2, with_below=True, by=people.secretary, at=now)
    address = link.get_absolute_url()

    shown = client.get(address)
    assert shown.status_code == 200
    assert "La salle des fêtes" in shown.content.decode()
    assert "Les tarifs" in client.get(f"{address}{below.pk}/").content.decode()
    assert (shown["X-Robots-Tag"], shown["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in shown["Cache-Control"]

    assert client.get(f"{address}{other.pk}/").status_code == 404
    assert client.get(address[:-2] + "x/").status_code == 404
    actions.withdraw_draft_link(link=link, by=people.webmaster, at=now)
    assert client.get(address).status_code == 404
    ended = actions.make_draft_link(
        page=page, days=1, with_below=False, by=people.secretary, at=now - timedelta(days=2)
    )
    assert client.get(ended.get_absolute_url()).status_code == 404
    for days in (0, 31):
        with pytest.raises(actions.DraftRefused):
            actions.make_draft_link(page=page, days=days, with_below=False, by=people.secretary, at=now)


def test_the_workspace_says_what_waits(client, space, with_groups):
    page = make_page(space.root, live=False)
    propose(page, with_groups.secretary)
    make_page(space.root, "À revoir", "a-revoir", review_on=NOON.date() - timedelta(days=400))

    sign_in(client, with_groups.webmaster)
    words = client.get("/espace/organismes/commune-valbrune/").content.decode()
    assert "page proposée, à relire" in words
    assert "page à vérifier" in words
    listed = client.get("/espace/organismes/commune-valbrune/pages/").content.decode()
    assert "proposée, pas encore publiée" in listed


def test_sections_are_the_pole_s(with_groups, home_page):
    section = make_section()

    assert section.permissions_for_user(with_groups.pole).can_publish()
    assert not section.permissions_for_user(with_groups.webmaster).can_edit()
