from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug(
    "comarquage.imported",
    Verb(
        _("{actor} a mis en ligne les guides « {target} » : {new} nouveaux, {changed} modifiés, {gone} retirés."),
        data=("new", "changed", "gone"),
    ),
)
verbs.plug("comarquage.note_written", Verb(_("{actor} a écrit un mot local sur le guide {code}."), data=("code",)))
verbs.plug("comarquage.note_withdrawn", Verb(_("{actor} a retiré le mot local du guide {code}."), data=("code",)))
verbs.plug(
    "comarquage.service_written",
    Verb(_("{actor} a mis la démarche « {target} » à la place de {code}."), data=("code",)),
)
verbs.plug("comarquage.service_withdrawn", Verb(_("{actor} a retiré la démarche « {target} ».")))
verbs.plug("comarquage.sheet_written", Verb(_("{actor} a publié la fiche locale « {target} ».")))
verbs.plug("comarquage.sheet_withdrawn", Verb(_("{actor} a retiré la fiche locale « {target} ».")))
verbs.plug("comarquage.rule_written", Verb(_("{actor} a dit qui répond pour « {target} ».")))
verbs.plug("comarquage.rule_forgotten", Verb(_("{actor} a retiré la règle « {target} ».")))
