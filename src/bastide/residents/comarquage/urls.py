"""The guides' addresses. A guide's own has no slash at its end, as in the State's texts: /guides/part/F1427."""

from django.urls import path, re_path

from . import views

app_name = "comarquage"
AUDIENCE = "(?P<audience>part|pro|asso)"
urlpatterns = [
    path("guides/", views.home, name="home"),
    path("guides/recherche/", views.search, name="search"),
    path("guides/commune/", views.choose_commune, name="choose_commune"),
    path("guides/nouveautes/", views.lately, name="lately"),
    path("guides/nouveautes/flux/", views.feed, name="feed"),
    path("guides/comment-faire-si/", views.how_to, name="how_to"),
    path("guides/fiches-locales/<slug:slug>/", views.sheet, name="sheet"),
    re_path(rf"^guides/{AUDIENCE}/$", views.audience_home, name="audience"),
    re_path(rf"^guides/{AUDIENCE}/(?P<code>[FNRfnr][0-9]{{1,9}})$", views.guide, name="guide"),
    re_path(rf"^guides/{AUDIENCE}/(?P<code>[FNRfnr][0-9]{{1,9}})/$", views.guide_without_slash, name="guide_slash"),
    re_path(
        r"^(?P<public>particuliers|professionnels-entreprises|associations)/vosdroits/(?P<code>[FNRfnr][0-9]{1,9})/?$",
        views.national,
        name="national",
    ),
    re_path(r"^(?P<audience>part|pro|asso)/(?P<code>[FNRfnr][0-9]{1,9})/?$", views.short, name="short"),
]
