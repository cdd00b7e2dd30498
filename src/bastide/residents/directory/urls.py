from django.urls import path

from .views import public, reach

app_name = "directory"
urlpatterns = [
    path("annuaire/", public.places, name="list"),
    path("annuaire/cadre/", public.frame, name="frame"),
    path("annuaire/<slug:slug>/", public.place, name="place"),
    path("annuaire/<slug:slug>/carte-de-visite/", public.card, name="card"),
    path("annuaire/<slug:slug>/ecrire/", reach.mail, name="mail"),
    path("annuaire/<slug:slug>/signaler/", reach.report, name="report"),
    path("annuaire/<slug:slug>/tenir-a-jour/", reach.ask_link, name="ask_link"),
]
