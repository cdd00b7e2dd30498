"""The walk: every address of the project, called by its owner, by a stranger and by another commune's agent.

An address that no app declares in its `tests/walk.py` is a complaint, like one that lets a stranger in.
"""

from __future__ import annotations

import importlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from bastide.core.accounts.testing import People, sign_in
from bastide.core.territory.testing import Valdorne
from bastide.kit.http.walk import Reach, Stop

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
#: Where a stranger is led.
DOOR = "/comptes/connexion/"
#: Walked by rule, not one by one: Wagtail's own screens, all behind the same guard.
BACK_OFFICE = "cms/"
REFUSALS = {401, 403, 404, 405, 410}
#: A refusal may write these: the session of who is led to the door, the count of tries, the form a session lost.
MAY_BE_WRITTEN = re.compile(r'"(django_session|accounts_attempt|workspace_heldform)"')
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """One pattern: its name with namespaces ("" when it has none), its route, and the view behind it."""

    name: str
    route: str
    view: Any

    @property
    def key(self) -> str:
        return self.name or self.route


@dataclass
class Scene:
    valdorne: Valdorne
    people: People
    _sessions: dict[str, SimpleCookie] = field(default_factory=dict)

    def signed_in(self, person: str) -> Client:
        """A new client of somebody who came in by the door once."""
        if person not in self._sessions:
            self._sessions[person] = sign_in(_client(), getattr(self.people, person)).cookies
        client = _client()
        client.cookies = SimpleCookie({name: morsel.value for name, morsel in self._sessions[person].items()})
        return client


def addresses(urlconf: Any = None) -> list[Address]:
    return list(_addresses(get_resolver(urlconf).url_patterns, "", ()))


def _addresses(patterns: list[Any], prefix: str, spaces: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _addresses(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            yield Address(":".join([*spaces, pattern.name]) if pattern.name else "", route, pattern.callback)


def declared() -> dict[str, Stop]:
    """The stops of all apps. A name declared twice is an error."""
    found: dict[str, Stop] = {}
    modules = [f"{config.name}.tests.walk" for config in apps.get_app_configs() if config.name.startswith("bastide.")]
    for name in [*filter(_exists, modules), "tests.architecture.walk_of_libraries"]:
        for key, stop in importlib.import_module(name).WALK.items():
            if key in found:
                raise ValueError(f"{key} is declared twice, the second time in {name}.")
            found[key] = stop
    return found


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def undeclared(found: list[Address], stops: dict[str, Stop]) -> list[str]:
    """Addresses that nobody declared, and stops without an address."""
    walked = [
        address
        for address in found
        if (not address.route.startswith(BACK_OFFICE) or address.key in stops) and not _is_shadowed(address, found)
    ]
    missing = [
        f"{address.key} (/{address.route}): bind its arguments in the app's tests/walk.py"
        for address in walked
        if address.key not in stops
    ]
    names = {address.key for address in found}
    return missing + [f"{key}: declared, but no such address" for key in stops if key not in names]


def _is_shadowed(address: Address, found: list[Address]) -> bool:
    """Whether an address of the very same route stands before it: nobody reaches it."""
    return any(other.route == address.route and other is not address for other in found[: found.index(address)])


def complaints(address: Address, stop: Stop, scene: Scene) -> list[str]:
    """What is wrong with one address; empty when it keeps its promise. Everything is undone."""
    for person in (stop.owner, stop.outsider):
        # Before what is undone, so that the session serves at the next address too.
        scene.signed_in(person)
    with transaction.atomic():
        found = list(_complaints(address, stop, scene))
        transaction.set_rollback(True)
    return found


def _complaints(address: Address, stop: Stop, scene: Scene) -> Iterator[str]:
    bound = stop.bind(scene)
    path = reverse(address.name, args=bound) if isinstance(bound, list) else reverse(address.name, kwargs=dict(bound))
    if address.name != resolve(path).view_name:
        yield f"{address.key}: {path} is answered by {resolve(path).view_name}"
        return
    owner, outsider = scene.signed_in(stop.owner), scene.signed_in(stop.outsider)
    stranger = _client()
    answered = {*stop.methods, *(["HEAD"] if "GET" in stop.methods else [])}
    for method in METHODS:
        if method not in answered:
            for who, client in (("owner", owner), ("stranger", stranger), ("outsider", outsider)):
                call = _call(client, method, path, stop, scene)
                if not (call.is_refused or call.is_only_options):
                    yield f"{method} {path}: {who} gets {call.status}, though it is not declared"
            continue
        by_owner = _call(owner, method, path, stop, scene)
        if not by_owner.is_success:
            told = f"{by_owner.status}{by_owner.whither}"
            yield f"{method} {path}: its owner gets {told}, so a refusal would prove nothing"
            continue
        yield from _wrong_for_others(method, path, stop, scene, stranger, outsider)


def _wrong_for_others(
    method: str, path: str, stop: Stop, scene: Scene, stranger: Client, outsider: Client
) -> Iterator[str]:
    for who, client in (("stranger", stranger), ("outsider", outsider)):
        call = _call(client, method, path, stop, scene)
        may_pass = stop.reach is Reach.PUBLIC or (stop.reach is Reach.SIGNED_IN and who == "outsider")
        if may_pass and call.status >= 500:
            yield f"{method} {path}: {who} gets {call.status}"
        if stop.reach is Reach.PUBLIC and not call.is_success:
            yield f"{method} {path}: public, yet {who} gets {call.status}{call.whither}"
        if not may_pass and not call.is_refused:
            yield f"{method} {path}: {who} gets {call.status}{call.whither} instead of a refusal"
        if not may_pass and call.wrote:
            yield f"{method} {path}: {who} is refused, yet this was written: {call.wrote[0][:80]}"


@dataclass(frozen=True)
class Call:
    status: int
    location: str
    body: bytes
    wrote: list[str]
    answers: tuple[int, ...]

    @property
    def leads_to_the_door(self) -> bool:
        return self.status == 302 and self.location.startswith(DOOR)

    @property
    def is_refused(self) -> bool:
        return self.status in REFUSALS or self.leads_to_the_door

    @property
    def is_success(self) -> bool:
        return self.status in self.answers if self.answers else self.status < 400 and not self.leads_to_the_door

    @property
    def is_only_options(self) -> bool:
        """An OPTIONS that tells methods and nothing else."""
        return self.status in (200, 204) and not self.body

    @property
    def whither(self) -> str:
        return f" (to {self.location})" if self.location else ""


def _client() -> Client:
    return Client(raise_request_exception=False)


def _call(client: Client, method: str, path: str, stop: Stop, scene: Scene) -> Call:
    """One call, undone."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        if stop.before is not None:
            stop.before(client, scene)
        sent = dict(stop.data[method](scene)) if method in stop.data else {}
        if method in ("GET", "HEAD"):
            sent = {**stop.query, **sent}
        # Django keeps the last 9,000 and warns: the whole walk asks more.
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = getattr(client, method.lower())(path, sent or (b"" if method in ("PUT", "PATCH") else None))
        # Read to its end, a stream is closed by the client of tests, which spares the connection of the test.
        body = b"".join(answer) if answer.streaming else answer.content
        wrote = [q["sql"] for q in queries if WRITES.match(q["sql"]) and not MAY_BE_WRITTEN.search(q["sql"])]
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    return Call(answer.status_code, answer.get("Location", ""), body, wrote, stop.answers)


def back_office_paths(found: list[Address]) -> list[str]:
    """One path for each of Wagtail's own addresses."""
    paths = []
    for address in found:
        if address.route.startswith(BACK_OFFICE) and not getattr(address.view, "meets_strangers", False):
            path = _any_path(address.route)
            if resolve(path).func is address.view:
                paths.append(path)
    return paths


def _any_path(route: str) -> str:
    """A path that `route` matches, with invented arguments."""
    tokens = re.split(r"(<[^>]+>|\(\?P<\w+>[^)]*\)|\((?!\?)[^)]*\))", route)
    gaps = [place for place, token in enumerate(tokens) if token.startswith(("<", "("))]
    for choice in itertools.product(INVENTED, repeat=min(len(gaps), 4)):
        filled = list(tokens)
        for place, value in itertools.zip_longest(gaps, choice, fillvalue="1"):
            filled[int(place)] = value
        path = "/" + re.sub(r"[\^$?]", "", "".join(filled)).replace("\\", "")
        try:
            resolve(path)
        except Exception:
            continue
        return path
    raise ValueError(f"No path found for {route}")


INVENTED = ("1", "portal", "a", "6f1a4c9a-0000-4000-8000-000000000000", "")
