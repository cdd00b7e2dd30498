"""The part of the portal that a banner can aim at."""

from django.utils.translation import gettext_lazy as _

from bastide.core.workspace.registry import Section, sections

DIRECTORY = "directory"

sections.plug(DIRECTORY, Section(_("Annuaire")))
