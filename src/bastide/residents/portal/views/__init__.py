"""The screens of the portal, by what they show."""

from .communes import commune_list, epci_list
from .home import home
from .legal import accessibility, body_statement, legal_notice, personal_data, site_plan
from .machines import favicon, robots, sitemap_index, sitemap_section
from .missing import not_found
from .search import search, suggestions
from .sites import commune, commune_image, contact, epci

__all__ = [
    "accessibility",
    "body_statement",
    "commune",
    "commune_image",
    "commune_list",
    "contact",
    "epci",
    "epci_list",
    "favicon",
    "home",
    "legal_notice",
    "not_found",
    "personal_data",
    "robots",
    "search",
    "site_plan",
    "sitemap_index",
    "sitemap_section",
    "suggestions",
]
