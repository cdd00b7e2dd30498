from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs
from bastide.kit.tasks.registry import periodics


def words(data: Mapping[str, Any]) -> dict[str, Any]:
    name = data.get("name", "")
    return {"name": periodics[name].title if name in periodics else name}


verbs.plug(
    "schedule.asked", Verb(_("{actor} a demandé de lancer « {name} » sans attendre."), data=("name",), words=words)
)
