"""How far the directory has changed: what readers who keep it in memory compare with."""

from __future__ import annotations

from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _


def new_epoch() -> str:
    return get_random_string(12)


class DirectoryState(models.Model):
    """One row. `change` is the number of the last change of any place; who writes holds this row until the commit, so
    that whoever sees number N sees all that came before. Another `epoch` means: read everything again.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    change = models.BigIntegerField(_("dernier changement"), default=0)
    epoch = models.CharField(max_length=12, default=new_epoch)

    class Meta:
        verbose_name = _("état de l’annuaire")
        verbose_name_plural = _("état de l’annuaire")

    def __str__(self) -> str:
        return f"{self.epoch}:{self.change}"
