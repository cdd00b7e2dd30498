"""Inviting everybody of a list, line by line: a line that fails stops no other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..models import User
from ..spreadsheet import CheckedLine, Line, Verdict, check
from .invitation import invite
from .membership import AlreadyMember


def import_people(*, lines: Iterable[Line], by: User, at: datetime) -> list[CheckedLine]:
    """Invite the people of the lines that have no fault; give each line with what became of it.

    Run again on the same lines, it finds everybody in place and does nothing.
    """
    checked = check(lines, by=by, at=at)
    for result in checked:
        if result.verdict not in (Verdict.INVITE, Verdict.ADD_PLACE) or not result.organisation or not result.role:
            continue
        try:
            invite(
                email=result.email,
                first_name=result.first_name,
                last_name=result.last_name,
                organisation=result.organisation,
                role=result.role,
                starts_on=result.starts_on,
                by=by,
                at=at,
            )
        except AlreadyMember as standing:
            result.verdict = Verdict.FAULTY
            result.faults.append(
                _("Cette personne a déjà ce rôle depuis le %s.") % standing.standing.starts_on.strftime("%d/%m/%Y")
            )
        except ValidationError as error:
            result.verdict = Verdict.FAULTY
            result.faults += error.messages
    return checked
