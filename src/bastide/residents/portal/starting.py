"""Listening to Wagtail, whose settings screen saves what the pôle says of its portal."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from bastide.core.territory.models import PortalSettings
from bastide.kit.http.pages import purge_all
from bastide.kit.registry.starting import Start, starts


def said(sender: Any, **kwargs: Any) -> None:
    """Every page says something of the settings: its name, its publisher, the state of accessibility."""
    purge_all()


def listen() -> None:
    post_save.connect(said, sender=PortalSettings, dispatch_uid="portal.settings")


starts.plug("portal", Start("Portail", listen))
