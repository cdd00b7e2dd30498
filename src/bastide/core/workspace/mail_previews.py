"""What the mail about a broken service looks like, with invented content."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.mail.registry import MailPreview, previews

from .actions.watch import BROKEN


def _content() -> dict[str, Any]:
    result = SimpleNamespace(
        check=SimpleNamespace(title=_("Dernière sauvegarde")),
        finding=SimpleNamespace(
            sentence=_("Aucune sauvegarde n’a encore été faite."), mend=_("Lancez « bastide backup ».")
        ),
    )
    return {"results": [result], "link": "https://portail.example/lien-d-exemple/"}


previews.plug(
    "workspace.broken",
    MailPreview(_("Panne du service"), _("État du service : 1 chose est en panne"), BROKEN, _content),
)
