from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GeostoreConfig(AppConfig):
    name = "bastide.kit.geostore"
    label = "geostore"
    verbose_name = _("Couches")
