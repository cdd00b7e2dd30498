from django.utils.translation import gettext_lazy as _

from bastide.core.accounts.registry import PlaceListener, place_listeners

from . import actions

place_listeners.plug(
    "pages.rights",
    PlaceListener(_("Droits d’écrire des pages"), lambda user, at: actions.refresh_rights(user=user, at=at)),
)
