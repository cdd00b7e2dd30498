from django.conf import settings
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
verbs.plug(
    "pages.translation_begun",
    Verb(
        _("{actor} a commencé une traduction de la page « {target} » ({language})."),
        data=("language",),
        words=lambda data: {"language": dict(settings.LANGUAGES).get(data["language"], data["language"]).lower()},
    ),
)
verbs.plug("pages.translation_confirmed", Verb(_("{actor} a vérifié la traduction « {target} ».")))
