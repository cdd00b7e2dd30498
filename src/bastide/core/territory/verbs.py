from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

from .hours import long_day
from .models import Mandate, Office


def _field(data: Mapping[str, Any]) -> dict[str, str]:
    return {"field": str(Office.label_of(data["field"]))}


def _days(data: Mapping[str, Any]) -> dict[str, str]:
    """A single day is said once: what follows the first day is then nothing."""
    first, last = (long_day(date.fromisoformat(data[key])) for key in ("starts_on", "ends_on"))
    return {"starts_on": first, "ends_on": "" if first == last else str(_(" au %(day)s")) % {"day": last}}


def _function(data: Mapping[str, Any]) -> dict[str, str]:
    return {"function": str(Mandate.Function(data["function"]).label).lower()}


verbs.plug(
    "territory.loaded",
    Verb(
        _("{actor} a chargé les données de référence ({perimeter}, {version})."),
        data=("perimeter", "version", "counts"),
    ),
)
verbs.plug(
    "territory.office_corrected",
    Verb(_("{actor} a corrigé l’information « {field} » ({target})."), data=("field",), words=_field),
)
verbs.plug(
    "territory.correction_withdrawn",
    Verb(_("{actor} a annulé la correction de l’information « {field} » ({target})."), data=("field",), words=_field),
)
verbs.plug(
    "territory.closure_added",
    Verb(
        _("{actor} a annoncé la fermeture du {starts_on}{ends_on} ({target})."),
        data=("starts_on", "ends_on"),
        words=_days,
    ),
)
verbs.plug(
    "territory.closure_removed",
    Verb(
        _("{actor} a retiré la fermeture du {starts_on}{ends_on} ({target})."),
        data=("starts_on", "ends_on"),
        words=_days,
    ),
)
verbs.plug("territory.siret_named", Verb(_("{actor} a dit le SIRET de {target} : {siret}."), data=("siret",)))
verbs.plug(
    "territory.mandate_set",
    Verb(_("{actor} a ajouté aux élus : {target}."), data=("function",), words=_function),
)
verbs.plug(
    "territory.mandate_ended",
    Verb(_("{actor} a mis fin au mandat de {target}."), data=("function",), words=_function),
)
verbs.plug(
    "territory.former_name_recorded",
    Verb(_("{actor} a noté un ancien nom, à l’adresse « {address} » ({target})."), data=("address",)),
)
