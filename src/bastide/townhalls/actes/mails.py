"""Mails about acts. Each leaves with the transaction of what it tells of, to the people of that body alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from bastide.core.mail import actions as mail
from bastide.core.territory.models import Organisation

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

#: Template of all of them, without its ending: each says what happened, and leads to the one screen where it is seen.
NEWS = "actes/mail/news"


def send(
    *,
    to: Iterable[User],
    organisation: Organisation,
    subject: str,
    sentences: list[str],
    screen: str,
    args: list[object],
    button: str,
) -> int:
    """One mail for each person, so that nobody reads another's address; gives how many."""
    link = str(settings.WAGTAILADMIN_BASE_URL).rstrip("/") + reverse(screen, args=args)
    people = list(to)
    for person in people:
        context = {
            "person": person,
            "organisation": organisation,
            "sentences": sentences,
            "link": link,
            "button": button,
        }
        mail.post(template=NEWS, subject=f"{organisation.name} : {subject}", to=[person.email], context=context)
    return len(people)
