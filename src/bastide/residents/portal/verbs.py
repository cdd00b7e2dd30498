from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug("portal.site_stated", Verb(_("{actor} a complété les mentions légales ({target})."), data=("fields",)))
