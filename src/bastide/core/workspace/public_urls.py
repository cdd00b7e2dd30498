"""Addresses of the workspace that need no account."""

from django.urls import path
from django.views.decorators.http import require_safe

from .feeds import BannerFeed, OrganisationBannerFeed

app_name = "banners"
urlpatterns = [
    path("rss/", require_safe(BannerFeed()), name="feed"),
    path("<slug:slug>/rss/", require_safe(OrganisationBannerFeed()), name="organisation_feed"),
]
