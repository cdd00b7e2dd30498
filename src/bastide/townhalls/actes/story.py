"""The life of an act as a line that people follow, and what remains to do before it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.kit.ui import typography

from . import checks, states
from .deadlines import legality_ends_on
from .models import Acte, Nature, RegisterEntry, Transaction
from .queries import enforceable_day


@dataclass(frozen=True)
class Chapter:
    """One part of the preparation: done or not, and where it is done."""

    title: str
    detail: str
    url: str
    button: str
    is_done: bool
    is_optional: bool = False


def chapters(acte: Acte, at: datetime) -> list[Chapter]:
    """What a secretary does, in order."""
    here = [acte.organisation.slug, acte.pk]
    problems = checks.problems_of(acte, at)
    wrong = {problem.field for problem in problems if problem.is_blocking}
    files = acte.files.count()
    written = [
        Chapter(
            _("Répondre aux questions du modèle"),
            _("Le document est mis en page tout seul."),
            reverse("actes:draft", args=here),
            _("Rédiger"),
            bool(acte.model_values),
        )
    ]
    return [
        *(written if acte.model_key else []),
        Chapter(
            _("Dire ce que l’acte décide"),
            acte.object or _("Objet, date, numéro, signataire."),
            reverse("actes:describe", args=here),
            _("Écrire"),
            not wrong & {"object", "decided_on"},
        ),
        Chapter(
            _("Choisir la matière"),
            f"{acte.matiere_code} {acte.matiere_label}".strip() or _("Cherchez-la avec vos mots."),
            reverse("actes:matiere", args=here),
            _("Choisir"),
            "matiere" not in wrong,
        ),
        Chapter(
            _("Joindre les documents"),
            _("Documents joints : %(count)s") % {"count": files} if files else _("Le PDF de l’acte, puis ses annexes."),
            reverse("actes:documents", args=here),
            _("Joindre"),
            "files" not in wrong,
        ),
        Chapter(
            _("Doit-il être transmis ?"),
            str(Acte.Duty(acte.duty).label).capitalize() if acte.duty else _("Une question, la loi répond."),
            reverse("actes:duty", args=here),
            _("Répondre"),
            bool(acte.duty),
        ),
        *([_vote(acte, here)] if acte.nature == Nature.DELIBERATION else []),
    ]


def _vote(acte: Acte, here: list[Any]) -> Chapter:
    return Chapter(
        _("Noter le vote (facultatif)"),
        acte.vote_words or _("Pour le registre et les données ouvertes."),
        reverse("actes:vote", args=here),
        _("Noter"),
        bool(acte.vote_words),
        is_optional=True,
    )


def steps_of(acte: Acte, at: datetime, *, is_held_up: bool = False) -> list[dict[str, Any]]:
    """What happened to an act and what comes next, for `ui/components/story.html`.

    `is_held_up`: nothing is promised soon.
    """
    told = [_step(_begun(acte), acte.created_at)]
    exchanges = acte.transactions.select_related("created_by", "parent").prefetch_related("steps").order_by("pk")
    for exchange in exchanges:
        told += _exchange_steps(acte, exchange)
    entry = getattr(acte, "register_entry", None)
    if entry is not None:
        told += _entry_steps(entry)
    told.sort(key=lambda step: step["at"])
    return [*told, *_coming(acte, entry, at, is_held_up)]


def _begun(acte: Acte) -> str:
    if acte.deposited_with is not None:
        return _("Déposé par un logiciel : %(name)s") % {"name": acte.deposited_with.label}
    return _("Préparé par %(name)s") % {"name": acte.created_by or _("le service")}


def _step(title: str, at: datetime, detail: str = "", **more: Any) -> dict[str, Any]:
    here = timezone.localtime(at)
    when = f"{typography.day(here.date())}, {typography.clock(here)}"
    return {"title": title, "at": at, "when": when, "detail": detail, "state": "done", **more}


def _exchange_steps(acte: Acte, exchange: Transaction) -> list[dict[str, Any]]:
    told = []
    by = exchange.created_by or _("le service")
    for step in exchange.steps.all():
        state = states.State(step.state)
        if exchange.is_incoming:
            if state in (states.State.LETTER_RECEIVED, states.State.LETTER_WITHOUT_RECEIPT):
                url = reverse("actes:letter", args=[acte.organisation.slug, acte.pk, exchange.pk])
                detail = exchange.detail[:200]
                told.append(_step(str(exchange.get_kind_display()), step.at, detail, url=url, link=_("lire")))
            continue
        if state is states.State.POSTED:
            told.append(_step(_asked(exchange, str(by)), step.at, _("double vérification")))
        elif state is states.State.ERROR:
            told.append(_step(_("Refusé"), step.at, step.message, state="stopped"))
        elif state is states.State.ACKNOWLEDGED and exchange.kind == Transaction.Kind.ACTE:
            url = reverse("actes:receipt", args=[acte.organisation.slug, acte.pk])
            told.append(_step(_("Reçu en préfecture"), step.at, acte.unique_id, url=url, link=_("accusé de réception")))
        elif state is states.State.ACKNOWLEDGED and exchange.kind in (
            Transaction.Kind.REQUEST,
            Transaction.Kind.OBSERVATIONS,
        ):
            told.append(_step(_("La préfecture a reçu votre réponse"), step.at))
        elif state is states.State.CANCELLED:
            told.append(_step(_("Transmission annulée"), step.at, step.message, state="stopped"))
    return told


def _asked(exchange: Transaction, by: str) -> str:
    words = {
        Transaction.Kind.ACTE: _("Transmis par %(by)s"),
        Transaction.Kind.CANCELLATION: _("Annulation demandée par %(by)s"),
    }
    return words.get(Transaction.Kind(exchange.kind), _("Réponse envoyée par %(by)s")) % {"by": by}


def _entry_steps(entry: RegisterEntry) -> list[dict[str, Any]]:
    if entry.mode == RegisterEntry.Mode.ELECTRONIC:
        url = entry.get_absolute_url()
        told = [_step(_("Publié au registre"), entry.published_at, url=url, link=_("le voir sur le site"))]
    else:
        told = [_step(str(entry.get_mode_display()), entry.published_at)]
    if entry.withdrawn_at is not None:
        told.append(_step(_("Retiré du registre"), entry.withdrawn_at, entry.withdrawal_reason, state="stopped"))
    return told


def _coming(acte: Acte, entry: RegisterEntry | None, at: datetime, is_held_up: bool) -> list[dict[str, Any]]:
    today, coming = timezone.localdate(at), []
    if acte.state == Acte.State.READY:
        coming.append({"title": _("À transmettre par le signataire"), "state": "next"})
    elif acte.state == Acte.State.SENDING:
        words = "" if is_held_up else _("La préfecture répond d’habitude en quelques minutes.")
        coming.append({"title": _("Accusé de réception attendu"), "detail": words, "state": "next"})
    if acte.state in (Acte.State.RECEIVED, Acte.State.KEPT):
        if entry is None:
            coming.append({"title": _("À publier"), "state": "next"})
        elif (day := enforceable_day(acte)) is not None:
            words = _("depuis le %(day)s") % {"day": typography.day(day)}
            coming.append({"title": _("Exécutoire"), "detail": words, "state": "done" if day <= today else "next"})
        if acte.received_on is not None and (ends := legality_ends_on(acte.received_on)) >= today:
            words = _("jusqu’au %(day)s") % {"day": typography.day(ends)}
            coming.append({"title": _("Contrôle de légalité"), "detail": words, "state": "next"})
        if entry is not None and entry.is_within_appeal(at):
            words = _("jusqu’au %(day)s") % {"day": typography.day(entry.appeal_ends_on)}
            coming.append({"title": _("Délai de recours"), "detail": words, "state": "next"})
    return coming
