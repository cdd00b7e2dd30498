from django.urls import path

from . import views
from .feeds import BodyPublicationFeed, PublicationFeed

app_name = "publications"
urlpatterns = [
    path("", views.index, name="index"),
    path("flux/", views.fed(PublicationFeed()), name="feed"),
    path("de/<slug:slug>/", views.body, name="body"),
    path("de/<slug:slug>/flux/", views.fed(BodyPublicationFeed()), name="body_feed"),
    path("<int:pk>/", views.publication, name="publication"),
    path("<int:pk>/texte/", views.words, name="words"),
]
