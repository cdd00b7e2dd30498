from django.utils.translation import gettext_lazy as _

from .registry import Verb, verbs

verbs.plug(
    "journal.names_erased",
    Verb(
        _("{actor} a effacé {count} noms de lignes anciennes du journal."),
        data=("reason", "actors", "targets", "count"),
    ),
)
