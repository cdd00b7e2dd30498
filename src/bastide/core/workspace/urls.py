from django.urls import path

from .views import banners, closures, elected, office, service, start

app_name = "workspace"
urlpatterns = [
    path("", start.home, name="home"),
    path("etat/", service.service, name="service"),
    path("organismes/", start.bodies, name="bodies"),
    path("organismes/<slug:slug>/", start.body, name="body"),
    path("organismes/<slug:slug>/modifications/", start.changes, name="changes"),
    path("organismes/<slug:slug>/horaires/", office.hours, name="hours"),
    path("organismes/<slug:slug>/coordonnees/", office.contact, name="contact"),
    path("organismes/<slug:slug>/corrections/<int:correction_id>/annuler/", office.undo, name="undo"),
    path("organismes/<slug:slug>/fermetures/", closures.closures, name="closures"),
    path("organismes/<slug:slug>/fermetures/<int:closure_id>/retirer/", closures.remove, name="closure_remove"),
    path("organismes/<slug:slug>/elus/", elected.elected, name="elected"),
    path("organismes/<slug:slug>/elus/<int:mandate_id>/retirer/", elected.end, name="mandate_end"),
    path("organismes/<slug:slug>/bandeaux/", banners.banners, name="banners"),
    path("organismes/<slug:slug>/bandeaux/<int:banner_id>/retirer/", banners.withdraw, name="banner_withdraw"),
]
