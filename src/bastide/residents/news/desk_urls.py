"""« Écrire une actualité », under /espace/."""

from bastide.core.workspace.screens import desk_urls

from .desk import DESK

app_name = "news_desk"
urlpatterns = desk_urls(DESK)
