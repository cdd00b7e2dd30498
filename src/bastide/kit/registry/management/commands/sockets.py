"""`bastide sockets`: what plugs into what, and where it is written."""

from typing import Any

from django.core.management.base import BaseCommand

from bastide.kit.registry.sockets import all_sockets


class Command(BaseCommand):
    help = "Lists the sockets, what they are for, and the plugs found in each."

    def handle(self, *args: Any, **options: Any) -> None:
        for socket in all_sockets():
            self.stdout.write(f"{socket.name} ({socket.module}.py): {socket.doc}")
            for name, _plug in socket:
                self.stdout.write(f"  {name:<28} {socket.origin_of(name)}")
            if not len(socket):
                self.stdout.write("  (nothing plugged)")
