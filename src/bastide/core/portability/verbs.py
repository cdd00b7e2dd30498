from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

verbs.plug(
    "portability.exported",
    Verb(
        _("{actor} a exporté ce que {target} a écrit ({rows} éléments, {files} fichiers)."),
        data=("rows", "files", "archive"),
    ),
)
verbs.plug(
    "portability.imported",
    Verb(
        _("{actor} a remis en place ce que {target} a écrit ({rows} éléments, {files} fichiers)."),
        data=("rows", "files", "archive"),
    ),
)
