"""Programs of a body that deposit acts by themselves: signature books, business software."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation, OwnedQuerySet, Role

from ..storage import digest


class SoftwareKeyQuerySet(OwnedQuerySet["SoftwareKey"]):
    def in_force(self) -> SoftwareKeyQuerySet:
        return self.filter(revoked_at__isnull=True)

    def of_organisation(self, organisation: Organisation) -> SoftwareKeyQuerySet:
        return self.filter(organisation=organisation)


class SoftwareKey(models.Model):
    """What one program of one body shows to deposit acts. Of its password, only the hash is kept."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="acte_software_keys", verbose_name=_("organisme")
    )
    label = models.CharField(_("logiciel"), max_length=80)
    login = models.CharField(_("identifiant"), max_length=40, unique=True)
    #: The password has 256 bits of chance: a slow hash would only slow down whoever asks often.
    password_sha256 = models.CharField(_("empreinte du mot de passe"), max_length=64)
    certificate_sha256 = models.CharField(
        _("empreinte du certificat"), max_length=64, blank=True, validators=[RegexValidator(r"^[0-9a-f]{64}$")]
    )
    signatory = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("transmet au nom de"),
    )
    return_site = models.URLField(_("adresse du logiciel"), blank=True, max_length=200)
    created_at = models.DateTimeField(_("créée le"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("créée par")
    )
    used_on = models.DateField(_("dernier usage"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("révoquée le"), null=True, blank=True)

    objects = SoftwareKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("clé de logiciel")
        verbose_name_plural = _("clés de logiciels")
        ordering = ["organisation", "revoked_at", "label", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate_sha256"],
                condition=models.Q(revoked_at__isnull=True) & ~models.Q(certificate_sha256=""),
                name="actes_softwarekey_one_per_certificate",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_in_force(self) -> bool:
        return self.revoked_at is None

    def opens_with(self, password: str) -> bool:
        return constant_time_compare(self.password_sha256, digest(password.encode()))

    def may_transmit(self, at: datetime) -> bool:
        """Whether it acts for somebody who is still a signatory of the body; the body's own rule comes on top."""
        held = Organisation.objects.filter(pk=self.organisation_id)
        if self.signatory is None or not self.is_in_force:
            return False
        return held.held_by(self.signatory, [Role.SIGNATORY], at=at).exists()
