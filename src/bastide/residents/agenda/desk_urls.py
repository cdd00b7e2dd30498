"""« Annoncer un événement », under /espace/."""

from django.urls import path

from bastide.core.workspace.screens import desk_urls

from .desk import DESK
from .views import desk as views

app_name = "agenda_desk"
urlpatterns = [
    path("organismes/<slug:slug>/agenda/voisins/", views.neighbours, name="neighbours"),
    path("organismes/<slug:slug>/agenda/voisins/<int:pk>/reprendre/", views.share, name="share"),
    path("organismes/<slug:slug>/agenda/voisins/<int:pk>/laisser/", views.unshare, name="unshare"),
    path("organismes/<slug:slug>/agenda/<int:pk>/dates/<int:date_pk>/", views.date, name="date"),
    *desk_urls(DESK),
]
