from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.kit.health.registry import Check, Finding, Group, bad, checks, good

from .verify import verify_last

#: The whole chain is for `bastide verify_journal`: this takes milliseconds.
LINES = 500


def chain(at: datetime) -> Finding:
    proof = verify_last(LINES)
    if proof.broken:
        return bad(
            _("La ligne %(number)d du journal ne tient pas : elle a été changée.") % {"number": proof.broken.number},
            mend=_("Gardez une copie de la base, puis lancez « bastide verify_journal »."),
        )
    if not proof.is_guarded:
        return bad(
            _("La base laisse changer le journal : ses gardes manquent."),
            mend=_("Lancez « bastide migrate journal 0001 --fake » puis « bastide migrate journal »."),
        )
    return good(_("Les %(count)d dernières lignes du journal tiennent.") % {"count": proof.count})


checks.plug("journal.chain", Check(gettext_lazy("Journal"), chain, Group.BACKUP, needs_database=True, order=30))
