"""What the mails about acts look like, with invented content."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.mail.registry import MailPreview, previews

from .mails import NEWS


def _content() -> dict[str, Any]:
    return {
        "person": SimpleNamespace(first_name="Claire"),
        "organisation": SimpleNamespace(name="Commune de Valbrune"),
        "sentences": [
            str(_("La préfecture a écrit au sujet de la délibération 2026_041, « Tarifs de la cantine ».")),
            str(_("Lettre d’observations : lisez-la sans attendre, elle ouvre un délai.")),
        ],
        "link": "https://portail.example/lien-d-exemple/",
        "button": str(_("Lire le courrier")),
    }


previews.plug(
    "actes.news", MailPreview(_("Nouvelles d’un acte"), _("Commune de Valbrune : un courrier"), NEWS, _content)
)
