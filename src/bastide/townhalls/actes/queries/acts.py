"""The acts of a body, and what describes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from bastide.core.territory.models import Organisation

from ..deadlines import enforceable_on
from ..models import Acte, AgendaItem, ClassificationVersion, DocumentType, Matiere
from ..plain_words import plain


def actes_of(
    organisation: Organisation, *, state: str = "", words: str = "", year: int | None = None, exercises: bool = False
) -> QuerySet[Acte]:
    """The acts of a body, newest first, narrowed; or its exercises."""
    found = Acte.objects.of_organisation(organisation).standing().filter(is_training=exercises)
    found = found.select_related("register_entry")
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


def matieres_proposed(organisation: Organisation, items: Iterable[AgendaItem]) -> dict[int, list[Matiere]]:
    """For each point of an agenda, by its rank, the matières that its words call for, the chosen one among them."""
    version = ClassificationVersion.objects.current_for(organisation)
    found: dict[int, list[Matiere]] = {}
    for item in items:
        likely = matieres_like(version, item.object, limit=8) if version is not None else []
        chosen = item.acte.matiere_code if item.acte is not None else ""
        if version is not None and chosen and chosen not in [each.code for each in likely]:
            likely = [*version.matieres.filter(code=chosen), *likely]
        found[item.rank] = likely
    return found


def _stem(word: str) -> str:
    """A word without its plural: "marchés" and "marché" are asked alike."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def document_types_for(acte: Acte) -> list[DocumentType]:
    version = ClassificationVersion.objects.current_for(acte.organisation, is_training=acte.is_training)
    return list(version.document_types.offered(acte.nature, acte.matiere_code)) if version else []


def identity_of(organisation: Organisation) -> dict[str, str]:
    """Who a body is for the State, as far as it is known: proposed where it is asked for the first time."""
    commune = getattr(organisation, "commune", None)
    code = commune.department_code if commune is not None else ""
    natures = {Organisation.Kind.EPCI: "44", Organisation.Kind.SYNDICAT: "41"}
    return {
        "siren": organisation.siren,
        "department": code if len(code) == 3 else f"0{code}" if len(code) == 2 else "",
        "body_nature": natures.get(Organisation.Kind(organisation.kind), "31"),
    }


def usual_vote(acte: Acte) -> dict[str, Any]:
    """Who presides and how many sit, as the last deliberation of the body had it: proposed, never written by itself."""
    known = Acte.objects.of_organisation(acte.organisation).filter(members__isnull=False).exclude(pk=acte.pk)
    last = known.order_by("-pk").values("members", "presided_by").first()
    return dict(last) if last is not None else {}


def enforceable_day(acte: Acte) -> date | None:
    """From which day the act binds, None while something is missing."""
    entry = getattr(acte, "register_entry", None)
    return enforceable_on(
        duty_to_transmit=acte.duty != Acte.Duty.FREE,
        published_on=timezone.localdate(entry.published_at) if entry else None,
        received_on=acte.received_on,
    )


def current_classification(organisation: Organisation) -> ClassificationVersion | None:
    return ClassificationVersion.objects.current_for(organisation)
