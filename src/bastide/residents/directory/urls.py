from django.urls import include, path

from .views import data, keeper, pictures, public, reach, tic

app_name = "directory"
urlpatterns = [
    path("espace/organismes/<slug:slug>/lieux/", include("bastide.residents.directory.space_urls")),
    path("tic-faciles/", tic.front, name="tic"),
    path("tic-faciles/papi/", tic.papi, name="tic_papi"),
    path("tic-faciles/wifi/", tic.wifi, name="tic_wifi"),
    path("tic-faciles/mobile/", tic.mobile, name="tic_mobile"),
    path("tic-faciles/internet-fixe/", tic.fixed, name="tic_fixed"),
    path("tic-faciles/fiches/<slug:slug>/", tic.sheet, name="sheet"),
    path("annuaire/", public.places, name="list"),
    path("annuaire/cadre/", public.frame, name="frame"),
    path("annuaire/lien/<str:token>/", keeper.keeper, name="keeper"),
    path("annuaire/lien/<str:token>/photo/", pictures.keeper_picture, name="keeper_picture"),
    path("annuaire/flux/", public.feed, name="feed"),
    path("annuaire/telecharger/", data.downloads, name="downloads"),
    path("annuaire/telecharger/<slug:format_code>/", data.download, name="download"),
    path("annuaire/<slug:slug>/", public.place, name="place"),
    path("annuaire/<slug:slug>/carte-de-visite/", public.card, name="card"),
    path("annuaire/<slug:slug>/ecrire/", reach.mail, name="mail"),
    path("annuaire/<slug:slug>/signaler/", reach.report, name="report"),
    path("annuaire/<slug:slug>/tenir-a-jour/", reach.ask_link, name="ask_link"),
]
