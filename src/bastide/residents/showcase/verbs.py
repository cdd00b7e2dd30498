from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug("showcase.published", Verb(_("{actor} a mis « {target} » en vitrine.")))
verbs.plug("showcase.withdrawn", Verb(_("{actor} a retiré « {target} » de la vitrine.")))
verbs.plug("showcase.discarded", Verb(_("{actor} a supprimé le brouillon « {target} » de la vitrine.")))
