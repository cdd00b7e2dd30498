from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.leaving import Leaving, leaving

leaving.plug(
    "journal",
    Leaving(_("Journal"), stays={"journal.JournalLine": _("ses lignes s’enchaînent avec celles de tout le portail")}),
)
