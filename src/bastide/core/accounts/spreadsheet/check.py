"""What each line would do, and what is wrong with it, said so that it can be mended in the file."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bastide.core.territory.models import Commune, Organisation

from ..models import Membership, Role, User
from ..names import tidy_person_name, validate_person_name
from .read import Line

ROLE_WORDS = {
    Role.AGENT: ("agent", "agente", "secretaire", "secretaire-de-mairie", "secretaire-generale", "dgs"),
    Role.SIGNATORY: ("signataire", "maire", "president", "presidente"),
    Role.ELECTED: ("elu", "elue", "adjoint", "adjointe", "conseiller", "conseillere"),
    Role.WEBMASTER: ("webmestre", "webmaster"),
    Role.POLE_STAFF: ("equipe-du-pole", "pole"),
    Role.PARTNER: ("partenaire",),
}
#: What people write before the name of a commune.
PREFIXES = ("commune-de-", "commune-du-", "commune-des-", "commune-d-", "commune-", "mairie-de-", "mairie-du-",
            "mairie-des-", "mairie-d-", "mairie-", "ville-de-", "ville-d-")  # fmt: skip


class Verdict(enum.Enum):
    INVITE = "invite"
    ADD_PLACE = "add_place"
    NOTHING = "nothing"
    FAULTY = "faulty"


@dataclass
class CheckedLine:
    """A line with its verdict; `faults` are sentences, empty unless the verdict is FAULTY."""

    line: Line
    verdict: Verdict = Verdict.INVITE
    faults: list[str] = field(default_factory=list)
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    organisation: Organisation | None = None
    role: Role | None = None
    starts_on: date | None = None

    @property
    def is_faulty(self) -> bool:
        return self.verdict is Verdict.FAULTY


def check(lines: Iterable[Line], *, by: User, at: datetime) -> list[CheckedLine]:
    """The verdict of each line, in order, in a fixed number of queries. Nothing is written."""
    lines = list(lines)
    bodies = _Bodies(by, at)
    emails = {line.email.strip().lower() for line in lines}
    known = {user.email: user for user in User.objects.filter(email__in=emails)}
    places = set(
        Membership.objects.in_force(at)
        .filter(user__email__in=emails)
        .values_list("user__email", "organisation_id", "role")
    )
    seen: dict[tuple[str, int, str], int] = {}
    checked = []
    for line in lines:
        result = _checked(line, bodies, at)
        if not result.faults and result.organisation and result.role:
            key = (result.email, result.organisation.pk, result.role.value)
            if key in seen:
                result.faults.append(_("La même personne, au même endroit, est déjà à la ligne %s.") % seen[key])
            seen.setdefault(key, line.number)
            user = known.get(result.email)
            if user is not None and not user.is_active:
                result.faults.append(_("Ce compte est fermé : rouvrez-le d’abord."))
            elif key in places:
                result.verdict = Verdict.NOTHING
            elif user is not None:
                result.verdict = Verdict.ADD_PLACE
        if result.faults:
            result.verdict = Verdict.FAULTY
        checked.append(result)
    return checked


def _checked(line: Line, bodies: _Bodies, at: datetime) -> CheckedLine:
    result = CheckedLine(line)
    for name, missing in (("first_name", _("Il manque le prénom.")), ("last_name", _("Il manque le nom."))):
        value = tidy_person_name(getattr(line, name))
        setattr(result, name, value)
        if not value:
            result.faults.append(missing)
        else:
            result.faults += _complaints(validate_person_name, value)
    result.email = line.email.strip().lower()
    if not result.email:
        result.faults.append(_("Il manque l’adresse électronique."))
    elif _complaints(validate_email, result.email):
        result.faults.append(_("« %s » n’est pas une adresse électronique.") % line.email)
    try:
        result.organisation = bodies.find(line.organisation)
    except LookupError as error:
        result.faults.append(str(error.args[0]))
    result.role = _role(line.role)
    if result.role is None:
        words = ", ".join(str(role.label).lower() for role in Role)
        typed = _("Le rôle « %s » est inconnu.") % line.role if line.role else _("Il manque le rôle.")
        result.faults.append(typed + " " + _("Écrivez l’un de ceux-ci : %s.") % words)
    try:
        result.starts_on = _day(line.starts_on) or timezone.localdate(at)
    except ValueError:
        result.faults.append(_("« %s » n’est pas une date : écrivez 25/11/2026.") % line.starts_on)
    return result


class _Bodies:
    """The bodies that the reader of the list looks after, by SIREN, INSEE code and name. Two queries."""

    def __init__(self, by: User, at: datetime) -> None:
        self._by_word: dict[str, set[Organisation]] = {}
        bodies = {body.pk: body for body in Organisation.objects.overseen_by(by, at=at)}
        for body in bodies.values():
            self._put(body, body.siren, body.siret, _bare(body.name))
        communes = Commune.objects.filter(organisation__in=bodies).only(
            "organisation_id", "insee_code", "bare_name", "name_kind"
        )
        for commune in communes:
            if commune.organisation_id is not None:
                body = bodies[commune.organisation_id]
                self._put(body, commune.insee_code.lower(), _bare(commune.name), slugify(commune.bare_name))

    def _put(self, body: Organisation, *words: str) -> None:
        for word in words:
            if word:
                self._by_word.setdefault(word, set()).add(body)

    def find(self, typed: str) -> Organisation:
        """Raises LookupError with a sentence."""
        if not typed:
            raise LookupError(_("Il manque l’organisme."))
        compact = typed.replace(" ", "").lower()
        found = self._by_word.get(compact) or self._by_word.get(_bare(typed)) or set()
        if len(found) > 1:
            raise LookupError(_("Plusieurs organismes s’appellent « %s » : écrivez le SIREN.") % typed)
        if not found:
            raise LookupError(
                _("L’organisme « %s » n’est pas du territoire. Écrivez son nom, son SIREN ou son code INSEE.") % typed
            )
        return next(iter(found))


def _bare(name: str) -> str:
    slug = slugify(name)
    return next((slug.removeprefix(prefix) for prefix in PREFIXES if slug.startswith(prefix)), slug)


def _role(typed: str) -> Role | None:
    word = slugify(typed)
    for role, words in ROLE_WORDS.items():
        if word in (*words, slugify(role.label), role.value):
            return role
    return None


def _day(typed: str) -> date | None:
    if not typed:
        return None
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d.%m.%Y"):
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 - a day, no time
        except ValueError:
            continue
    raise ValueError(typed)


def _complaints(validator: object, value: str) -> list[str]:
    try:
        validator(value)  # type: ignore[operator]
    except ValidationError as error:
        return list(error.messages)
    return []
