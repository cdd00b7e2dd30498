"""« Publier un document », under /espace/."""

from bastide.core.workspace.screens import desk_urls

from .desk import DESK

app_name = "publications_desk"
urlpatterns = desk_urls(DESK)
