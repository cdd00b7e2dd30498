"""Pictures: who made them, under which licence, who is on them."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    ImageQuerySet,
    WagtailImageField,
    get_rendition_storage,
    get_rendition_upload_to,
    get_upload_to,
)
from wagtail.images.models import Image as WagtailImage

from bastide.core.territory.models import OwnedQuerySet

from ..fields import CheckedPictureField
from ..licences import Licence, address_of
from .collection import OWNER_PATH


class MediaImageQuerySet(ImageQuerySet, OwnedQuerySet["MediaImage"]):
    owner_path = OWNER_PATH

    def publishable(self) -> MediaImageQuerySet:
        """Those that may be shown to the public."""
        return self.exclude(licence="").exclude(people=MediaImage.People.REFUSED)


class MediaImage(AbstractImage):
    """A photograph or a drawing. `credit` is the line shown under it; without a licence it is shown to nobody."""

    class People(models.TextChoices):
        NONE = "none", _("Personne n’y est reconnaissable")
        CONSENTED = "consented", _("Les personnes reconnaissables ont donné leur accord")
        PUBLIC = "public", _("Une manifestation publique, personne n’y est isolé")
        REFUSED = "refused", _("Une personne n’a pas donné son accord, ou l’a retiré")

    file = CheckedPictureField(
        verbose_name=_("fichier"), upload_to=get_upload_to, width_field="width", height_field="height"
    )
    author = models.CharField(_("auteur"), max_length=200, blank=True)
    credit = models.CharField(
        _("crédit"), max_length=200, blank=True, help_text=_("La ligne écrite sous l’image, si ce n’est pas l’auteur.")
    )
    licence = models.CharField(
        _("licence"),
        max_length=20,
        choices=Licence,
        blank=True,
        help_text=_("Sans licence, l’image n’est montrée à personne."),
    )
    taken_on = models.DateField(_("prise le"), null=True, blank=True)
    place = models.CharField(_("lieu"), max_length=200, blank=True)
    people = models.CharField(_("personnes"), max_length=10, choices=People, default=People.NONE)
    consent_note = models.CharField(
        _("accord des personnes"),
        max_length=300,
        blank=True,
        help_text=_("Qui a donné son accord et où est le papier. Jamais publié, effacé après la date ci-dessous."),
    )
    consent_until = models.DateField(_("accord jusqu’au"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True, editable=False)
    lat = models.FloatField(_("latitude"), null=True, blank=True, editable=False)

    admin_form_fields = (
        *WagtailImage.admin_form_fields,
        "author",
        "credit",
        "licence",
        "taken_on",
        "place",
        "people",
        "consent_note",
        "consent_until",
    )

    objects = MediaImageQuerySet.as_manager()

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def generate_rendition_file(self, filter: Any, *, source: Any = None) -> Any:
        """Wagtail's, whose temporary file would stay open until nobody remembers it."""
        with super().generate_rendition_file(filter, source=source) as made:
            made.seek(0)
            return ContentFile(made.read(), name=made.name)

    @property
    def is_publishable(self) -> bool:
        return bool(self.licence) and self.people != self.People.REFUSED

    @property
    def refusal(self) -> str:
        """Why it may not be published, for who wants to; "" when it may."""
        if self.people == self.People.REFUSED:
            return _now("Une personne de l’image « %(title)s » n’a pas donné son accord : prenez-en une autre.") % {
                "title": self.title
            }
        if not self.licence:
            return _now("L’image « %(title)s » n’a pas de licence : donnez-la dans sa notice, ou changez d’image.") % {
                "title": self.title
            }
        return ""

    @property
    def credit_line(self) -> str:
        """ "Camille Test, Licence Ouverte 2.0 (Etalab)"."""
        named = self.credit or self.author
        return ", ".join(part for part in (named, str(self.get_licence_display())) if part)

    @property
    def licence_url(self) -> str:
        return address_of(self.licence)

    def structured(self, address: str) -> dict[str, Any]:
        """schema.org ImageObject; `address` is where the picture itself lies, in full."""
        found = {
            "@type": "ImageObject",
            "contentUrl": address,
            "name": self.title,
            "creditText": self.credit or self.author,
            "copyrightNotice": self.credit_line,
            "license": self.licence_url,
            "creator": {"@type": "Person", "name": self.author} if self.author else None,
            "dateCreated": self.taken_on.isoformat() if self.taken_on else None,
            "contentLocation": {"@type": "Place", "name": self.place} if self.place else None,
        }
        return {name: value for name, value in found.items() if value}


class MediaRendition(AbstractRendition):
    file = WagtailImageField(
        upload_to=get_rendition_upload_to,
        storage=get_rendition_storage,
        width_field="width",
        height_field="height",
        # Found by its address, each time somebody reads it.
        db_index=True,
    )
    image = models.ForeignKey(MediaImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta(AbstractRendition.Meta):
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="media_rendition_unique"),
        ]
