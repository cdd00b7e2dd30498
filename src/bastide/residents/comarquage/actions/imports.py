"""Putting a delivery of documents in line: unpacked beside, looked at, swapped at once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bastide.core.journal import actions as journal
from bastide.core.search import actions as search
from bastide.core.territory.models import Territory
from bastide.kit.http.pages import purge

from .. import rendering, shelf
from ..importing.delivery import BadDelivery, Delivery, Member
from ..importing.redirections import pairs
from ..importing.report import Report
from ..importing.rows import row_of
from ..models import Guide, GuideSet, Redirection
from ..reading.head import AUDIENCES, head_of
from ..reading.xml import UnreadableDocument, name, parse

if TYPE_CHECKING:
    from bastide.core.accounts.models import User

#: Sets of each public that stay: the live one and two before it.
KEPT_SETS = 3
#: Where the guides of daily life are kept for the pages of communes.
DAILY_KEY = "comarquage.daily"
BATCH = 200
#: A delivery with less than this share of the documents in line is taken for a partial one.
LEAST_SHARE = 0.5
#: More unreadable files than this share: something is wrong with the delivery, not with a file.
MOST_REFUSED = 0.1
Say = Callable[[str], None]


class ImportRefused(Exception):
    """The delivery is not put in line; what was in line still is. The message says why."""


class Dangerous(ImportRefused):
    """The delivery could be put in line, but looks partial: say so if it is meant."""


class TakenOver(ImportRefused):
    """Another import of the same public was started meanwhile."""


class NoLinks:
    """For a first look at a document, when nobody follows its links."""

    def guide(self, audience: str, code: str) -> str:
        return f"#{code}"


def import_guides(
    *,
    path: Path,
    by: User | None,
    at: datetime,
    audience: str = "",
    address: str = "",
    edition: str = "",
    force: bool = False,
    say: Say = lambda line: None,
    advance: Callable[[int], None] = lambda count: None,
) -> Report:
    """Put the documents of a zip or folder in line for one public; without `audience`, the one they speak to.

    The same delivery twice changes nothing. Documents that did not change are neither read nor written again. Not in a
    transaction of the caller: readers see the former set until the end. Raises ImportRefused, Dangerous, TakenOver.
    """
    try:
        delivery = Delivery.open(path)
    except BadDelivery as error:
        raise ImportRefused(str(error)) from None
    try:
        return _Import(delivery, audience or _audience_of(delivery), address, edition, force, at, say, advance).run(by)
    finally:
        delivery.close()


def _audience_of(delivery: Delivery) -> str:
    """The public of the first documents that say it."""
    for place, member in enumerate(delivery.members()):
        if place > 200:
            break
        if member.code and not member.problem:
            try:
                found = head_of(parse(member.content))
            except UnreadableDocument:
                continue
            if found.publics or found.national_url:
                return found.audience
    raise ImportRefused(_("Rien dans cette livraison ne dit à quel public elle s’adresse : précisez-le."))


class _Import:
    """One import, from the first file to the swap."""

    def __init__(
        self,
        delivery: Delivery,
        audience: str,
        address: str,
        edition: str,
        force: bool,
        at: datetime,
        say: Say,
        advance: Callable[[int], None],
    ) -> None:
        if audience not in AUDIENCES:
            raise ImportRefused(_("« %(audience)s » n’est pas un public connu.") % {"audience": audience})
        self.delivery, self.audience, self.force, self.at = delivery, audience, force, at
        self.address, self.edition, self.say, self.advance = address, edition, say, advance
        self.report = Report(audience=audience)
        self.live = GuideSet.objects.live().filter(audience=audience).first()
        #: Code → (digest, primary key) of what is in line.
        self.known: dict[str, tuple[str, int]] = (
            {code: (digest, pk) for code, digest, pk in self.live.guides.values_list("code", "digest", "pk")}
            if self.live
            else {}
        )
        self.seen: set[str] = set()
        self.redirections: dict[str, str] = {}

    def run(self, by: User | None) -> Report:
        digest = self.delivery.digest()
        if self.live and self.live.digest == digest and self.live.edition == self.edition and not self.force:
            self.report.is_same = True
            self.report.documents = self.live.documents
            return self.report
        self.set = self._begin(digest)
        try:
            for batch in self._batches():
                self._write(batch)
            self._weigh()
            self._keep_back()
        except ImportRefused:
            GuideSet.objects.filter(pk=self.set.pk, state=GuideSet.State.BUILDING).delete()
            raise
        shelf.settle()
        self._swap(by)
        cache.delete(DAILY_KEY)
        forget_old_sets(audience=self.audience)
        # Whoever builds the index meanwhile reads the new set too.
        with contextlib.suppress(search.BuildTakenOver):
            search.rebuild(source="guides", at=self.at, say=self.say)
        return self.report

    def _begin(self, digest: str) -> GuideSet:
        """A set that nobody sees yet. Whoever was building one is overtaken."""
        with transaction.atomic():
            GuideSet.objects.filter(audience=self.audience, state=GuideSet.State.BUILDING).delete()
            return GuideSet.objects.create(
                audience=self.audience,
                address=self.address,
                file_name=self.delivery.name,
                file_date=self.delivery.date,
                edition=self.edition,
                digest=digest,
                started_at=self.at,
            )

    # --- files ------------------------------------------------------------------------------------------------------

    def _batches(self) -> Iterator[list[Guide]]:
        batch: list[Guide] = []
        for member in self.delivery.members():
            self.advance(1)
            if (guide := self._guide(member)) is not None:
                batch.append(guide)
            if len(batch) >= BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def _guide(self, member: Member) -> Guide | None:
        """The row of one file; None for an index file, or one that was refused."""
        if member.problem:
            self._refuse(member, member.problem)
            return None
        if not member.code:
            self._index_file(member)
            return None
        digest = shelf.digest_of(member.content)
        before = self.known.get(member.code)
        if before is not None and before[0] == digest and not self.force:
            self.seen.add(member.code)
            self.report.unchanged += 1
            return Guide(guide_set=self.set, code=member.code, digest=digest, pk=before[1])
        try:
            root = parse(member.content)
            head = head_of(root, code=member.code, audience=self.audience)
            if head.code != member.code:
                raise UnreadableDocument(_("il se dit %(code)s") % {"code": head.code})
            if name(root) not in ("publication", "servicecomplementaire"):
                raise UnreadableDocument(_("« %(name)s » n’est pas une fiche") % {"name": root.tag})
            unknown = rendering.render(root, head=head, links=NoLinks()).unknown
        except UnreadableDocument as problem:
            self._refuse(member, str(problem))
            return None
        self.seen.add(member.code)
        self.report.unknown.update(unknown)
        (self.report.changed if before else self.report.new).append(member.code)
        shelf.put(member.content)
        return row_of(head, self.set, digest, unknown, is_new=before is None)

    def _refuse(self, member: Member, problem: str) -> None:
        self.report.refused[member.name] = problem

    def _index_file(self, member: Member) -> None:
        """Of the index files only the redirections are needed: the tree is rebuilt from the documents."""
        if not member.name.lower().startswith("redirection"):
            return
        try:
            self.redirections.update(pairs(parse(member.content)))
        except UnreadableDocument as problem:
            self._refuse(member, str(problem))

    def _write(self, batch: list[Guide]) -> None:
        """One batch; rows without change are copied from the set in line."""
        same = [guide.pk for guide in batch if guide.pk]
        rows = [guide for guide in batch if not guide.pk]
        if same:
            for before in Guide.objects.filter(pk__in=same):
                rows.append(before.copied_into(self.set))
                self.report.unknown.update(before.unknown)
        try:
            with transaction.atomic():
                Guide.objects.bulk_create(rows)
        except IntegrityError:
            raise TakenOver(_("Un autre import de ces guides a commencé : celui-ci s’arrête.")) from None

    # --- the end ----------------------------------------------------------------------------------------------------

    def _weigh(self) -> None:
        """Whether the delivery may take the place of what is in line."""
        found, refused = len(self.seen), len(self.report.refused)
        if not found:
            raise ImportRefused(_("Cette livraison ne contient aucune fiche lisible."))
        if self.force:
            return
        if refused > 10 and refused > MOST_REFUSED * (found + refused):
            raise Dangerous(
                _("%(refused)d fichiers sur %(all)d sont illisibles : la livraison est sans doute abîmée.")
                % {"refused": refused, "all": found + refused}
            )
        if found < LEAST_SHARE * len(self.known):
            raise Dangerous(
                _("La livraison contient %(found)d fiches, il y en a %(known)d en ligne : elle semble incomplète.")
                % {"found": found, "known": len(self.known)}
            )

    def _keep_back(self) -> None:
        """A file that was refused leaves what it said before in line."""
        refused = {Member(name).code for name in self.report.refused} - self.seen
        rows = [self.known[code][1] for code in sorted(refused) if code in self.known]
        for start in range(0, len(rows), BATCH):
            kept = list(Guide.objects.filter(pk__in=rows[start : start + BATCH]))
            Guide.objects.bulk_create([before.copied_into(self.set) for before in kept])
            self.seen.update(guide.code for guide in kept)
            self.report.kept_back += [guide.code for guide in kept]

    def _swap(self, by: User | None) -> None:
        """Readers pass from one set to the other with this transaction."""
        report = self.report
        report.gone = sorted(set(self.known) - self.seen)
        report.documents = len(self.seen)
        report.redirections = len(self.redirections)
        with transaction.atomic():
            held = GuideSet.objects.select_for_update().filter(pk=self.set.pk, state=GuideSet.State.BUILDING).first()
            if held is None:
                raise TakenOver(_("Un autre import de ces guides a commencé : celui-ci s’arrête."))
            Redirection.objects.bulk_create(
                [Redirection(guide_set=held, old=old, new=new) for old, new in self.redirections.items()]
            )
            GuideSet.objects.live().filter(audience=self.audience).update(state=GuideSet.State.KEPT)
            held.state, held.went_live_at = GuideSet.State.LIVE, self.at
            held.documents, held.report = report.documents, report.as_json()
            held.save()
            # The pages of bodies name guides too.
            purge("guides", *(f"territory:{pk}" for pk in Territory.objects.values_list("pk", flat=True)))
            journal.record(
                "comarquage.imported",
                target=held,
                by=by,
                at=self.at,
                data={"new": len(report.new), "changed": len(report.changed), "gone": len(report.gone)},
            )


def forget_old_sets(*, audience: str) -> int:
    """Remove sets beyond the last ones, and texts that no set names any more; how many texts went."""
    kept = GuideSet.objects.filter(audience=audience).exclude(state=GuideSet.State.BUILDING)
    old = list(kept.order_by("-went_live_at", "-pk").values_list("pk", flat=True)[KEPT_SETS:])
    if not old:
        return 0
    GuideSet.objects.filter(pk__in=old).delete()
    if GuideSet.objects.filter(state=GuideSet.State.BUILDING).exists():
        # Its texts may be on the shelf before their rows: the next import tidies up.
        return 0
    lying = list(shelf.digests())
    needed = set(Guide.objects.values_list("digest", flat=True).iterator())
    spare = [digest for digest in lying if digest not in needed]
    for digest in spare:
        shelf.remove(digest)
    return len(spare)
