"""What another app takes to build a screen of the workspace: its frame, forms in three moves."""

from .access import AgentRequest, organisation_screen, to_sign_in
from .views.flow import Refused, three_moves

__all__ = [
    "AgentRequest",
    "Refused",
    "organisation_screen",
    "three_moves",
    "to_sign_in",
]
