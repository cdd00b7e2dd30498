from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug("news.published", Verb(_("{actor} a publié l’actualité « {target} ».")))
verbs.plug("news.withdrawn", Verb(_("{actor} a retiré l’actualité « {target} ».")))
verbs.plug("news.discarded", Verb(_("{actor} a supprimé le brouillon de l’actualité « {target} ».")))
