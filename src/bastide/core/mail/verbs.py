from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug("mail.asked_again", Verb(_("{actor} a demandé de renvoyer un courriel qui n’était pas parti.")))
