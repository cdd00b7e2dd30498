"""A few facts about a commune or an EPCI, each with how it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bastide.core.territory.models import Commune, Epci, Mandate
from bastide.kit.ui.typography import number


@dataclass(frozen=True)
class Fact:
    """`value` is "" when it is not known; `note` says what it counts or how it was made."""

    label: str
    value: str
    note: str = ""


def inhabitants(count: int | None) -> str:
    return "" if count is None else number(count)


def area(area_ha: float | None) -> str:
    """ "1 934 ha", or in km² from 10,000 ha on."""
    if area_ha is None:
        return ""
    if area_ha >= 10_000:
        return _("%(number)s\u00a0km²") % {"number": number(area_ha / 100)}
    return _("%(number)s\u00a0ha") % {"number": number(area_ha)}


def density(count: int | None, area_ha: float | None) -> str:
    if count is None or not area_ha:
        return ""
    return _("%(number)s\u00a0habitants au km²") % {"number": number(count / (area_ha / 100))}


def area_of(commune: Commune) -> float | None:
    """Hectares inside its contour, or None without one."""
    return commune.contour.area_ha if hasattr(commune, "contour") else None


def commune_facts(commune: Commune) -> list[Fact]:
    total = None
    if commune.population is not None and commune.population_counted_apart is not None:
        total = commune.population + commune.population_counted_apart
    return [
        Fact(_("Population municipale"), inhabitants(commune.population), _("habitants qui y ont leur résidence")),
        Fact(
            _("Population comptée à part"),
            inhabitants(commune.population_counted_apart),
            _("par exemple des étudiants logés ailleurs"),
        ),
        Fact(_("Population totale"), inhabitants(total), _("la somme des deux")),
        Fact(_("Superficie"), area(area_of(commune)), _("calculée d’après le contour")),
        Fact(_("Densité"), density(commune.population, area_of(commune)), _("population municipale")),
        Fact(_("Code INSEE"), commune.insee_code, _("celui des statistiques, pas du courrier")),
    ]


def epci_facts(epci: Epci, communes: Sequence[Commune]) -> list[Fact]:
    """Computed from the member communes that are loaded."""
    people = [each.population for each in communes if each.population is not None]
    areas = [area_ha for each in communes if (area_ha := area_of(each)) is not None]
    total_ha = sum(areas) if areas and len(areas) == len(communes) else None
    return [
        Fact(_("Communes"), number(len(communes))),
        Fact(_("Population"), inhabitants(sum(people) if people else None), _("somme des populations municipales")),
        Fact(_("Superficie"), area(total_ha), _("somme des contours des communes")),
        Fact(_("Densité"), density(sum(people) if people else None, total_ha)),
        Fact("SIREN", epci.siren, _("le numéro de l’établissement")),
    ]


@dataclass(frozen=True)
class EpciCard:
    """An EPCI in a list; `words` say how large it is."""

    epci: Epci
    words: str


def epci_card(epci: Epci, commune_count: int, people: int | None) -> EpciCard:
    words = ngettext("%(number)s commune", "%(number)s communes", commune_count) % {"number": number(commune_count)}
    if people:
        words = _("%(communes)s, %(people)s habitants") % {"communes": words, "people": number(people)}
    return EpciCard(epci, words)


def commune_band(commune: Commune, mayor: Mandate | None) -> list[tuple[str, str]]:
    """The four facts under a commune's name."""
    unknown = _("non renseigné")
    return [
        (_("Habitants"), inhabitants(commune.population) or unknown),
        (_("Superficie calculée"), area(area_of(commune)) or unknown),
        (_("Maire"), mayor.full_name if mayor else unknown),
        (ngettext("Code postal", "Codes postaux", len(commune.postcodes)), ", ".join(commune.postcodes) or unknown),
    ]


def epci_band(epci: Epci, president: Mandate | None) -> list[tuple[str, str]]:
    """The four facts under an EPCI's name; `epci` comes with `members`."""
    facts = {fact.label: fact.value for fact in epci_facts(epci, epci.members)}  # type: ignore[attr-defined]
    unknown = _("non renseigné")
    return [
        *((label, facts[label] or unknown) for label in (_("Communes"), _("Population"), _("Superficie"))),
        (_("Présidence"), president.full_name if president else unknown),
    ]
