"""`bastide missing`: what the public pages show as unknown, for the pôle to complete."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from bastide.core.territory.models import PortalSettings, Territory
from bastide.residents.portal.gaps import gaps_of
from bastide.residents.portal.legal import missing_statements


class Command(BaseCommand):
    help = "Liste ce que les pages publiques disent ne pas savoir : mentions légales, horaires, maires, contacts."

    def handle(self, *args: Any, **options: Any) -> None:
        settings = PortalSettings.load()
        statements = missing_statements(settings)
        self.stdout.write(f"Réglages du portail : {len(statements)} à renseigner")
        for statement in statements:
            self.stdout.write(f"  {statement.label} ({statement.source})")
        for gap in gaps_of(settings.territory or Territory.objects.current()):
            self.stdout.write(f"{gap.label} : {len(gap.names)}")
            for name in gap.names:
                self.stdout.write(f"  {name}")
