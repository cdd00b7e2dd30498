"""Mails about acts. Each leaves with the transaction of what it tells of, to the people of that body alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from bastide.core.mail import actions as mail
from bastide.core.territory.models import Organisation
from bastide.kit.ui.language import speaking_to

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

#: Template of all of them, without its ending: each says what happened, and leads to the one screen where it is seen.
NEWS = "actes/mail/news"


@dataclass(frozen=True)
class News:
    """What one mail says, in the language in which it was asked for."""

    subject: str
    sentences: list[str]
    button: str


def send(
    *, to: Iterable[User], organisation: Organisation, news: Callable[[], News], screen: str, args: list[object]
) -> int:
    """One mail for each person, so that nobody reads another's address, in their language; gives how many."""
    link = str(settings.WAGTAILADMIN_BASE_URL).rstrip("/") + reverse(screen, args=args)
    people = list(to)
    for person in people:
        with speaking_to(person):
            said = news()
        context = {
            "person": person,
            "organisation": organisation,
            "sentences": said.sentences,
            "link": link,
            "button": said.button,
        }
        subject = partial("{} : {}".format, organisation.name, said.subject)
        mail.post(template=NEWS, subject=subject, to=[person.email], context=context, reader=person)
    return len(people)
