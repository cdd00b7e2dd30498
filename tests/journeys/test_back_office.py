"""Wagtail's screens are not ours, but they run under our policy."""

import pytest

from .server import bastide

pytestmark = pytest.mark.journey
PASSWORD = "noix-et-chataignes-24"
MAKE_ADMINISTRATOR = f"""
from django.contrib.auth import get_user_model
get_user_model().objects.create_superuser(email="journey@example.org", password="{PASSWORD}")
"""
SCREENS = ["", "pages/", "pages/2/edit/", "images/", "images/add/", "documents/", "users/", "account/", "redirects/"]


@pytest.fixture(scope="module")
def administrator(server):
    bastide(server.environment, "shell", "--command", MAKE_ADMINISTRATOR)
    return "journey@example.org"


def test_the_back_office_works_under_its_policy(visit, administrator):
    who = visit()
    page = who.go("/cms/login/")
    page.locator("input[type=text], input[type=email]").first.fill(administrator)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/cms/")

    for screen in SCREENS:
        who.go(f"/cms/{screen}").wait_for_load_state("networkidle")

        assert page.locator("#main").is_visible(), screen
