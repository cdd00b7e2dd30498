"""Who answers to each pivot, in words: for the screen on which the pôle reads and changes it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bastide.core.territory.models import Organisation
from bastide.residents.directory.models import by_annuaire_type, label_of

from .models import PivotRule
from .pivot_names import NAMES
from .pivots import RULES, TITLES, Names, Rule, code_of, plain, shipped


@dataclass(frozen=True)
class Line:
    """A pivot, who answers, and the pôle's own rule where there is one."""

    pivot: str
    words: str
    own: PivotRule | None = None

    @property
    def name(self) -> str:
        """What people call it, else the pivot without the signs of a code."""
        return str(NAMES.get(code_of(self.pivot), self.pivot.replace("_", " ")))

    @property
    def code(self) -> str:
        """The pivot as the guides write it, when it is called otherwise."""
        return self.pivot if self.pivot != self.name else ""


def words_of(rule: Rule) -> str:
    """ "Mairie ; Secrétariat…" as a person reads it."""
    if rule.is_nobody:
        return _("personne ici : l’adresse de l’État")
    if rule.needs_recueil_device:
        return _("les mairies qui recueillent les demandes de carte d’identité")
    if rule.is_town_hall:
        return _("la mairie de la commune")
    types = by_annuaire_type()
    named = [label_of(code) for code in rule.kinds]
    within = dict.fromkeys(label_of(types[each]) for each in rule.types if each in types)
    within |= dict.fromkeys(label_of(code) for code in rule.among)
    if within:
        named.append(_("parmi « %(kinds)s », selon leur nom ou la commune servie") % {"kinds": " », « ".join(within)})
    unknown = [each for each in rule.types if each not in types]
    if unknown and not within:
        named.append(_("de l’annuaire national : %(types)s") % {"types": ", ".join(unknown)})
    return " ; ".join(named)


def lines_of(pole: Organisation) -> list[Line]:
    """All pivots that we know, and those of the pôle's own rules. One query."""
    own = {code_of(each.pivot): each for each in PivotRule.objects.filter(organisation=pole)}
    titles = {code_of(title): (title, rule) for title, rule in TITLES}
    shipped = {code: (code, rule) for code, rule in RULES.items()} | titles
    lines = [
        Line(own[code].pivot, words_of(own[code].rule), own[code]) if code in own else Line(name, words_of(rule))
        for code, (name, rule) in shipped.items()
    ]
    lines += [Line(each.pivot, words_of(each.rule), each) for code, each in own.items() if code not in shipped]
    return sorted(lines, key=lambda line: (line.own is None, plain(line.name)))


def initial_of(pole: Organisation, pivot: str) -> dict[str, object]:
    """What the form shows of a pivot that is to be changed."""
    found = PivotRule.objects.filter(organisation=pole, pivot=pivot).first()
    rule = found.rule if found else RULES.get(code_of(pivot)) or shipped("", pivot) or Rule()
    kinds = dict(zip(("kind_1", "kind_2", "kind_3", "kind_4"), (*rule.kinds, *rule.among), strict=False))
    # Said in full: what is read is what counts once it is saved.
    names = sorted(Names.of(rule, pivot, "").words) if rule.among and not rule.names else rule.names
    return {
        "pivot": pivot,
        "names": ", ".join(names),
        "service_types": ", ".join(rule.types),
        "needs_recueil_device": rule.needs_recueil_device,
        "is_nobody": rule.is_nobody,
        **kinds,
    }
