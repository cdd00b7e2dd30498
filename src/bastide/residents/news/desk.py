"""« Écrire une actualité » in the workspace."""

from django.utils.translation import gettext_lazy as _

from bastide.core.workspace.screens import Desk, DeskWords

from . import actions
from .forms import NewsForm
from .models import NewsItem

DESK = Desk(
    name="news",
    segment="actualites",
    model=NewsItem,
    form=NewsForm,
    words=DeskWords(
        gesture=_("Écrire une actualité"),
        question=_("Que voulez-vous raconter ?"),
        lead=_("Un titre, quelques lignes, une photo : cela suffit."),
        look=_("Voici ce que liront les habitants"),
        published=_("L’actualité est publiée."),
        withdrawn=_("L’actualité est retirée."),
        none_yet=_("Aucune actualité"),
        none_yet_text=_("Travaux, rentrée, fête, nouveau commerce : ce que vous écrirez sera ici."),
        list_title=_("Vos actualités et brouillons"),
    ),
    save=actions.save_news,
    publish=actions.publish,
    withdraw=actions.withdraw,
    discard=actions.discard,
    fields_template="news/parts/fields.html",
    look_template="news/parts/item.html",
    look=lambda thing, at: {"item": thing},
    related=("picture", "organisation"),
)
