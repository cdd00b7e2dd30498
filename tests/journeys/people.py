"""Signing in as one of the invented people of the demonstration."""

from __future__ import annotations

import time

from bastide.core.accounts.demo import DOMAIN, PASSWORD, PEOPLE, TOTP_SECRET
from bastide.core.accounts.testing import code_of

from .browser import Visitor

#: Seconds during which an application shows one code.
STEP = 30


def sign_in(who: Visitor, login: str, *, already_there: bool = False) -> Visitor:
    """Sign `login` in by the door, with the code of the second factor where it is asked for."""
    if not already_there:
        who.go("/comptes/connexion/?next=/espace/")
    page = who.page
    page.get_by_label("Adresse électronique").fill(f"{login}@{DOMAIN}")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    person = next(each for each in PEOPLE if each.login == login)
    if person.needs_code:
        give_code(who, TOTP_SECRET, person=login)
    page.wait_for_url(lambda address: "/comptes/" not in address)
    return who


#: The steps of thirty seconds whose code was typed already, by person: each serves only once.
_SPENT: set[tuple[str, int]] = set()


def give_code(who: Visitor, secret: str, *, person: str) -> None:
    """Type a code that served in no other journey: the one of now, its neighbour, else wait for the next."""
    page = who.page
    for _ in range(6):
        now = int(time.time()) // STEP
        steps = next((each for each in (0, 1, -1) if (person, now + each) not in _SPENT), None)
        if steps is None:
            page.wait_for_timeout(1000 * (STEP - time.time() % STEP) + 100)
            continue
        _SPENT.add((person, now + steps))
        page.get_by_label("Code").fill(code_of(secret, steps=steps))
        with page.expect_navigation():
            page.get_by_role("button", name="Continuer").click()
        if "/double-verification/code/" not in page.url:
            return
    raise AssertionError(f"No code was taken on {page.url}")
