from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug("media.picture_kept", Verb(_("{actor} a ajouté l’image « {target} ».")))
verbs.plug("media.picture_described", Verb(_("{actor} a décrit l’image « {target} ».")))
verbs.plug("media.picture_offered", Verb(_("L’image « {target} » a été proposée.")))
verbs.plug("media.picture_forgotten", Verb(_("{actor} a effacé l’image « {target} », que personne n’avait publiée.")))
verbs.plug("media.document_kept", Verb(_("{actor} a ajouté le document « {target} ».")))
verbs.plug("media.document_replaced", Verb(_("{actor} a remplacé le fichier du document « {target} ».")))
