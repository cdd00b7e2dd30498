"""`bastide layer`: what an operator does with layers, one verb at a time."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bastide.kit.geostore import actions, queries
from bastide.kit.geostore.deliveries import DeliveryRefused
from bastide.kit.geostore.models import Layer, Version
from bastide.kit.geostore.problems import LayerProblem
from bastide.kit.tasks.progress import Progress
from bastide.kit.ui.typography import nbsp, number

#: What is said of a layer once.
TOLD = {"title": "Titre", "producer": "Producteur", "licence": "Licence"}


class Command(BaseCommand):
    help = "Les couches de la carte : ajouter, publier, revenir en arrière, lister, vérifier, comparer, compiler."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="Lit une livraison et en fait une version, sans la publier.")
        add.add_argument("name", help="Couche ; elle est créée si elle n’existe pas.")
        add.add_argument("source", type=Path, help="Fichier, dossier ou archive.")
        for option, word in TOLD.items():
            add.add_argument(f"--{option}", help=f"{word} ; obligatoire pour une couche nouvelle.")
        add.add_argument("--key", help="Colonne qui nomme un objet d’une version à l’autre.")
        add.add_argument("--private", action="store_true", default=None, help="La couche n’est pas publique.")
        add.add_argument("--crs", help="Système de coordonnées, tel que EPSG:2154, s’il n’est pas dans la livraison.")
        add.add_argument("--encoding", help="Encodage des textes, s’il n’est pas dans la livraison.")
        add.add_argument("--layer", dest="source_layer", help="Couche à lire, si la livraison en a plusieurs.")
        add.add_argument("--publish", action="store_true", help="Sert aussitôt cette version.")
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
        except (LayerProblem, DeliveryRefused) as problem:
            raise CommandError(str(problem)) from problem

    def say(self, line: str) -> None:
        self.stdout.write(nbsp(line))

    def do_add(self, name: str, source: Path, publish: bool, **options: Any) -> None:
        layer = self._declared(name, options)
        progress = Progress(sys.stderr)
        wishes = {option: options[option] for option in ("crs", "encoding", "source_layer")}
        try:
            version = actions.deliver(layer=layer, source=source, at=timezone.now(), progress=progress, **wishes)
        finally:
            progress.abandon()
        for remark in version.manifest.warnings:
            self.say(f"  {remark}")
        self.say(f"« {name} » : version {version.number}, {number(version.row_count)} objets.")
        if publish:
            self.do_publish(name, version.number)
        elif layer.current_id != version.pk:
            self.say(f"Pour la servir : bastide layer publish {name} {version.number}")

    def _declared(self, name: str, options: dict[str, Any]) -> Layer:
        known = Layer.objects.filter(name=name).first()
        told = {option: options[option] or getattr(known, option, "") for option in TOLD}
        if absent := [f"--{option}" for option, value in told.items() if not value]:
            raise CommandError(nbsp(f"La couche « {name} » est nouvelle : dites aussi {', '.join(absent)}."))
        fields: dict[str, Any] = {}
        if options["key"] is not None:
            fields["key_column"] = options["key"]
        if options["private"]:
            fields["visibility"] = Layer.Visibility.PRIVATE
        try:
            return actions.declare_layer(
                name=name, kind=Layer.Kind.DELIVERY, by=None, at=timezone.now(), **told, **fields
            )
        except ValidationError as error:
            raise CommandError(nbsp(" ".join(error.messages))) from error

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
