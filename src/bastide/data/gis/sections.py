"""The map, as a part of the portal that a banner can aim at."""

from django.utils.translation import gettext_lazy as _

from bastide.core.workspace.registry import Section, sections

MAP = "gis.map"

sections.plug(MAP, Section(_("La carte")))
