"""How often something was tried: sign-ins, codes, tokens.

Counted in the database, so that all processes count as one.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attempt(models.Model):
    """A count that starts again when its window ends. `key` is a keyed hash: nobody can be read from it."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(_("essais"), default=0)
    ends_at = models.DateTimeField(_("jusqu’à"), db_index=True)

    class Meta:
        verbose_name = _("compteur d’essais")
        verbose_name_plural = _("compteurs d’essais")

    def __str__(self) -> str:
        return f"{self.count} → {self.ends_at:%H:%M}"
