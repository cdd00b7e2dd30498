from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bastide.kit.health.registry import Check, Finding, Group, bad, checks, good

from .models import IndexedSource
from .registry import search_sources


def index(at: datetime) -> Finding:
    built = set(IndexedSource.objects.filter(live__gt=0).values_list("name", flat=True))
    if missing := [name for name, _source in search_sources if name not in built]:
        return bad(
            _("La recherche ne connaît pas encore : %(names)s.") % {"names": ", ".join(missing)},
            mend=_("Lancez « bastide reindex »."),
        )
    return good(_("La recherche connaît ses %(count)d sources.") % {"count": len(search_sources)})


checks.plug("search.index", Check(gettext_lazy("Recherche"), index, Group.DATABASE, needs_database=True, order=40))
