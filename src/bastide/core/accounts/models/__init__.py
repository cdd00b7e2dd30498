"""People who sign in, and what they do in which body."""

from bastide.core.territory.models import Role

from .membership import Membership
from .user import User

__all__ = ["Membership", "Role", "User"]
