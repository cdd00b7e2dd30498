"""Under which conditions a picture may be taken up, in words and as an address for machines."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Licence(models.TextChoices):
    ETALAB = "etalab-2.0", _("Licence Ouverte 2.0 (Etalab)")
    CC0 = "cc0-1.0", _("CC0, domaine public")
    CC_BY = "cc-by-4.0", _("CC BY 4.0")
    CC_BY_SA = "cc-by-sa-4.0", _("CC BY-SA 4.0")
    CC_BY_NC = "cc-by-nc-4.0", _("CC BY-NC 4.0, sans usage commercial")
    CC_BY_ND = "cc-by-nd-4.0", _("CC BY-ND 4.0, sans modification")
    PUBLIC_DOMAIN = "public-domain", _("Domaine public, droits éteints")
    RESERVED = "reserved", _("Tous droits réservés, avec l’accord de l’auteur")


ADDRESSES = {
    Licence.ETALAB: "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/deed.fr",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/deed.fr",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/deed.fr",
    Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/deed.fr",
    Licence.CC_BY_ND: "https://creativecommons.org/licenses/by-nd/4.0/deed.fr",
    Licence.PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/mark/1.0/deed.fr",
}


def address_of(licence: str) -> str:
    """The text of the licence, "" when it has none."""
    return ADDRESSES.get(Licence(licence), "") if licence in Licence.values else ""
