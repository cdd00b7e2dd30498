from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug("pages.space_opened", Verb(_("{actor} a ouvert l’espace de rédaction de {target}.")))
verbs.plug("pages.submitted", Verb(_("{actor} a proposé la page « {target} ».")))
verbs.plug("pages.approved", Verb(_("{actor} a publié la page « {target} » qui était proposée.")))
verbs.plug("pages.sent_back", Verb(_("{actor} a demandé une correction de la page « {target} ».")))
verbs.plug(
    "pages.draft_shared",
    Verb(_("{actor} a fait un lien vers le brouillon de « {target} », pour {days} jour(s)."), data=("days",)),
)
verbs.plug("pages.draft_withdrawn", Verb(_("{actor} a fermé un lien vers le brouillon de « {target} ».")))
