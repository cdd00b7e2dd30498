"""The sheets that go with an act: the "bordereau d’acquittement", the certificate of publication."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from bastide.kit.ui import typography
from bastide.kit.ui.language import in_french

from . import states
from .documents.making import make_pdf
from .models import Acte, RegisterEntry, Step
from .queries import enforceable_day


@in_french
def summary(acte: Acte, at: datetime) -> bytes:
    """What was sent, under which names, and each step with its date."""
    yes_no = {True: _("oui"), False: _("non")}
    steps = Step.objects.filter(transaction__acte=acte, transaction__kind=1).order_by("pk")
    return make_pdf(
        "summary",
        {
            "title": _("Bordereau d’acquittement"),
            "organisation": acte.organisation.name,
            "foot": f"{acte.number} · {acte.unique_id}",
            "facts": [
                [_("Identifiant unique"), acte.unique_id, True],
                [_("Numéro"), acte.number, True],
                [_("Nature"), str(acte.get_nature_display()), True],
                [_("Date de la décision"), _day(acte.decided_on), True],
                [_("Objet"), acte.object],
                [_("Matière"), f"{acte.matiere_code} {acte.matiere_label}"],
                [_("Classification du"), _day(acte.classification_on)],
                [_("Documents sur papier"), yes_no[acte.has_paper]],
                [_("Préparé par"), str(acte.created_by or "")],
                [_("Reçu en préfecture le"), _day(acte.received_on), True],
            ],
            "files": [
                {
                    "role": _("Acte") if file.is_main else _("Annexe"),
                    "original_name": file.original_name,
                    "wire_name": file.wire_name,
                    "format": str(file.get_content_type_display()),
                    "size": file.size_words,
                }
                for file in acte.files.order_by("rank")
            ],
            "steps": [
                {"at": _moment(step.at), "state": str(states.LABELS[states.State(step.state)]), "message": step.message}
                for step in steps
            ],
        },
        at=at,
    )


@in_french
def certificate(acte: Acte, entry: RegisterEntry, at: datetime) -> bytes:
    """« Je soussigné… certifie que l’acte a été publié le… et qu’il est exécutoire à compter du… »."""
    binds_on = enforceable_day(acte)
    author = ", ".join(part for part in (acte.author_name, acte.author_capacity) if part)
    facts = [
        [_("Acte"), f"{acte.get_nature_display()} {acte.number}"],
        [_("Objet"), acte.object],
        [_("Date de la décision"), _day(acte.decided_on)],
        [_("Reçu en préfecture le"), _day(acte.received_on) or _("non soumis à transmission")],
        [_("Mode de publication"), str(entry.get_mode_display())],
        [_("Publié ou notifié le"), _moment(entry.published_at), True],
        [_("Retiré le"), _moment(entry.withdrawn_at) if entry.withdrawn_at else "—"],
        [_("Exécutoire à compter du"), _day(binds_on) or "—", True],
        [_("Délai de recours jusqu’au"), _day(entry.appeal_ends_on)],
    ]
    return make_pdf(
        "certificate",
        {
            "title": _("Certificat de publication"),
            "organisation": acte.organisation.name,
            "foot": f"{acte.number} · {acte.unique_id}",
            "statement": _("Je soussigné, %(author)s, certifie l’exactitude de ce qui suit.")
            % {"author": author or "…"},
            "facts": facts,
            "lines": [
                _("Recours : devant le tribunal administratif, dans les deux mois de la publication."),
                *([_("Empreinte SHA-256 du document publié : %s") % entry.sha256] if entry.sha256 else []),
            ],
            "place": _("Fait le %(day)s") % {"day": typography.day(timezone.localdate(at))},
            "signature": author,
        },
        at=at,
    )


def _day(day: date | None) -> str:
    return typography.day(day) if day else ""


def _moment(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{typography.day(here.date())}, {typography.clock(here)}"
