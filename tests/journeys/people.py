"""Signing in as one of the invented people of the demonstration."""

from __future__ import annotations

from bastide.core.accounts.demo import DOMAIN, PASSWORD, PEOPLE, TOTP_SECRET
from bastide.core.accounts.testing import code_of

from .browser import Visitor


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
        give_code(who, TOTP_SECRET)
    page.wait_for_url(lambda address: "/comptes/" not in address)
    return who


def give_code(who: Visitor, secret: str) -> None:
    """Type the code of the application; one that served already, in another journey, is refused: type its neighbour."""
    page = who.page
    for steps in (0, 1, -1):
        page.get_by_label("Code").fill(code_of(secret, steps=steps))
        page.get_by_role("button", name="Continuer").click()
        page.wait_for_load_state()
        if "/double-verification/code/" not in page.url:
            return
    raise AssertionError(f"No code was taken on {page.url}")
