"""Models of deliberations: a few questions, and the act is written and laid out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.kit.ui import typography
from bastide.kit.ui.language import in_french

from .models import Acte, Nature

Blocks = list[dict[str, Any]]


@dataclass(frozen=True)
class Question:
    """One thing asked; `kind` is "line", "text", "rows" (one line each) or "votes"."""

    name: str
    label: Any
    kind: str = "line"
    hint: Any = ""
    is_required: bool = True

    def field(self) -> forms.Field:
        if self.kind == "votes":
            return forms.IntegerField(
                label=self.label, min_value=0, max_value=200, required=self.is_required, help_text=self.hint
            )
        if self.kind in ("text", "rows"):
            widget = forms.Textarea(attrs={"rows": 5})
            return forms.CharField(
                label=self.label, widget=widget, max_length=8_000, required=self.is_required, help_text=self.hint
            )
        return forms.CharField(label=self.label, max_length=300, required=self.is_required, help_text=self.hint)


@dataclass(frozen=True)
class Model:
    """A model: what is asked, and what it says with the answers."""

    key: str
    title: Any
    nature: Nature
    object: Any
    matiere: str
    case: str
    questions: tuple[Question, ...]
    write: Callable[[Mapping[str, Any]], Blocks]


VOTES = (
    Question("present", gettext_lazy("Membres présents"), "votes"),
    Question("votes_for", gettext_lazy("Votes pour"), "votes"),
    Question("votes_against", gettext_lazy("Votes contre"), "votes"),
    Question("abstentions", gettext_lazy("Abstentions"), "votes"),
)


def text(words: str) -> dict[str, Any]:
    return {"kind": "text", "text": " ".join(words.split())}


def heading(words: str) -> dict[str, Any]:
    return {"kind": "heading", "text": words}


def lines(value: Any) -> list[str]:
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]


def _paragraphs(value: Any) -> Blocks:
    return [text(line) for line in lines(value)]


def _rates(value: Any) -> dict[str, Any]:
    """« Repas enfant : 3,20 € », one a line, as a table."""
    rows = [[part.strip() for part in line.replace("\t", ":").rsplit(":", 1)] for line in lines(value)]
    return {
        "kind": "table",
        "columns": [_("Objet"), _("Tarif")],
        "rows": [row if len(row) == 2 else [row[0], ""] for row in rows],
    }


def _tariffs(said: Mapping[str, Any]) -> Blocks:
    return [
        text(
            _("Le conseil, après en avoir délibéré, fixe les tarifs suivants : %(what)s.") % {"what": said["service"]}
        ),
        _rates(said["rates"]),
        text(_("Ces tarifs s’appliquent à partir de la date suivante : %(date)s.") % {"date": said["from_date"]}),
    ]


def _grant(said: Mapping[str, Any]) -> Blocks:
    return [
        text(_("Considérant le projet suivant : %(project)s.") % {"project": said["project"]}),
        text(
            _("Le conseil, après en avoir délibéré, demande à %(funder)s une subvention de %(amount)s.")
            % {"funder": said["funder"], "amount": said["amount"]}
        ),
        heading(_("Plan de financement")),
        _rates(said["plan"]),
        text(_("Il autorise le maire à signer les documents nécessaires.")),
    ]


def _free(said: Mapping[str, Any]) -> Blocks:
    blocks = [heading(_("Exposé")), *_paragraphs(said["reasons"])] if said.get("reasons") else []
    return [*blocks, heading(_("Décision")), *_paragraphs(said["decision"])]


MODELS: dict[str, Model] = {
    model.key: model
    for model in (
        Model(
            "tariffs",
            gettext_lazy("Délibération : des tarifs (cantine, salle, cimetière…)"),
            Nature.DELIBERATION,
            gettext_lazy("Tarifs : %(service)s"),
            "7.10",
            "vote",
            (
                Question(
                    "service",
                    gettext_lazy("Pour quel service ?"),
                    hint=gettext_lazy("Par exemple : la cantine scolaire"),
                ),
                Question(
                    "rates",
                    gettext_lazy("Les tarifs"),
                    "rows",
                    gettext_lazy("Un par ligne, le prix après deux points. Par exemple : Repas enfant : 3,20 €"),
                ),
                Question(
                    "from_date",
                    gettext_lazy("À partir de quand ?"),
                    hint=gettext_lazy("Par exemple : 1er janvier 2027"),
                ),
                *VOTES,
            ),
            _tariffs,
        ),
        Model(
            "grant",
            gettext_lazy("Délibération : une demande de subvention"),
            Nature.DELIBERATION,
            gettext_lazy("Demande de subvention : %(project)s"),
            "7.5",
            "vote",
            (
                Question("project", gettext_lazy("Pour quel projet ?")),
                Question(
                    "funder", gettext_lazy("À qui ?"), hint=gettext_lazy("Par exemple : l’État, au titre de la DETR")
                ),
                Question("amount", gettext_lazy("Quel montant ?"), hint=gettext_lazy("Par exemple : 12 000 €")),
                Question(
                    "plan",
                    gettext_lazy("Le plan de financement"),
                    "rows",
                    gettext_lazy("Une ressource par ligne, le montant après deux points."),
                ),
                *VOTES,
            ),
            _grant,
        ),
        Model(
            "free",
            gettext_lazy("Délibération : texte libre"),
            Nature.DELIBERATION,
            gettext_lazy("%(subject)s"),
            "",
            "vote",
            (
                Question("subject", gettext_lazy("Objet")),
                Question("reasons", gettext_lazy("Pourquoi"), "text", is_required=False),
                Question("decision", gettext_lazy("Ce que le conseil décide"), "text"),
                *VOTES,
            ),
            _free,
        ),
    )
}


@in_french
def object_of(model: Model, said: Mapping[str, Any]) -> str:
    return " ".join((str(model.object) % dict(said)).split())[:490]


@in_french
def document_data(acte: Acte, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the layout of a deliberation is given."""
    model = MODELS[acte.model_key]
    day = typography.day(acte.decided_on) if acte.decided_on else ""
    votes = [
        [str(question.label), str(said.get(question.name))]
        for question in VOTES
        if said.get(question.name) not in (None, "")
    ]
    author = ", ".join(part for part in (acte.author_name, acte.author_capacity) if part)
    foot = _("%(number)s · %(body)s") % {"number": acte.number, "body": acte.organisation.name}
    return {
        "title": acte.object or object_of(model, said),
        "organisation": acte.organisation.name,
        "foot": foot,
        "heading": _("%(body)s · séance du %(day)s · délibération %(number)s")
        % {"body": acte.author_body or _("Conseil municipal"), "day": day, "number": acte.number},
        "facts": votes,
        "blocks": model.write(said),
        "signature": _("Pour extrait conforme, %(author)s") % {"author": author} if author else "",
    }
