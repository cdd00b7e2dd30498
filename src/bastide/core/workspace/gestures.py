"""The first gestures: those on a body's own data."""

from django.utils.translation import gettext_lazy as _

from bastide.core.accounts.models import Role

from .registry import Gesture, gestures

WRITERS = frozenset({Role.AGENT, Role.SIGNATORY, Role.POLE_STAFF})

for name, gesture in {
    "hours": Gesture(_("Corriger les horaires"), "clock", "workspace:hours", WRITERS, 10),
    "banner": Gesture(_("Afficher un bandeau"), "flag", "workspace:banners", WRITERS, 20),
    "closure": Gesture(_("Annoncer une fermeture"), "calendar", "workspace:closures", WRITERS, 30),
    "contact": Gesture(_("Corriger les coordonnées"), "phone", "workspace:contact", WRITERS, 40),
    "elected": Gesture(_("Mettre à jour les élus"), "person", "workspace:elected", WRITERS, 50),
    "changes": Gesture(_("Voir qui a changé quoi"), "document", "workspace:changes", frozenset(), 60),
}.items():
    gestures.plug(name, gesture)
