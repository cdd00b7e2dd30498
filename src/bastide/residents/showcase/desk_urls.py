"""The desks of the showcase, and the page that leads to them, under /espace/."""

from django.urls import include, path

from bastide.core.workspace.screens import desk_urls

from .desk_views import index
from .desks import DESKS

urlpatterns = [
    path("", include(([path("organismes/<slug:slug>/vitrine/", index, name="index")], "showcase_space"))),
    *(path("", include((desk_urls(desk), f"{desk.name}_desk"))) for desk in DESKS),
]
