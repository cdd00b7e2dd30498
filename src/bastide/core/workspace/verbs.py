from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug("banner.posted", Verb(_("{actor} a publié le bandeau « {target} ».")))
verbs.plug("banner.withdrawn", Verb(_("{actor} a retiré le bandeau « {target} ».")))
