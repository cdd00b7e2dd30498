"""What waits for somebody to decide: nothing that a stranger, an owner or another source says is shown unread."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bastide.core.media.models import MediaImage
from bastide.core.territory.models import Organisation, OwnedQuerySet

from .place import Place
from .source import PlaceSource


class ProposalQuerySet(OwnedQuerySet["Proposal"]):
    def waiting(self) -> ProposalQuerySet:
        return self.filter(state=Proposal.State.WAITING)

    def of_place(self, place: Place) -> ProposalQuerySet:
        return self.filter(place=place)


class Proposal(models.Model):
    """A change to decide on.

    `values` maps a field to `{"ours": …, "theirs": …}`. For a duplicate, `place` is the one it resembles and `record`
    what the source told, which becomes a place of its own when somebody says that it is another one.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", _("Correction proposée par le lieu")
        PICTURE = "picture", _("Photo proposée par le lieu")
        REPORT = "report", _("Erreur signalée")
        DIFFERENCE = "difference", _("Une autre source dit autre chose")
        DUPLICATE = "duplicate", _("Peut-être un doublon")
        GONE = "gone", _("La source ne connaît plus ce lieu")

    class State(models.TextChoices):
        WAITING = "waiting", _("à décider")
        ACCEPTED = "accepted", _("accepté")
        REFUSED = "refused", _("écarté")
        OBSOLETE = "obsolete", _("devenu sans objet")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="place_proposals", verbose_name=_("organisme")
    )
    kind = models.CharField(_("nature"), max_length=12, choices=Kind)
    place = models.ForeignKey(
        Place, models.CASCADE, null=True, blank=True, related_name="proposals", verbose_name=_("lieu")
    )
    source = models.ForeignKey(
        PlaceSource, models.CASCADE, null=True, blank=True, related_name="proposals", verbose_name=_("source")
    )
    key = models.CharField(_("numéro d’origine"), max_length=120, blank=True)
    record = models.JSONField(_("fiche reçue"), null=True, blank=True)
    values = models.JSONField(_("valeurs"), default=dict, blank=True)
    #: A picture that waits, without a licence until somebody accepts it; `record` says what its sender says of it.
    image = models.ForeignKey(
        MediaImage, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("image")
    )
    reason = models.CharField(_("pourquoi"), max_length=250, blank=True)
    message = models.TextField(_("message"), blank=True)
    email = models.EmailField(_("pour répondre"), blank=True)
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(_("reçu le"))
    decided_at = models.DateTimeField(_("décidé le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("par")
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposition")
        verbose_name_plural = _("propositions")
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["organisation", "state", "made_at"], name="directory_proposal_queue")]
        constraints = [
            # What one source says otherwise about one place is one question, whose values are kept up to date.
            models.UniqueConstraint(
                fields=["place", "source"],
                condition=models.Q(kind="difference", state="waiting"),
                name="directory_one_open_difference",
            ),
            models.UniqueConstraint(
                fields=["source", "key"],
                condition=models.Q(kind="duplicate", state="waiting"),
                name="directory_one_open_duplicate",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.place or self.key}"
