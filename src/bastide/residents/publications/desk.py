"""« Publier un document » in the workspace."""

from django.utils.translation import gettext_lazy as _

from bastide.core.workspace.screens import Desk, DeskWords

from . import actions
from .forms import PublicationForm
from .models import PublishedDocument

DESK = Desk(
    name="publications",
    segment="publications",
    model=PublishedDocument,
    form=PublicationForm,
    words=DeskWords(
        gesture=_("Publier un document"),
        question=_("Quel document publier ?"),
        lead=_("Choisissez le fichier : son type, sa date et son titre vous seront proposés."),
        look=_("Voici ce que liront les habitants"),
        published=_("Le document est publié."),
        withdrawn=_("Le document est retiré : plus personne ne peut le lire."),
        none_yet=_("Aucun document"),
        none_yet_text=_("Bulletins, procès-verbaux, listes des délibérations : ceux que vous publierez seront ici."),
        list_title=_("Vos documents et brouillons"),
    ),
    save=actions.save_publication,
    publish=actions.publish,
    withdraw=actions.withdraw,
    discard=actions.discard,
    fields_template="publications/parts/fields.html",
    look_template="publications/parts/look.html",
    related=("document", "organisation"),
)
