"""Wagtail's screens are not ours, but they run under our policy."""

import pytest

pytestmark = pytest.mark.journey
SCREENS = ["", "pages/", "images/", "images/add/", "documents/", "documents/multiple/add/", "reports/site-history/"]


def test_the_back_office_works_under_its_policy(visit):
    who = visit(signed_in="pole")
    page = who.page

    for screen in SCREENS:
        who.go(f"/cms/{screen}").wait_for_load_state("networkidle")

        assert page.locator("#main").is_visible(), screen


def test_the_home_page_can_be_opened_to_be_written(visit):
    who = visit(signed_in="pole", width=1600)
    page = who.go("/cms/pages/")
    page.locator("a[href*='/edit/']").first.click()
    page.wait_for_load_state("networkidle")

    assert page.get_by_label("Titre", exact=False).first.is_visible()
    page.locator("[data-side-panel-toggle=status]").click()
    page.locator("[data-side-panel=status]").wait_for()
