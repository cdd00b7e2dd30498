"""What a proxy or a watcher asks this node: whether it is alive, whether it may be given visitors."""

from __future__ import annotations

import ipaddress
import secrets
import threading
import time

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .examine import Result, examine

#: Answers are kept this long: probes of several proxies, or a stranger who insists, cost one look.
KEPT_SECONDS = 2.0
#: A request that a proxy passed on carries one of these.
PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_PROTO", "HTTP_VIA")
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

_lock = threading.Lock()
_kept: tuple[float, list[Result]] | None = None


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers; looks at nothing, so that a slow database makes nobody restart it."""
    return JsonResponse({"etat": "vivant"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when visitors may come, 503 with the names of what fails otherwise; what is wrong is told at home only."""
    results = _vital_results()
    failing = [result for result in results if result.is_bad]
    answer: dict[str, object] = {"etat": "indisponible" if failing else "pret"}
    if failing:
        answer["en_panne"] = [result.name for result in failing]
    if may_read_details(request):
        answer["controles"] = [
            {
                "nom": result.name,
                "niveau": result.finding.level.name.lower(),
                "constat": str(result.finding.sentence),
                "remede": str(result.finding.mend),
            }
            for result in results
        ]
    return JsonResponse(answer, status=503 if failing else 200, json_dumps_params={"ensure_ascii": False})


def may_read_details(request: HttpRequest) -> bool:
    """Who has the token, or asks from this very machine by its own name and not through a proxy."""
    scheme, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if settings.HEALTH_TOKEN and scheme == "Bearer":
        return secrets.compare_digest(token.encode(), settings.HEALTH_TOKEN.encode())
    if any(name in request.META for name in PASSED_ON):
        return False
    host = request.META.get("HTTP_HOST", "").rpartition("@")[2]
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    try:
        is_here = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return is_here and name in LOCAL_NAMES


def _vital_results() -> list[Result]:
    global _kept
    with _lock:
        if _kept is None or time.monotonic() - _kept[0] > KEPT_SECONDS:
            _kept = (time.monotonic(), examine(timezone.now(), only_vital=True))
        return _kept[1]


def forget() -> None:
    """Look again at the next question."""
    global _kept
    with _lock:
        _kept = None
