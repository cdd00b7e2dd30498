"""Taking along what a body wrote, and putting it back."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import DatabaseError, models, transaction
from django.utils.translation import gettext as _
from taggit.managers import TaggableManager

from bastide import __version__ as release
from bastide.core.journal import actions as journal
from bastide.core.territory.models import Organisation
from bastide.kit.registry import leaving
from bastide.kit.registry.leaving import PuttingBack, Table

from . import rows
from .archive import Manifest, Reader, Writer, digest_of, printable
from .errors import BadArchive, Missing, NotEmpty, PortabilityError

if TYPE_CHECKING:
    from bastide.core.accounts.models import User


def export_organisation(*, organisation: Organisation, path: Path, by: User | None, at: datetime) -> Manifest:
    """Write all that the body wrote to `path`, which must not exist; `by` is None for the machine.

    Nobody is held up meanwhile: what is changed while it is read may be in or not. Raises PortabilityError.
    """
    if path.exists():
        raise PortabilityError(_("« %(path)s » existe déjà : donnez un autre nom.") % {"path": path})
    named = leaving.named_of(Organisation)
    assert named is not None
    manifest = Manifest(body=named.name(organisation), taken_at=at.isoformat(), release=release)
    writer, mentions, written = Writer(path), _Mentions(), _Mentions()
    try:
        for table in leaving.all_tables():
            label = table.model._meta.label_lower
            manifest.rows[label] = writer.add_rows(label, _lines(table, organisation, mentions, written, writer))
        manifest.named = mentions.names_of_what_stays(written)
        manifest.stays = {
            label: str(why) for plug in leaving.in_order() for label, why in sorted(plug.stays.items()) if why
        }
        digest = writer.close(manifest)
    except BaseException:
        writer.give_up()
        raise
    _note("portability.exported", organisation, manifest, digest, by, at)
    return manifest


@transaction.atomic
def _note(
    verb: str, organisation: Organisation, manifest: Manifest, digest: str, by: User | None, at: datetime
) -> None:
    data = {"rows": manifest.row_count, "files": manifest.file_count, "archive": digest}
    journal.record(verb, target=organisation, by=by, at=at, organisation=organisation, data=data)


class _Mentions:
    """Rows by model and number."""

    def __init__(self) -> None:
        self.keys: dict[type[models.Model], set[Any]] = {}

    def __call__(self, model: type[models.Model], key: Any) -> Any:
        self.keys.setdefault(model, set()).add(key)
        return key

    def holds(self, model: type[models.Model], key: Any) -> bool:
        """Whether such a row is there, be it of a model that `model` inherits or that inherits it."""
        return any(
            key in keys for kind, keys in self.keys.items() if issubclass(kind, model) or issubclass(model, kind)
        )

    def names_of_what_stays(self, written: _Mentions) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for model, keys in self.keys.items():
            outside = {key for key in keys if not written.holds(model, key)}
            named = leaving.named_of(model)
            if not outside or named is None:
                continue
            things = named.model._base_manager.filter(pk__in=outside)
            found[model._meta.label_lower] = {str(thing.pk): named.name(thing) for thing in things.iterator()}
        return found


def _lines(
    table: Table, organisation: Organisation, mentions: _Mentions, written: _Mentions, writer: Writer
) -> Iterator[dict[str, Any]]:
    for row in table.rows(organisation):
        written(type(row), row.pk)
        yield rows.as_json(row, table, mention=mentions, keep=writer.add_file)


def import_organisation(
    *, file: BinaryIO, archive_digest: str, organisation: Organisation | None, by: User | None, at: datetime
) -> tuple[Organisation, Manifest]:
    """Put back what an archive holds, all of it or nothing, in the body that it names (or in `organisation`).

    Raises BadArchive, NotEmpty, Missing.
    """
    reader = Reader.open(file)
    kept: list[tuple[Any, str]] = []
    try:
        organisation = organisation or body_of(manifest=reader.manifest)
        _refuse_what_is_there(organisation)
        # Pictures take long to look at: before anybody is held up.
        stored = _store_files(reader, kept)
        with transaction.atomic():
            organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
            _refuse_what_is_there(organisation)
            _put_back(reader, organisation, at, stored)
            for plug in leaving.in_order():
                if plug.afterwards is not None:
                    plug.afterwards(organisation, at)
            _note("portability.imported", organisation, reader.manifest, archive_digest, by, at)
    except BaseException as error:
        for storage, name in kept:
            storage.delete(name)
        if isinstance(error, UNUSABLE):
            raise BadArchive(_("L’archive contient ce que ce portail refuse : %(why)s") % {"why": error}) from error
        raise
    finally:
        reader.close()
    return organisation, reader.manifest


#: What hostile or damaged rows make the models, the database and the inspection of files say.
UNUSABLE = (
    *(DatabaseError, ValidationError, ValueError, TypeError, LookupError, AttributeError),
    *(ArithmeticError, RecursionError, zipfile.BadZipFile, SuspiciousOperation),
)
#: By table, number and field, the name under which a file was put.
Stored = dict[tuple[str, Any], dict[str, str]]


def _store_files(reader: Reader, kept: list[tuple[Any, str]]) -> Stored:
    """Look at every file and put it in its place; `kept` says what to delete if the rest fails."""
    stored: Stored = {}
    for table in leaving.all_tables():
        label = table.model._meta.label_lower
        for line in reader.rows(label) if table.admit is not None else ():
            for field, digest, name in rows.files_of(line, table):
                assert table.admit is not None
                file = table.admit(name, reader.file(digest))
                where = field.generate_filename(rows.kind_of(line, table)(), file.name)
                put = field.storage.save(where, file, max_length=field.max_length)
                kept.append((field.storage, put))
                stored.setdefault((label, line["key"]), {})[field.name] = put
    return stored


def import_archive(
    *, path: Path, organisation: Organisation | None, by: User | None, at: datetime
) -> tuple[Organisation, Manifest]:
    """The same, from a file on this machine."""
    with path.open("rb") as file:
        return import_organisation(file=file, archive_digest=digest_of(path), organisation=organisation, by=by, at=at)


def body_of(*, manifest: Manifest) -> Organisation:
    """The body of this portal that the archive is of. Raises BadArchive, Missing."""
    named = leaving.named_of(Organisation)
    try:
        found = named.find(manifest.body) if named is not None else None
    except UNUSABLE as error:
        raise BadArchive(_("La liste de cette archive est illisible.")) from error
    if not isinstance(found, Organisation):
        raise Missing(
            _("L’organisme « %(name)s » n’est pas sur ce portail. Chargez son territoire, ou nommez-le par --into.")
            % {"name": printable(manifest.body.get("name", "?"))}
        )
    return found


def _refuse_what_is_there(organisation: Organisation) -> None:
    there = [
        f"{table.model._meta.verbose_name_plural} ({count})"
        for table in leaving.all_tables()
        if (count := sum(1 for _row in table.rows(organisation)))
    ]
    if there:
        raise NotEmpty(
            _("%(body)s a déjà quelque chose ici : %(what)s. Rien n’est changé.")
            % {"body": organisation, "what": ", ".join(there)}
        )


def _put_back(reader: Reader, organisation: Organisation, at: datetime, stored: Stored) -> None:
    names = _Names(reader.manifest.named, reader.manifest.body, organisation)
    putting = PuttingBack(organisation, at, names)
    own: dict[type[models.Model], tuple[Table, set[Any]]] = {}
    for table in leaving.all_tables():
        label = table.model._meta.label_lower
        for line in reader.rows(label):
            files = stored.get((label, line["key"]), {})
            row, lost = rows.from_json(line, table, rename=names, stored=files)
            if lost:
                raise Missing(
                    _("%(model)s nomme ce que ce portail n’a pas (%(fields)s). Rien n’est changé.")
                    % {"model": label, "fields": ", ".join(lost)}
                )
            saved = row
            if table.put_back is not None:
                saved = table.put_back(row, line["values"], putting)
            else:
                row.save(force_insert=True)
            for many in rows.many_fields(type(saved), table):
                _set_many(saved, many, line["values"].get(many.name) or [], names)
            rows.set_what_saving_changed(saved, line["values"], table)
            names.learn(type(saved), line["key"], saved.pk)
            own.setdefault(table.model, (table, set()))[1].add(saved.pk)
    for table, keys in own.values():
        if keys - {row.pk for row in table.rows(organisation)}:
            raise BadArchive(_("L’archive contient ce qui appartient à un autre organisme. Rien n’est changé."))


def _set_many(row: Any, field: Any, values: list[Any], names: _Names) -> None:
    related = getattr(row, field.name)
    if isinstance(field, TaggableManager):
        related.set([str(value)[:100] for value in values])
        return
    found = [names(field.related_model, value) for value in values]
    related.set([each for each in found if each is not None])


class _Names:
    """From the numbers that rows had to those that they have; what stayed behind is found by its own name, once."""

    def __init__(self, named: dict[str, dict[str, Any]], body: Any, organisation: Organisation) -> None:
        self.named, self.body, self.organisation = named, body, organisation
        self.known: dict[tuple[type[models.Model], str], Any] = {}

    def learn(self, model: type[models.Model], before: Any, now: Any) -> None:
        for kind in (model, *model._meta.get_parent_list()):
            self.known[kind, str(before)] = now

    def __call__(self, model: type[models.Model], key: Any) -> Any:
        at = (model, str(key))
        if at not in self.known:
            self.known[at] = self._found(model, str(key))
        return self.known[at]

    def _found(self, model: type[models.Model], key: str) -> Any:
        name = self.named.get(model._meta.label_lower, {}).get(key)
        named = leaving.named_of(model)
        if name is None or named is None:
            return None
        if model is Organisation and name == self.body:
            return self.organisation.pk
        thing = named.find(name)
        return thing.pk if thing is not None else None
