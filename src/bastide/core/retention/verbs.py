from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from bastide.core.journal.registry import Verb, verbs

from .registry import rules


def _words(data: Mapping[str, Any]) -> dict[str, Any]:
    name = data["rule"]
    return {"rule": str(rules[name].title).lower() if name in rules else name}


verbs.plug(
    "retention.purged",
    Verb(_("{actor} a effacé des données arrivées à terme : {rule} ({count})."), data=("rule", "count"), words=_words),
)
