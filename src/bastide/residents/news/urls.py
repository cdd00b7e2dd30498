from django.urls import path

from bastide.kit.http.pages import public_page

from . import views
from .feeds import BodyNewsFeed, NewsFeed, ThemeNewsFeed

app_name = "news"
kept = public_page(max_age=900)
urlpatterns = [
    path("", views.index, name="index"),
    path("flux/", kept(NewsFeed()), name="feed"),
    path("theme/<slug:theme>/", views.theme, name="theme"),
    path("theme/<slug:theme>/flux/", kept(ThemeNewsFeed()), name="theme_feed"),
    path("de/<slug:slug>/", views.body, name="body"),
    path("de/<slug:slug>/flux/", kept(BodyNewsFeed()), name="body_feed"),
    path("<int:pk>/", views.item, name="item"),
]
