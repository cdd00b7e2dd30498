"""What the screens of acts read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import models
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from bastide.core.accounts.models import User
from bastide.core.search import queries as index
from bastide.core.territory.models import Organisation, Territory

from . import states
from .deadlines import WEEK, enforceable_on
from .models import (
    Acte,
    ClassificationVersion,
    Dispatch,
    DocumentType,
    Followup,
    InboundMessage,
    Matiere,
    RegisterEntry,
    Seance,
    Transaction,
    TransmissionSettings,
)
from .plain_words import plain


def actes_of(
    organisation: Organisation, *, state: str = "", words: str = "", year: int | None = None
) -> QuerySet[Acte]:
    """The acts of a body, newest first, narrowed."""
    found = Acte.objects.of_organisation(organisation).standing().select_related("register_entry")
    if state in Acte.State.values:
        found = found.filter(state=state)
    if year:
        found = found.filter(year=year)
    for word in words.split()[:6]:
        found = found.filter(Q(object__icontains=word) | Q(number__icontains=word) | Q(matiere_label__icontains=word))
    return found.order_by("-created_at", "-pk")


def matieres_like(version: ClassificationVersion, words: str, *, limit: int = 12) -> list[Matiere]:
    """Matières found by plain words: those that match most words first, and among them the most precise."""
    asked = [word for word in plain(words).split() if len(word) > 2][:8] or plain(words).split()[:8]
    everything = version.matieres.filter(depth__gte=2)
    exact = list(everything.filter(code=words.strip())) if words.strip() else []
    if not asked:
        return exact
    any_word = Q()
    for word in asked:
        any_word |= Q(words__contains=_stem(word))
    found = list(everything.filter(any_word))

    def quality(matiere: Matiere) -> tuple[int, int, int]:
        whole = matiere.words.split()
        hits = sum(any(each.startswith(_stem(word)) for each in whole) for word in asked)
        return (-hits, -matiere.depth, matiere.rank)

    ranked = [each for each in sorted(found, key=quality) if quality(each)[0] < 0]
    return [*exact, *(each for each in ranked if each not in exact)][:limit]


def _stem(word: str) -> str:
    """A word without its plural: "marchés" and "marché" are asked alike."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def document_types_for(acte: Acte) -> list[DocumentType]:
    version = ClassificationVersion.objects.current_for(acte.organisation)
    return list(version.document_types.offered(acte.nature, acte.matiere_code)) if version else []


def enforceable_day(acte: Acte) -> date | None:
    """From which day the act binds, None while something is missing."""
    entry = getattr(acte, "register_entry", None)
    return enforceable_on(
        duty_to_transmit=acte.duty != Acte.Duty.FREE,
        published_on=timezone.localdate(entry.published_at) if entry else None,
        received_on=acte.received_on,
    )


# --- what waits -------------------------------------------------------------------------------------------------------

#: More of one kind is not counted: nobody reads « 400 actes à publier » otherwise than « 200 ».
MOST_WAITING = 200


class Desk:
    """What waits in one body, read in four queries whatever the number of tiles that ask."""

    def __init__(self, organisation: Organisation, at: datetime) -> None:
        self.organisation, self.at = organisation, at

    @cached_property
    def settings(self) -> TransmissionSettings | None:
        return TransmissionSettings.objects.filter(organisation=self.organisation).first()

    @cached_property
    def actes(self) -> list[Acte]:
        """Those of which somebody must do something, the oldest first."""
        states_of = Acte.State
        unpublished = models.Q(state__in=(states_of.RECEIVED, states_of.KEPT), is_training=False, register_entry=None)
        hours = self.settings.late_hours if self.settings else 24
        silent = models.Q(state=states_of.SENDING, transmitted_at__lte=self.at - timedelta(hours=hours))
        waiting = models.Q(state__in=(states_of.READY, states_of.FAILED))
        found = Acte.objects.of_organisation(self.organisation).filter(waiting | silent | unpublished)
        return list(found.order_by("created_at", "pk")[:MOST_WAITING])

    def in_state(self, *wanted: str) -> list[Acte]:
        return [acte for acte in self.actes if acte.state in wanted]

    @cached_property
    def exchanges(self) -> list[Transaction]:
        """Letters that nobody read, and sendings of which nobody can say whether they arrived."""
        stuck = models.Q(dispatch__state=Dispatch.State.FAILED, state__in=(1, 2))
        unread = models.Q(kind__in=Transaction.LETTERS, is_incoming=True, read_at=None)
        found = Transaction.objects.filter(unread | stuck, organisation=self.organisation)
        return list(found.select_related("acte").order_by("created_at", "pk")[:MOST_WAITING])

    @cached_property
    def late_lists(self) -> list[Seance]:
        """Meetings whose list of deliberations examined is not published, the most urgent first."""
        found = (
            Seance.objects.filter(organisation=self.organisation, held_on__lte=timezone.localdate(self.at))
            .exclude(register_entries__kind=RegisterEntry.Kind.EXAMINED, register_entries__withdrawn_at__isnull=True)
            .order_by("held_on")
        )
        return list(found[:MOST_WAITING])


def desk_of(organisation: Organisation, at: datetime) -> Desk:
    """The desk of a body, read once for all tiles of one page: it stays with the body that the page was given."""
    kept: Desk | None = vars(organisation).get("_actes_desk")
    if kept is None or kept.at != at:
        kept = Desk(organisation, at)
        vars(organisation)["_actes_desk"] = kept
    return kept


def quarantined(user: User, at: datetime) -> QuerySet[InboundMessage]:
    """What nobody could attach: for the pôle all of it, messages of nobody included."""
    of_territory = InboundMessage.objects.overseen_by(user, at=at)
    if not Organisation.objects.overseen_by(user, at=at).exists():
        return of_territory.none()
    return (of_territory | InboundMessage.objects.filter(organisation__isnull=True)).quarantined()


def list_due(seance: Seance) -> date:
    return seance.held_on + WEEK


# --- the register -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RegisterWish:
    """What a reader of the register asks for."""

    words: str = ""
    insee_code: str = ""
    matiere: str = ""
    nature: int = 0
    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self) -> bool:
        return self == RegisterWish()

    @property
    def is_precise(self) -> bool:
        """Whether more than words was asked for."""
        return replace(self, words="") != RegisterWish()


def register_entries(
    wish: RegisterWish, *, territory: Territory | None = None, organisation: Organisation | None = None
) -> QuerySet[RegisterEntry]:
    """Public entries that answer the wish, newest first. Words are looked for in the search index, PDFs included."""
    found = RegisterEntry.objects.shown().select_related("organisation__commune").defer("text")
    if organisation is not None:
        found = found.of_organisation(organisation)
    elif territory is not None:
        found = found.in_territory(territory)
    if wish.insee_code:
        found = found.filter(organisation__commune__insee_code=wish.insee_code, organisation__commune__type="COM")
    if wish.matiere:
        found = found.filter(Q(matiere_code=wish.matiere) | Q(matiere_code__startswith=f"{wish.matiere}."))
    if wish.nature:
        found = found.filter(nature=wish.nature)
    if wish.since:
        found = found.filter(decided_on__gte=wish.since)
    if wish.until:
        found = found.filter(decided_on__lte=wish.until)
    if wish.words:
        commune = wish.insee_code or _insee_code(organisation)
        matching = index.keys_of(wish.words, ["acte"], commune=commune or None, territory=territory)
        found = found.filter(pk__in=[int(key) for key in matching.keys if key.isdigit()])
    return found.newest_first()


def _insee_code(organisation: Organisation | None) -> str:
    commune = getattr(organisation, "commune", None) if organisation is not None else None
    return commune.insee_code if commune is not None else ""


def latest_entries(organisation: Organisation, *, limit: int) -> list[RegisterEntry]:
    """The last acts published by a body; kept until its register changes, for every page of its site shows them."""
    version = cache.get(_latest_key(organisation.pk), "0")
    kept: list[RegisterEntry] | None = cache.get(f"{_latest_key(organisation.pk)}.{version}.{limit}")
    if kept is None:
        found = RegisterEntry.objects.shown().of_organisation(organisation).defer("text").newest_first()
        kept = list(found[:limit])
        cache.set(f"{_latest_key(organisation.pk)}.{version}.{limit}", kept, LATEST_SECONDS)
    return kept


#: The last acts are read again at least so often.
LATEST_SECONDS = 3600


def _latest_key(organisation_id: int) -> str:
    return f"actes.latest.{organisation_id}"


def forget_latest(organisation_id: int) -> None:
    """The register of a body changed: what a slower reader still puts in the cache belongs to the version before."""
    cache.set(_latest_key(organisation_id), uuid.uuid4().hex, None)


# --- follow-up --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FollowedBody:
    """One body on the pôle's list."""

    organisation: Organisation
    followup: Followup | None
    received: int
    failed: int
    last_on: date | None

    @property
    def needs_help(self) -> bool:
        return self.failed > 0 or (self.followup is not None and self.received == 0 and bool(self.followup.trained_on))


def followed_bodies(user: User, at: datetime) -> QuerySet[Organisation]:
    """Communes and groupings that the pôle follows, with their counts; two numbers come with each, in one query."""
    kinds = (Organisation.Kind.COMMUNE, Organisation.Kind.EPCI, Organisation.Kind.SYNDICAT)
    real = Q(actes__is_training=False)
    return (
        Organisation.objects.overseen_by(user, at=at)
        .filter(kind__in=kinds)
        .select_related("acte_followup", "acte_settings")
        .annotate(
            received_count=Count("actes", filter=real & Q(actes__state=Acte.State.RECEIVED)),
            failed_count=Count("actes", filter=real & Q(actes__state=Acte.State.FAILED)),
            last_received_on=Max("actes__received_on", filter=real),
        )
        .order_by("name")
    )


def anomalies_by_cause(user: User, at: datetime, *, since: datetime) -> list[tuple[str, int]]:
    """Codes of anomalies and how often each came, most frequent first."""
    counted = (
        Transaction.objects.overseen_by(user, at=at)
        .filter(kind=Transaction.Kind.ACTE, state=states.State.ERROR, created_at__gte=since)
        .values("anomaly_code")
        .annotate(number=Count("pk"))
        .order_by("-number", "anomaly_code")
    )
    return [(row["anomaly_code"], row["number"]) for row in counted]


def months_of(user: User, at: datetime) -> list[tuple[date, int]]:
    """Acts received each month of the last twelve, the oldest first."""
    received = (
        Acte.objects.overseen_by(user, at=at)
        .real()
        .filter(received_on__gte=timezone.localdate(at) - timedelta(days=365))
        .values_list("received_on", flat=True)
    )
    months: dict[date, int] = {}
    for day in received.iterator():
        assert day is not None
        first = day.replace(day=1)
        months[first] = months.get(first, 0) + 1
    return sorted(months.items())


def current_classification(organisation: Organisation) -> ClassificationVersion | None:
    return ClassificationVersion.objects.current_for(organisation)


YEAR = timedelta(days=365)
