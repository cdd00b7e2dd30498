"""Where reference values come from: every block of a page names its producer and date."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """One producer's data set, as last loaded."""

    slug = models.SlugField(unique=True)
    title = models.CharField(_("jeu de données"), max_length=160)
    producer = models.CharField(_("producteur"), max_length=120)
    licence = models.CharField(_("licence"), max_length=80)
    url = models.URLField(_("adresse"), blank=True)
    version = models.CharField(_("version"), max_length=80, help_text=_("Le paquet dont les valeurs sont lues."))
    loaded_at = models.DateTimeField(_("chargé le"))
    derived_digest = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text=_("Empreinte de ce qui en a déjà été calculé."),
    )

    class Meta:
        verbose_name = _("source de données")
        verbose_name_plural = _("sources de données")

    def __str__(self) -> str:
        return f"{self.producer}, {self.title}"
