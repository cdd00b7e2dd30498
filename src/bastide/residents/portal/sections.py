"""Parts of the portal that a banner can aim at."""

from django.utils.translation import gettext_lazy as _

from bastide.core.workspace.registry import Section, sections

HOME, COMMUNES, SEARCH = "portal.home", "portal.communes", "portal.search"

sections.plug(HOME, Section(_("Page d’accueil")))
sections.plug(COMMUNES, Section(_("Listes des communes et des intercommunalités")))
sections.plug(SEARCH, Section(_("Recherche")))
