"""Pages in other languages: where they stand, what never shows there, and who is told that they are stale."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from bastide.core.accounts import actions as accounts
from bastide.core.accounts.testing import sign_in
from bastide.core.search import queries as index
from bastide.kit.http.models import PagePurge
from bastide.residents.pages import actions
from bastide.residents.pages.clockwork import translations as remind
from bastide.residents.pages.models import EditorialPage, Translation
from bastide.residents.pages.testing import TEXT, make_page, make_section, make_translation

OCCITAN = [{"type": "text", "value": "<p>Lo lavador es dobèrt.</p>", "id": "bloc-1"}]
ENGLISH = [{"type": "text", "value": "<p>The wash house is open.</p>", "id": "bloc-1"}]


@pytest.fixture
def pole(home_page, people):
    """Of the pôle, with the rights that a place of the pôle opens in the whole tree."""
    accounts.refresh_groups(user=people.pole, at=timezone.now())
    return type(people.pole).objects.get(pk=people.pole.pk)


@pytest.fixture
def section(home_page, valdorne):
    return make_section("Patrimoine", "patrimoine", introduction="Bastides et lavoirs", body=TEXT)


@pytest.fixture
def english(section):
    return make_translation(section, title="Heritage", introduction="Bastides", body=ENGLISH)


def words(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def publish_again(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_a_translation_stands_below_its_language_and_each_page_names_the_other(client, section, english):
    french, translated = words(client, "/patrimoine/"), words(client, "/en/patrimoine/")

    assert '<html lang="en">' in translated
    assert "The wash house is open." in translated
    assert "Skip to content" in translated
    assert "Le lavoir" not in translated
    assert 'content="en_GB"' in translated
    for page in (french, translated):
        assert '<link rel="alternate" hreflang="fr" href="http://testserver/patrimoine/">' in page
        assert '<link rel="alternate" hreflang="x-default" href="http://testserver/patrimoine/">' in page
        assert '<link rel="alternate" hreflang="en" href="http://testserver/en/patrimoine/">' in page
    assert '<a class="header__small" href="/en/patrimoine/" lang="en" hreflang="en">English</a>' in french
    home = words(client, "/en/")
    assert '<a href="/en/patrimoine/">Heritage</a>' in home
    assert "Patrimoine" not in home
    assert 'href="/en/" lang="en"' in words(client, "/")
    assert "http://testserver/en/patrimoine/" in words(client, "/sitemap-pages.xml")
    assert "http://testserver/en/</loc>" in words(client, "/sitemap-portail.xml")


def test_french_never_shows_under_another_language(client, section, english, pole):
    page = make_page(section)
    draft = actions.begin_translation(page=section, language="oc", by=pole, at=timezone.now())

    told = words(client, f"/en{page.url}", 404)
    assert "This page is not translated" in told
    assert f'href="{page.url}" hreflang="fr"' in told
    assert "Le lavoir" not in told
    assert 'href="/communes/" hreflang="fr"' in words(client, "/en/communes/", 404)
    assert not draft.live
    assert "Le lavoir" not in words(client, "/oc/patrimoine/", 404)
    assert "This page does not exist" in words(client, "/en/nulle-part/", 404)
    words(client, "/oc/", 404)
    words(client, "/de/", 404)
    assert 'hreflang="oc"' not in words(client, "/patrimoine/")
    with pytest.raises(ValidationError, match="page française"):
        publish_again(draft)
    with pytest.raises(ValidationError, match="page française"):
        publish_again(draft, introduction="Bastidas")
    publish_again(draft, introduction="Bastidas", body=ENGLISH)
    assert '<html lang="oc">' in words(client, "/oc/patrimoine/")


def test_what_lists_french_pages_lists_no_other(client, section, english, valdorne):
    publish_again(section)
    assert [hit.url for hit in index.search("lavoir", territory=valdorne.territory).hits] == [section.url]
    assert index.search("wash house", territory=valdorne.territory).hits == []
    assert "Heritage" not in words(client, "/pages/flux/") + words(client, "/plan/") + words(client, "/")


def test_what_is_translated_is_found_in_its_language_and_in_no_other(client, section, english, valdorne):
    publish_again(section)
    publish_again(make_translation(section, "oc", title="Patrimòni", introduction="Bastidas", body=OCCITAN))

    def found(asked, language):
        return [hit.url for hit in index.search(asked, territory=valdorne.territory, language=language).hits]

    assert found("wash house", "en") == ["/en/patrimoine/"]
    assert found("bastid", "oc") == ["/oc/patrimoine/"]
    assert found("lavoir", "en") == found("wash house", "oc") == found("valbrune", "en") == []
    page = words(client, "/en/recherche/?q=wash%20house")
    assert '<html lang="en">' in page
    assert '<a href="/en/patrimoine/">' in page
    assert '<a href="/recherche/?q=wash+house" hreflang="fr">' in page
    assert 'action="/en/recherche/"' in page
    assert '<a class="nav__link" href="/en/recherche/"' in words(client, "/en/patrimoine/")
    suggested = client.get("/en/recherche/suggestions/?q=herit").json()
    assert [each["url"] for each in suggested["results"]] == ["/en/patrimoine/"]
    french = words(client, "/recherche/?q=bastides")
    assert '<a href="/patrimoine/">' in french
    assert "/en/patrimoine/" not in french
    assert "Patrimoine" not in words(client, "/en/recherche/?q=lavoir") + words(client, "/en/recherche/")

    english.unpublish()

    assert found("wash house", "en") == []


def test_the_languages_of_a_page_are_made_again_when_one_comes_or_goes(section, english):
    held = set(section.tags())
    PagePurge.objects.all().delete()

    english.unpublish()

    assert held & set(PagePurge.objects.values_list("tag", flat=True))


def test_a_page_begins_with_those_above_and_below_and_only_once(section, pole):
    page = make_page(make_page(section, "Lavoirs", "lavoirs"), "Le grand", "le-grand")

    made = actions.begin_translation(page=page, language="oc", by=pole, at=timezone.now())
    again = actions.begin_translation(page=section, language="oc", with_below=True, by=pole, at=timezone.now())

    assert made.url_path.endswith("/patrimoine/lavoirs/le-grand/")
    assert again.pk == made.get_parent().get_parent().pk
    assert EditorialPage.objects.in_language("oc").count() == Translation.objects.count() == 3
    assert {each.owner for each in EditorialPage.objects.in_language("oc")} == {pole}


@pytest.mark.parametrize("language", ["fr", "de", ""])
def test_only_french_pages_of_the_portal_are_translated(section, english, space, people, pole, language):
    now = timezone.now()
    for page, wanted in ((section, language), (english, "oc"), (make_page(space.root), "en")):
        with pytest.raises(actions.NotTranslatable):
            actions.begin_translation(page=page, language=wanted, by=pole, at=now)
    with pytest.raises(actions.NotYours):
        actions.begin_translation(page=section, language="en", by=people.webmaster, at=now)


def test_a_french_page_published_again_makes_its_translation_stale_until_somebody_compared(
    client, section, english, pole, valdorne
):
    sign_in(client, pole)
    screen = reverse("pages_space:translations", args=[valdorne.pole.slug])
    assert Translation.objects.stale().count() == 0
    mail.outbox.clear()

    section.refresh_from_db()
    section.save_revision(user=pole).publish(user=pole)
    publish_again(english, title="Our heritage")

    shown = words(client, screen)
    assert "la page française a changé" in shown
    assert f"publiée par {pole}" in shown
    for _time in range(2):
        remind(timezone.now(), print)
    assert [message.to for message in mail.outbox] == [[pole.email]]
    assert "traduction à revoir" in words(client, "/espace/organismes/pays-de-valdorne/")

    made = Translation.objects.get()
    client.post(reverse("pages_space:confirm_translation", args=[valdorne.pole.slug, made.pk]))
    made.refresh_from_db()
    assert (made.is_stale, made.compared_by) == (False, pole)
    assert "la page française a changé" not in words(client, screen)


def test_the_screen_is_the_pole_s_and_costs_the_same_for_many_pages(
    client, section, english, people, pole, valdorne, django_assert_max_num_queries
):
    screen = reverse("pages_space:translations", args=[valdorne.pole.slug])
    sign_in(client, people.webmaster)
    words(client, screen, 404)
    sign_in(client, pole)
    words(client, screen)
    for number in range(8):
        make_page(section, f"Page {number}", f"page-{number}")
    with django_assert_max_num_queries(20):
        shown = words(client, f"{screen}?langue=en")
    assert shown.count("Pas traduite") == 8
    page = EditorialPage.objects.get(slug="page-3")
    begun = client.post(
        reverse("pages_space:begin_translation", args=[valdorne.pole.slug]), {"page": page.pk, "language": "en"}
    )
    assert begun.status_code == 302
    page.delete()
    assert "Sans page française" not in shown


def test_an_address_of_a_language_is_refused_to_a_section(home_page):
    with pytest.raises(ValidationError, match="pages traduites"):
        make_section("Occitan", "oc")


def test_a_reminder_waits_for_the_next_change(section, english):
    later = timezone.now() + timedelta(hours=1)
    EditorialPage.objects.filter(pk=section.pk).update(last_published_at=later)
    assert actions.remind_of_translations(at=later) == 1
    assert actions.remind_of_translations(at=later) == 0
    EditorialPage.objects.filter(pk=section.pk).update(last_published_at=later + timedelta(hours=1))
    assert actions.remind_of_translations(at=later) == 1
