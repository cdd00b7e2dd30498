from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bastide.residents.portal.registry import FrontCard, FrontCards, front_cards


def guides(request: HttpRequest) -> list[FrontCard]:
    return [
        FrontCard(
            _("Guides et démarches"),
            _("Papiers, famille, logement : les guides de l’État, avec les adresses d’ici."),
            reverse("comarquage:home"),
            "document",
        )
    ]


front_cards.plug("guides", FrontCards(guides, order=20))
