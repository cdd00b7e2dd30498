"""What waits for somebody who leaves: the acts they were preparing, and those that wait for their signature."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from bastide.core.accounts.models import Role, User
from bastide.core.accounts.registry import HandOver, handovers
from bastide.core.territory.models import Organisation

from .models import Acte


def prepared(user: User, organisation: Organisation) -> int:
    return _prepared_by(user, organisation).count()


def pass_on(*, user: User, organisation: Organisation, to: User, at: datetime) -> int:
    """Acts stay their body's: what passes on is who goes on with them."""
    return _prepared_by(user, organisation).update(created_by=to)


def to_sign(user: User, organisation: Organisation) -> int:
    """Acts that wait for a signatory, told to whoever ends the place of one."""
    signs = user.memberships.filter(organisation=organisation, role=Role.SIGNATORY).exists()
    return Acte.objects.real().of_organisation(organisation).waiting_for_signatory().count() if signs else 0


def stay(*, user: User, organisation: Organisation, to: User, at: datetime) -> int:
    """They wait for any signatory of the body: the successor has the role, or has not."""
    return 0


def _prepared_by(user: User, organisation: Organisation):
    return Acte.objects.real().of_organisation(organisation).filter(created_by=user, state__in=Acte.CHANGING)


handovers.plug("actes.prepared", HandOver(_("Actes en préparation"), prepared, pass_on))
handovers.plug("actes.to_sign", HandOver(_("Actes à transmettre, qui attendent un signataire"), to_sign, stay))
