from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug(
    "backup.taken",
    Verb(_("{actor} a sauvegardé le service ({archive}, {files} fichiers)."), data=("archive", "files", "bytes")),
)
verbs.plug(
    "backup.restored",
    Verb(_("{actor} a restauré le service dans l’état de la sauvegarde {archive}."), data=("archive", "former")),
)
verbs.plug("backup.pruned", Verb(_("{actor} a supprimé {count} anciennes sauvegardes."), data=("count", "archives")))
