"""`bastide layer`: what an operator does with layers, one verb at a time."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bastide.kit.geostore import actions, queries
from bastide.kit.geostore.models import Layer, Version
from bastide.kit.geostore.problems import LayerProblem
from bastide.kit.tasks.progress import Progress
from bastide.kit.ui.typography import nbsp, number


class Command(BaseCommand):
    help = "Les couches de la carte : les lister, les vérifier, comparer, publier une version, revenir en arrière."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="Les couches et leurs versions.")
        check = verbs.add_parser("check", help="Relit chaque fichier et le compare à son empreinte.")
        check.add_argument("name", nargs="*", help="Couches ; sans nom, toutes.")
        publish = verbs.add_parser("publish", help="Sert une version.")
        publish.add_argument("name")
        publish.add_argument("number", type=int, nargs="?", help="Numéro de version ; sans lui, la dernière.")
        rollback = verbs.add_parser("rollback", help="Sert de nouveau la version publiée avant celle qui est servie.")
        rollback.add_argument("name")
        compare = verbs.add_parser("compare", help="Ce qui change d’une version à une autre.")
        compare.add_argument("name")
        compare.add_argument("old", type=int)
        compare.add_argument("new", type=int)
        compile_ = verbs.add_parser("compile", help="Relit tout de suite les données des applications.")
        compile_.add_argument("name", nargs="*", help="Couches ; sans nom, celles qui ont changé.")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            getattr(self, f"do_{verb}")(**options)
        except LayerProblem as problem:
            raise CommandError(str(problem)) from problem

    def say(self, line: str) -> None:
        self.stdout.write(nbsp(line))

    def do_list(self, **options: Any) -> None:
        for layer in Layer.objects.select_related("current").prefetch_related("versions"):
            served = f"version {layer.current.number}" if layer.current is not None else "rien n’est servi"
            self.say(f"{layer.name} : {layer.title}, {layer.get_visibility_display().lower()}, {served}")
            for version in layer.versions.all():
                size = number(version.size_bytes / 1e6, 1)
                told = [f"{number(version.row_count)} objets", f"{size} Mo", f"{version.made_at:%Y-%m-%d %H:%M}"]
                told += [version.get_state_display().lower()] if version.state != Version.State.READY else []
                self.say(f"  {version.number} : {', '.join(told)}")

    def do_check(self, name: list[str], **options: Any) -> None:
        versions = Version.objects.served().select_related("layer")
        if name:
            versions = versions.filter(layer__in=[_layer(one) for one in name])
        progress = Progress(sys.stderr)
        progress.step("Relecture", versions.count())
        problems = []
        for version in versions:
            problems += [f"{version.layer.name} {version.number} : {line}" for line in queries.problems_of(version)]
            progress.advance(1)
        progress.close()
        for line in problems:
            self.say(line)
        if problems:
            raise CommandError(nbsp(f"{len(problems)} fichiers ne vont pas : rétablissez-les d’une sauvegarde."))
        self.say(f"{versions.count()} versions relues, rien à signaler.")

    def do_publish(self, name: str, number: int | None, **options: Any) -> None:
        layer = _layer(name)
        version = _version(layer, number) if number is not None else layer.versions.first()
        if version is None:
            raise CommandError(nbsp(f"« {name} » n’a pas de version."))
        published = actions.publish(version=version, by=None, at=timezone.now())
        self.say(f"« {name} » sert la version {version.number}." if published else "Cette version est déjà servie.")

    def do_rollback(self, name: str, **options: Any) -> None:
        publication = actions.roll_back(layer=_layer(name), by=None, at=timezone.now())
        self.say(f"« {name} » sert de nouveau la version {publication.version.number}.")

    def do_compare(self, name: str, old: int, new: int, **options: Any) -> None:
        layer = _layer(name)
        found = queries.compare(_version(layer, old), _version(layer, new))
        if found.is_empty:
            self.say("Rien ne change.")
        for label, count, keys in (
            ("ajoutés", found.added, found.added_keys),
            ("retirés", found.removed, found.removed_keys),
            ("modifiés", found.changed, found.changed_keys),
        ):
            if count:
                more = "…" if count > len(keys) else ""
                self.say(f"{number(count)} objets {label} : {', '.join(keys)}{more}")
        for label, columns in (("nouvelles", found.columns_added), ("disparues", found.columns_removed)):
            if columns:
                self.say(f"Colonnes {label} : {', '.join(columns)}")

    def do_compile(self, name: list[str], **options: Any) -> None:
        for one in name:
            actions.ask_for_compilation(name=one, at=timezone.now())
        if not name:
            actions.ask_for_what_changed(at=timezone.now())
        ran = actions.compile_due(clock=timezone.now, say=self.say)
        self.say(f"{ran.done} couches compilées.")
        if ran.put_back or ran.lost:
            raise CommandError(nbsp(f"{ran.put_back + ran.lost} couches ont échoué : voyez leur dernière erreur."))


def _layer(name: str) -> Layer:
    layer = Layer.objects.filter(name=name).first()
    if layer is None:
        raise CommandError(nbsp(f"Il n’y a pas de couche « {name} » : « bastide layer list » les donne."))
    return layer


def _version(layer: Layer, number: int) -> Version:
    version = layer.versions.filter(number=number).select_related("layer").first()
    if version is None:
        raise CommandError(nbsp(f"« {layer.name} » n’a pas de version {number} : « bastide layer list » les donne."))
    return version
