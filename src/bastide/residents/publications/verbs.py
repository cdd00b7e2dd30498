from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug("publication.published", Verb(_("{actor} a publié le document « {target} ».")))
verbs.plug("publication.withdrawn", Verb(_("{actor} a retiré le document « {target} ».")))
verbs.plug("publication.discarded", Verb(_("{actor} a supprimé le brouillon du document « {target} ».")))
