"""Layers, their versions, which one is served, and the work of compiling them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.kit.tasks.models import DueWork, DueWorkQuerySet

from .manifest import Manifest
from .registry import accesses

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

NAME = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Des lettres sans accent, des chiffres et des tirets."))


class LayerQuerySet(models.QuerySet["Layer"]):
    def public(self) -> LayerQuerySet:
        """What everybody may see, and that has something to show."""
        return self.filter(visibility=Layer.Visibility.PUBLIC, current__isnull=False)

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> LayerQuerySet:
        """Public layers, and the private ones that an app lets `user` see (socket `kit.geostore.access`)."""
        seen = models.Q(visibility=Layer.Visibility.PUBLIC)
        if user.is_authenticated:
            for _name, access in accesses:
                seen |= models.Q(visibility=Layer.Visibility.PRIVATE) & access.layers_of(user)
        return self.filter(seen)


class Layer(models.Model):
    """`owner_id` is the key of the body that owns it, in whatever table the apps above keep bodies."""

    class Kind(models.TextChoices):
        DELIVERY = "delivery", _("Livraison de fichier")
        ROWS = "rows", _("Données du portail")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Publique")
        PRIVATE = "private", _("Privée")

    name = models.SlugField(_("nom"), max_length=60, unique=True, validators=[NAME])
    title = models.CharField(_("titre"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    producer = models.CharField(_("producteur"), max_length=200)
    licence = models.CharField(_("licence"), max_length=120)
    kind = models.CharField(_("origine"), max_length=8, choices=Kind)
    visibility = models.CharField(_("visibilité"), max_length=7, choices=Visibility, default=Visibility.PUBLIC)
    owner_id = models.BigIntegerField(_("organisme propriétaire"), null=True, blank=True)
    key_column = models.CharField(
        _("colonne de la clé"),
        max_length=120,
        blank=True,
        help_text=_("Ce qui nomme un objet d’une version à l’autre."),
    )
    #: The only thing that readers look at: publishing and rolling back change this and nothing else.
    current = models.ForeignKey(
        "Version", verbose_name=_("version servie"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True)

    objects = LayerQuerySet.as_manager()

    class Meta:
        verbose_name = _("couche")
        verbose_name_plural = _("couches")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        return self.visibility == self.Visibility.PUBLIC

    @property
    def page_tag(self) -> str:
        """The tag of pages that show the layer: they are taken back when another version is served."""
        return f"layer:{self.name}"


class VersionQuerySet(models.QuerySet["Version"]):
    def served(self) -> VersionQuerySet:
        """Those whose files are there."""
        return self.filter(state=Version.State.READY)


class Version(models.Model):
    """Never changes, but for its files, which a compiled layer gives up after some more versions (`state`)."""

    class State(models.TextChoices):
        READY = "ready", _("Disponible")
        RETIRED = "retired", _("Fichiers retirés")

    layer = models.ForeignKey(Layer, verbose_name=_("couche"), on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("numéro"))
    #: Stands for both files: two versions that have it serve the same bytes.
    hash = models.CharField(_("empreinte"), max_length=64)
    parquet_hash = models.CharField(_("empreinte des données"), max_length=64)
    #: Empty when there is nothing to draw.
    tiles_hash = models.CharField(_("empreinte des tuiles"), max_length=64, blank=True)
    source_hash = models.CharField(_("empreinte de la source"), max_length=64)
    row_count = models.PositiveBigIntegerField(_("objets"))
    size_bytes = models.PositiveBigIntegerField(_("octets"))
    manifest_data = models.JSONField(_("fiche"))
    state = models.CharField(_("état"), max_length=7, choices=State, default=State.READY)
    made_at = models.DateTimeField(_("faite le"))

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version de couche")
        verbose_name_plural = _("versions de couche")
        ordering = ["layer", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["layer", "number"], name="geostore_version_number"),
            models.UniqueConstraint(fields=["layer", "hash"], name="geostore_version_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.layer.name} {self.number}"

    @property
    def manifest(self) -> Manifest:
        return Manifest.from_json(self.manifest_data)

    @property
    def parquet_name(self) -> str:
        return f"{self.layer.name}/{self.parquet_hash}.parquet"

    @property
    def tiles_name(self) -> str:
        """Where the archive of tiles lies; empty when there is nothing to draw."""
        return f"{self.layer.name}/{self.tiles_hash}.pmtiles" if self.tiles_hash else ""

    @property
    def file_names(self) -> list[str]:
        return [name for name in (self.parquet_name, self.tiles_name) if name]


class Publication(models.Model):
    """The history of what was served: never changed. `by_id` is the key of an account, no name is kept."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("Publication")
        ROLLED_BACK = "rolled_back", _("Retour en arrière")

    layer = models.ForeignKey(Layer, verbose_name=_("couche"), on_delete=models.CASCADE, related_name="publications")
    version = models.ForeignKey(
        Version, verbose_name=_("version"), on_delete=models.CASCADE, related_name="publications"
    )
    kind = models.CharField(_("geste"), max_length=11, choices=Kind)
    at = models.DateTimeField(_("le"))
    by_id = models.BigIntegerField(_("par le compte"), null=True, blank=True)

    class Meta:
        verbose_name = _("publication de couche")
        verbose_name_plural = _("publications de couche")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.version} {self.kind}"


class CompilationQuerySet(DueWorkQuerySet["Compilation"]):
    def ask(self, name: str, at: datetime) -> None:
        """Have the rows of the layer `name` read again. Asked many times before it is done, it is done once."""
        work, is_new = self.get_or_create(name=name, defaults={"due_at": at, "asked_at": at})
        if is_new:
            return
        self.filter(pk=work.pk).update(asked_at=at)
        waiting = [DueWork.State.DONE, DueWork.State.FAILED]
        self.filter(pk=work.pk, state__in=waiting).update(state=DueWork.State.DUE, due_at=at, attempts=0)


class Compilation(DueWork):
    """The rows of an app, to be made a version of the layer `name`. Asked again while under way, it is due again."""

    max_attempts = None

    name = models.SlugField(_("couche"), max_length=60, unique=True)
    asked_at = models.DateTimeField(_("demandée le"))
    fingerprint = models.CharField(_("état des données"), max_length=200, blank=True)

    objects = CompilationQuerySet.as_manager()

    class Meta(DueWork.Meta):
        verbose_name = _("compilation de couche")
        verbose_name_plural = _("compilations de couche")

    def __str__(self) -> str:
        return f"Compilation {self.name}"
