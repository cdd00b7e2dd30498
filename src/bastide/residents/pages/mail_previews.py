"""What the mails about pages look like, with invented content."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.mail.registry import MailPreview, previews

from .mails import DECIDED, REMINDER, STALE, SUBMITTED


def _content(approved: bool = False) -> Mapping[str, Any]:
    return {
        "person": SimpleNamespace(first_name="Claire"),
        "by": "Karim Bonnet",
        "page": "La salle des fêtes",
        "comment": "Le tarif des associations manque." if not approved else "",
        "approved": approved,
        "place": "Pays de Valdorne",
        "public": "https://www.valbrune.example/salle-des-fetes/" if approved else "",
        "link": "https://portail.example/cms/pages/12/edit/",
    }


for name, title, template, approved in (
    ("pages.submitted", _("Une page à relire"), SUBMITTED, False),
    ("pages.sent_back", _("Une page à corriger"), DECIDED, False),
    ("pages.approved", _("Une page publiée"), DECIDED, True),
    ("pages.reminder", _("Une page à vérifier"), REMINDER, False),
    ("pages.translation", _("Une traduction à revoir"), STALE, False),
):
    previews.plug(name, MailPreview(title, title, template, partial(_content, approved)))
