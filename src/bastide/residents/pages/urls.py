"""Addresses of pages outside Wagtail's: drafts for strangers, the gallery of blocks."""

from django.urls import path

from bastide.kit.http.pages import public_page

from . import views
from .feeds import BodyPagesFeed, PagesFeed, ReportagesFeed

app_name = "pages"
kept = public_page(max_age=900)
urlpatterns = [
    path("reportages/", views.reportages, name="reportages"),
    path("reportages/flux/", kept(ReportagesFeed()), name="reportages_feed"),
    path("pages/flux/", kept(PagesFeed()), name="feed"),
    path("pages/flux/<slug:slug>/", kept(BodyPagesFeed()), name="body_feed"),
    path("gabarits/blocs/", views.gallery, name="gallery"),
    path("brouillons/<str:token>/", views.draft, name="draft"),
    path("brouillons/<str:token>/<int:page_id>/", views.draft, name="draft_below"),
]
