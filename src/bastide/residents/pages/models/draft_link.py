"""Links to drafts, for somebody without an account."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class DraftLinkQuerySet(models.QuerySet["DraftLink"]):
    def open_by(self, token: str, at: datetime) -> DraftLink | None:
        """The link that `token` opens now; None for a wrong signature, an ended or a withdrawn one."""
        name, _dot, signature = token.partition(".")
        if not secrets.compare_digest(signature.encode(), _signature(name).encode()):
            return None
        found = self.filter(name=name, withdrawn_at__isnull=True, ends_at__gt=at).select_related("page")
        return found.first()


class DraftLink(models.Model):
    """Shows the newest version of one page, and of those below it when `with_below`, until `ends_at`."""

    #: How long a link may hold at most.
    LONGEST_DAYS = 30

    page = models.ForeignKey(Page, models.CASCADE, related_name="draft_links", verbose_name=_("page"))
    #: Chance; with the signature made from the secret key it is the token. The table alone opens nothing.
    name = models.CharField(max_length=43, unique=True, editable=False)
    with_below = models.BooleanField(_("avec les pages au-dessous"), default=False)
    made_at = models.DateTimeField(_("fait le"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("par")
    )
    ends_at = models.DateTimeField(_("jusqu’au"))
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = DraftLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien vers un brouillon")
        verbose_name_plural = _("liens vers des brouillons")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return str(self.page)

    def get_absolute_url(self) -> str:
        return reverse("pages:draft", args=[self.token])

    @property
    def token(self) -> str:
        return f"{self.name}.{_signature(self.name)}"

    def shows(self, page: Page) -> bool:
        return page.pk == self.page_id or (self.with_below and page.is_descendant_of(self.page))


def _signature(name: str) -> str:
    return salted_hmac("bastide.pages.draft_link", name, algorithm="sha256").hexdigest()[:32]


def new_name() -> str:
    return hashlib.sha256(secrets.token_bytes(32)).hexdigest()[:32]
