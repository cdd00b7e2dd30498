"""People who sign in, and what they do in which body."""

from bastide.core.territory.models import Role

from .attempt import Attempt
from .factor_reset import FactorReset
from .invitation import Invitation
from .membership import Membership
from .user import User

__all__ = ["Attempt", "FactorReset", "Invitation", "Membership", "Role", "User"]
