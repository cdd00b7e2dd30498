from django.urls import path

from bastide.kit.http.pages import public_page

from . import views
from .feeds import AgendaFeed, BodyAgendaFeed, CategoryAgendaFeed

app_name = "agenda"
kept = public_page(max_age=900)
urlpatterns = [
    path("", views.index, name="index"),
    path("flux/", kept(AgendaFeed()), name="feed"),
    path("ical/", views.ical, name="ical"),
    path("categorie/<slug:category>/", views.category, name="category"),
    path("categorie/<slug:category>/flux/", kept(CategoryAgendaFeed()), name="category_feed"),
    path("categorie/<slug:category>/ical/", views.category_ical, name="category_ical"),
    path("de/<slug:slug>/", views.body, name="body"),
    path("de/<slug:slug>/flux/", kept(BodyAgendaFeed()), name="body_feed"),
    path("de/<slug:slug>/ical/", views.body_ical, name="body_ical"),
    path("<int:pk>/", views.event, name="event"),
    path("<int:pk>/ical/", views.event_ical, name="event_ical"),
]
