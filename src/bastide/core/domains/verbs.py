from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug("domains.recorded", Verb(_("{actor} a donné le domaine {host} à un site."), data=("host",)))
verbs.plug("domains.forgotten", Verb(_("{actor} a retiré le domaine {host} d’un site."), data=("host",)))
