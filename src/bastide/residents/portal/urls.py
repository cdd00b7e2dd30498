"""The portal's addresses; the home page itself is a page of Wagtail (see `wagtail_hooks`)."""

from django.urls import path, re_path

from bastide.kit.http.languages import in_each_language

from . import views

app_name = "portal"
urlpatterns = [
    path("communes/", views.commune_list, name="commune_list"),
    path("communes/<slug:slug>/", views.commune, name="commune"),
    path("communes/<slug:slug>/image/", views.commune_image, name="commune_image"),
    path("communes/<slug:slug>/contact/", views.contact, name="contact"),
    path("intercommunalites/", views.epci_list, name="epci_list"),
    path("intercommunalites/<slug:slug>/", views.epci, name="epci"),
    re_path(
        r"^(?P<kind>communes|intercommunalites)/(?P<slug>[-\w]+)/"
        r"(?P<page>mentions-legales|accessibilite|donnees-personnelles|plan)/$",
        views.body_statement,
        name="body_statement",
    ),
    # In French the whole portal; below /en/ and /oc/ what is written in that language.
    in_each_language(
        [
            path("recherche/", views.search, name="search"),
            path("recherche/suggestions/", views.suggestions, name="suggestions"),
        ]
    ),
    path("mentions-legales/", views.legal_notice, name="legal_notice"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("donnees-personnelles/", views.personal_data, name="personal_data"),
    path("plan/", views.site_plan, name="site_plan"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("sitemap.xml", views.sitemap_index, name="sitemap"),
    path("sitemap-<str:section>.xml", views.sitemap_section, name="sitemap_section"),
]
