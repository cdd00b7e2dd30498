from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug("directory.place_created", Verb(_("{actor} a ajouté « {target} » à l’annuaire.")))
verbs.plug("directory.place_edited", Verb(_("{actor} a corrigé la fiche « {target} »."), data=("fields",)))
verbs.plug("directory.change_undone", Verb(_("{actor} a annulé une correction de « {target} »."), data=("fields",)))
verbs.plug("directory.place_published", Verb(_("{actor} a publié la fiche « {target} ».")))
verbs.plug("directory.place_withdrawn", Verb(_("{actor} a retiré « {target} » de l’annuaire.")))
verbs.plug("directory.place_confirmed", Verb(_("{actor} a confirmé la fiche « {target} ».")))
verbs.plug("directory.records_received", Verb(_("{actor} a reçu des lieux de « {target} »."), data=("counts",)))
verbs.plug("directory.error_reported", Verb(_("Une erreur a été signalée sur la fiche « {target} ».")))
verbs.plug("directory.change_proposed", Verb(_("Le lieu « {target} » propose de corriger sa fiche.")))
verbs.plug(
    "directory.proposal_accepted", Verb(_("{actor} a accepté une proposition sur « {target} »."), data=("kind",))
)
verbs.plug("directory.proposal_refused", Verb(_("{actor} a écarté une proposition sur « {target} »."), data=("kind",)))
verbs.plug("directory.picture_added", Verb(_("{actor} a ajouté une photo à la fiche « {target} ».")))
verbs.plug("directory.picture_removed", Verb(_("{actor} a retiré une photo de la fiche « {target} ».")))
verbs.plug("directory.picture_offered", Verb(_("Le lieu « {target} » propose une photo.")))
verbs.plug("directory.link_sent", Verb(_("{actor} a envoyé à « {target} » le lien de sa fiche.")))
verbs.plug(
    "directory.network_received", Verb(_("{actor} a mis à jour les réseaux d’après « {target} »."), data=("kind",))
)
verbs.plug("directory.sheet_written", Verb(_("{actor} a relu la fiche pratique « {target} ».")))
verbs.plug("directory.import_confirmed", Verb(_("{actor} a fait entrer la liste « {target} » dans l’annuaire.")))
