"""Addresses of the workspace that need no account."""

from django.urls import path

from .feeds import BannerFeed, OrganisationBannerFeed

app_name = "banners"
urlpatterns = [
    path("rss/", BannerFeed(), name="feed"),
    path("<slug:slug>/rss/", OrganisationBannerFeed(), name="organisation_feed"),
]
