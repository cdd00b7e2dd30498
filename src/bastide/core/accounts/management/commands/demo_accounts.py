"""`bastide demo_accounts`: who can sign in to the demonstration, and how."""

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management.base import BaseCommand

from bastide.core.accounts.demo import PASSWORD, PEOPLE, TOTP_SECRET
from bastide.core.accounts.models import User
from bastide.core.territory.models import PortalSettings


class Command(BaseCommand):
    help = "Lists the invented accounts of a demonstration; says nothing elsewhere."

    def handle(self, *args: Any, **options: Any) -> None:
        if not PortalSettings.load().is_demonstration:
            return
        there = set(User.objects.filter(email__in=[person.email for person in PEOPLE]).values_list("email", flat=True))
        people = [person for person in PEOPLE if person.email in there]
        if not people:
            return
        width = max(len(person.email) for person in people)
        for person in people:
            code = " (double vérification)" if person.needs_code else ""
            self.stdout.write(f"{person.email:<{width}}  {person.what}{code}")
        self.stdout.write(f"Mot de passe de tous : {PASSWORD}")
        now = format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30))
        self.stdout.write(f"Clé de la double vérification : {TOTP_SECRET} (code en ce moment : {now})")
