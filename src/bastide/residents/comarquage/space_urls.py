"""The guides' screens inside the workspace."""

from django.urls import path, re_path

from .views import space

app_name = "comarquage_space"
KIND = "(?P<kind>mot|demarche|fiche|regle)"
urlpatterns = [
    path("organismes/<slug:slug>/guides/", space.guides, name="guides"),
    path("organismes/<slug:slug>/guides/qui-repond/", space.pivots, name="pivots"),
    re_path(rf"^organismes/(?P<slug>[-\w]+)/guides/{KIND}/$", space.write, name="write"),
    path("organismes/<slug:slug>/guides/fiche/<int:pk>/", space.rewrite, name="rewrite"),
    re_path(rf"^organismes/(?P<slug>[-\w]+)/guides/{KIND}/(?P<pk>[0-9]+)/retirer/$", space.withdraw, name="withdraw"),
]
