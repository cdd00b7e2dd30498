from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

SENTENCES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "actes.started": (_("{actor} a commencé {target}."), ("nature",)),
    "actes.described": (_("{actor} a modifié {target}."), ("fields",)),
    "actes.file_added": (_("{actor} a ajouté un document à {target}."), ("sha256", "rank")),
    "actes.file_removed": (_("{actor} a retiré un document de {target}."), ("sha256",)),
    "actes.ready": (_("{actor} a donné {target} à transmettre."), ()),
    "actes.taken_back": (_("{actor} a repris {target} pour le corriger."), ()),
    "actes.kept": (_("{actor} a clos {target}, qui n’a pas à être transmis."), ()),
    "actes.abandoned": (_("{actor} a abandonné {target}\u00a0: son numéro est libre."), ("number",)),
    "actes.transmitted": (_("{actor} a transmis {target} à la préfecture."), ("exchange", "tiers")),
    "actes.handed_over": (_("{target} est parti chez le tiers de télétransmission."), ("exchange", "sha256")),
    "actes.sent_again": (_("{actor} a fait repartir {target}, introuvable chez le prestataire."), ("exchange",)),
    "actes.received": (_("La préfecture a reçu {target}."), ("exchange", "unique_id")),
    "actes.refused": (_("La transmission de {target} a échoué."), ("exchange", "code")),
    "actes.letter": (_("La préfecture a écrit au sujet de {target}."), ("exchange", "kind")),
    "actes.letter_read": (_("{actor} a lu un courrier de la préfecture sur {target}."), ("exchange",)),
    "actes.answered": (_("{actor} a répondu à la préfecture au sujet de {target}."), ("exchange", "kind")),
    "actes.cancellation_asked": (_("{actor} a demandé l’annulation de la transmission de {target}."), ("exchange",)),
    "actes.cancelled": (_("La préfecture a annulé la transmission de {target}."), ("exchange",)),
    "actes.published": (_("{actor} a publié {target} au registre."), ("entry", "mode", "sha256")),
    "actes.withdrawn": (_("{actor} a retiré {target} du registre."), ("entry",)),
    "actes.settings_changed": (_("{actor} a modifié les réglages de transmission."), ("fields",)),
    "actes.credential_used": (_("Le secret d’accès au tiers de télétransmission a servi."), ("tiers", "purpose")),
    "actes.classification": (_("Une classification de la préfecture a été reçue."), ("dated_on",)),
    "actes.quarantined": (_("Un message reçu attend d’être examiné."), ("message",)),
    "actes.message_dismissed": (_("{actor} a classé sans suite un message reçu."), ("message",)),
    "actes.followup_changed": (_("{actor} a mis à jour le suivi de télétransmission."), ("fields",)),
    "actes.seance_opened": (_("{actor} a ouvert la {target}."), ()),
    "actes.seance_changed": (_("{actor} a modifié la {target}."), ()),
    "actes.key_made": (_("{actor} a créé une clé pour qu’un logiciel dépose des actes."), ("key",)),
    "actes.key_revoked": (_("{actor} a révoqué la clé d’un logiciel."), ("key",)),
    "actes.key_entrusted": (_("{actor} laisse un logiciel transmettre en son nom."), ("key",)),
    "actes.key_withheld": (_("{actor} a décidé que les dépôts d’un logiciel attendent le signataire."), ("key",)),
    "actes.deposited": (_("Un logiciel a déposé {target}."), ("key", "exchange")),
    "actes.letter_fetched": (_("Un logiciel a repris un courrier de la préfecture sur {target}."), ("key", "exchange")),
    "actes.archived": (
        _("{actor} a préparé le versement aux archives des actes de {target}."),
        ("transfer", "actes", "files"),
    ),
    "actes.proof_made": (_("{actor} a fait le dossier de preuve de {target}."), ("sha256",)),
}

for name, (sentence, data) in SENTENCES.items():
    verbs.plug(name, Verb(sentence, data=data))
