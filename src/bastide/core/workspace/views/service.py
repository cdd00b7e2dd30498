"""« État du service », for the pôle: what works, what does not, and the one step that mends it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from bastide.core.territory.models import require_pole
from bastide.kit.health.examine import Result, examine
from bastide.kit.health.registry import Level

from ..access import to_sign_in

#: The state of kit.ui and the word for each level.
WORDS = {
    Level.GOOD: ("open", gettext_lazy("Bien")),
    Level.OFF: ("info", gettext_lazy("Éteint")),
    Level.WARNING: ("soon", gettext_lazy("À voir")),
    Level.BAD: ("closed", gettext_lazy("En panne")),
}
TONES = {Level.WARNING: "warning", Level.BAD: "error"}


@require_safe
def service(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return to_sign_in(request)
    require_pole(request.user)
    at = timezone.now()
    results = examine(at)
    worst = max(result.finding.level for result in results)
    return render(
        request,
        "workspace/service.html",
        {"at": at, "verdict": _verdict(results), "tone": TONES.get(worst, "success"), "groups": _groups(results)},
    )


def _verdict(results: list[Result]) -> str:
    broken = sum(result.is_bad for result in results)
    to_see = sum(result.finding.level is Level.WARNING for result in results)
    if broken:
        return ngettext("Une chose est en panne.", "%(count)d choses sont en panne.", broken) % {"count": broken}
    if to_see:
        return ngettext("Une chose est à voir.", "%(count)d choses sont à voir.", to_see) % {"count": to_see}
    return _("Tout va bien.")


def _groups(results: list[Result]) -> list[dict[str, Any]]:
    """The checks under their headings, the worst heading first, and the worst of a heading first and in its word."""
    groups: list[tuple[Level, dict[str, Any]]] = []
    for group, members in groupby(results, key=lambda result: result.check.group):
        found = sorted(members, key=lambda result: -result.finding.level)
        state, word = WORDS[found[0].finding.level]
        lines = [
            {
                "sentence": f"{result.check.title}\N{NO-BREAK SPACE}: {result.finding.sentence}",
                "mend": result.finding.mend,
                # Among lines that are well, the one that is not says so itself.
                "count": WORDS[result.finding.level][1] if result.finding.level > Level.GOOD else "",
            }
            for result in found
        ]
        groups.append((found[0].finding.level, {"title": group.value, "state": state, "word": word, "lines": lines}))
    return [group for _level, group in sorted(groups, key=lambda pair: -pair[0])]
