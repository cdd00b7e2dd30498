"""People stay where their accounts are; what they wrote says who they were, by their address."""

from django.utils.translation import gettext_lazy as _

from bastide.kit.registry.leaving import Leaving, Named, leaving

from .models import User

ACCOUNTS = _("un compte ne se copie pas : l’autre portail invite les personnes")

leaving.plug(
    "accounts",
    Leaving(
        _("Personnes"),
        order=10,
        named=(
            Named(User, lambda it: {"email": it.email}, lambda name: User.objects.filter(email=name["email"]).first()),
        ),
        stays={"accounts.Membership": ACCOUNTS, "accounts.Invitation": ACCOUNTS},
    ),
)
