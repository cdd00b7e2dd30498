"""Mails about pages. Each leaves with the transaction of what it tells of, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bastide.core.domains import queries as domains
from bastide.core.mail import actions as mail
from bastide.core.territory.models import Territory

SUBMITTED = "pages/mail/submitted"
DECIDED = "pages/mail/decided"
REMINDER = "pages/mail/reminder"
STALE = "pages/mail/translation"


def send(template: str, *, page: Any, to: Iterable[Any], by: Any, comment: str, approved: bool = False) -> int:
    """One mail for each person, so that nobody reads another's address; gives how many."""
    subject = {
        SUBMITTED: _("Une page à relire : %(page)s"),
        DECIDED: _("Publiée : %(page)s") if approved else _("À corriger : %(page)s"),
        REMINDER: _("Une page à vérifier : %(page)s"),
        STALE: _("Une traduction à revoir : %(page)s"),
    }[template]
    people = list(to)
    territory = Territory.objects.current()
    title = page.get_admin_display_title()
    for person in people:
        mail.post(
            template=template,
            subject=lambda: str(subject) % {"page": title},
            to=[person.email],
            reader=person,
            context={
                "person": person,
                "page": title,
                "by": by or _("Quelqu’un"),
                "comment": comment.strip(),
                "approved": approved,
                "link": address_of_edition(page),
                "public": public_address(page) if approved else "",
                "place": territory.name if territory else _("notre portail"),
            },
        )
    return len(people)


def public_address(page: Any) -> str:
    """Where readers find a page that is in line: under its body's own domain when it has one."""
    return domains.page_address(page.specific.of_body, page.url) if page.live and page.url else ""


def address_of_edition(page: Any) -> str:
    return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/") + reverse("wagtailadmin_pages:edit", args=[page.pk])
