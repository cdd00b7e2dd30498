from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug("event.published", Verb(_("{actor} a annoncé l’événement « {target} ».")))
verbs.plug("event.withdrawn", Verb(_("{actor} a retiré l’événement « {target} ».")))
verbs.plug("event.discarded", Verb(_("{actor} a supprimé le brouillon de l’événement « {target} ».")))
verbs.plug("event.date_cancelled", Verb(_("{actor} a annulé une date : « {target} ».")))
verbs.plug("event.date_changed", Verb(_("{actor} a changé une date : « {target} ».")))
verbs.plug("event.shared", Verb(_("{actor} a repris l’événement « {target} ».")))
verbs.plug("event.unshared", Verb(_("{actor} ne reprend plus l’événement « {target} ».")))
