"""What waits for somebody of the pôle who leaves: the people they invited, who were told to ask them."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bastide.core.territory.models import Organisation

from .models import Invitation, User
from .registry import HandOver, handovers


def unanswered(user: User, organisation: Organisation) -> int:
    return Invitation.objects.unanswered().filter(sent_by=user, organisation__territory=organisation.territory).count()


def pass_on(*, user: User, organisation: Organisation, to: User, at: datetime) -> int:
    sent = Invitation.objects.unanswered().filter(sent_by=user, organisation__territory=organisation.territory)
    return sent.update(sent_by=to)


handovers.plug("accounts.invitations", HandOver(_("Invitations sans réponse"), unanswered, pass_on))
