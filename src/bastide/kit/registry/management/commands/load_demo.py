"""`bastide load_demo`: the demonstration territory, scene by scene."""

from typing import Any

from django.core.management.base import BaseCommand

from bastide.kit.registry.demo import scenes


class Command(BaseCommand):
    help = "Loads the demonstration territory; run again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        ordered = sorted((scene for _name, scene in scenes), key=lambda scene: scene.order)
        for number, scene in enumerate(ordered, start=1):
            self.stdout.write(f"[{number}/{len(ordered)}] {scene.title}")
            scene.load(lambda line: self.stdout.write(f"    {line}"))
