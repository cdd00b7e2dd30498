"""What is kept of the people who are on pictures, and until when."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bastide.core.retention.registry import How, Rule, rules

from .models import MediaImage


def ended(before: datetime) -> models.QuerySet[MediaImage]:
    """Consents that ended before; the picture itself stays, shown to nobody any more."""
    over = MediaImage.objects.filter(consent_until__lt=timezone.localdate(before))
    return over.filter(models.Q(people=MediaImage.People.CONSENTED) | ~models.Q(consent_note=""))


rules.plug(
    "media.consents",
    Rule(
        title=_("Accords des personnes photographiées"),
        model="media.MediaImage",
        fields={"consent_note": _("qui a donné son accord, et où est le papier")},
        purpose=_("Prouver l’accord d’une personne à la publication de son image"),
        legal_basis=_("Consentement (RGPD, article 6, paragraphe 1, a)"),
        after=_("la fin de l’accord\u202f; l’image n’est alors plus montrée"),
        days=0,
        how=How.BLANK,
        blank={"consent_note": "", "people": MediaImage.People.REFUSED},
        expired=ended,
    ),
)
