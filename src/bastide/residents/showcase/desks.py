"""« Mettre en vitrine » in the workspace: a desk for each kind of thing."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.workspace.screens import Desk, DeskForm, DeskWords

from . import actions
from .forms import ShortCircuitForm, StoryForm, TakeoverForm, WorkshopForm
from .models import ShortCircuit, Shown, Story, Takeover, Workshop


def _desk(
    model: type[Shown], segment: str, form: type[DeskForm], gesture: Any, question: Any, lead: Any, none_yet: Any
) -> Desk:
    return Desk(
        name=f"showcase_{model.shelf}",
        segment=segment,
        model=model,
        form=form,
        words=DeskWords(
            gesture=gesture,
            question=question,
            lead=lead,
            look=_("Voici ce que liront les habitants"),
            published=_("C’est en vitrine."),
            withdrawn=_("C’est retiré de la vitrine."),
            none_yet=none_yet,
            none_yet_text=_("Ce que vous écrirez sera ici."),
            list_title=_("En vitrine et brouillons"),
        ),
        save=partial(actions.save, model=model),
        publish=actions.publish,
        withdraw=actions.withdraw,
        discard=actions.discard,
        fields_template="showcase/parts/fields.html",
        look_template="showcase/parts/look.html",
        look=lambda thing, at: {"item": thing},
        related=("picture", "organisation", "commune"),
    )


DESKS = (
    _desk(
        Takeover,
        "vitrine/reprises",
        TakeoverForm,
        _("Proposer une reprise"),
        _("Qu’y a-t-il à reprendre ?"),
        _("Un commerce, un atelier, une exploitation, un cabinet : ce qui se transmet, et à quelles conditions."),
        _("Aucune offre"),
    ),
    _desk(
        Story,
        "vitrine/reussites",
        StoryForm,
        _("Raconter une installation"),
        _("Qui s’est installé chez vous ?"),
        _("D’où venaient-ils, que font-ils, qu’est-ce qui les a aidés."),
        _("Aucun récit"),
    ),
    _desk(
        Workshop,
        "vitrine/ateliers",
        WorkshopForm,
        _("Présenter un atelier d’art"),
        _("Quel atelier présenter ?"),
        _("La matière, le geste, ce qui en sort. L’adresse vient de l’annuaire."),
        _("Aucun atelier"),
    ),
    _desk(
        ShortCircuit,
        "vitrine/circuits-courts",
        ShortCircuitForm,
        _("Présenter un producteur"),
        _("Qui vend au plus près ?"),
        _("Ce qui se vend, où, et en quels mois."),
        _("Aucun producteur"),
    ),
)
