"""`bastide invite_staff`: the first account of an installation, for somebody of the pôle."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bastide.core.accounts import actions
from bastide.core.accounts.models import Role
from bastide.core.territory.models import Organisation


class Command(BaseCommand):
    help = "Invites a person to the pôle's team, by mail; after the first one, the team invites by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("first_name")
        parser.add_argument("last_name")

    def handle(self, *args: Any, **options: Any) -> None:
        pole = Organisation.objects.filter(kind=Organisation.Kind.POLE).order_by("pk").first()
        if pole is None:
            raise CommandError("There is no pôle yet: run bastide load_territory first.")
        try:
            user = actions.invite(
                email=options["email"],
                first_name=options["first_name"],
                last_name=options["last_name"],
                organisation=pole,
                role=Role.POLE_STAFF,
                by=None,
                at=timezone.now(),
            )
        except actions.AlreadyMember as standing:
            raise CommandError(f"{options['email']} is of the team since {standing.standing.starts_on}.") from standing
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"1 person invited to {pole}: {user.email}")
