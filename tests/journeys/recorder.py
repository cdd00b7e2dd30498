"""The portal's own WSGI application, which says of each answer which templates it was made of.

The header `X-Templates` names the page first, then all that it includes. Each name is also written, once, in
`templates-seen.txt`; a page that answers a form is written there as « POST name » too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.template.base import Template

from bastide.project.settings.env import STATE_DIR
from bastide.project.wsgi import application as portal

SEEN = STATE_DIR / "templates-seen.txt"
_seen: set[str] = set()
_render = Template._render
#: What the answer that a thread makes was made of: `pages` are the templates that no other one asked for.
_answer = threading.local()
#: The same, by address, of pages that the cache gives back without rendering them.
_made_of: dict[str, str] = {}


def _record(self: Template, context: Any) -> Any:
    name, depth = self.name or "", getattr(_answer, "depth", 0)
    if name:
        _write(name)
        _answer.__dict__.setdefault("names", {})[name] = None
        if not depth:
            _answer.page = name
    _answer.depth = depth + 1
    try:
        return _render(self, context)
    finally:
        _answer.depth = depth


def _write(line: str) -> None:
    if line not in _seen:
        _seen.add(line)
        with SEEN.open("a") as file:
            file.write(line + "\n")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    _answer.__dict__.clear()
    # A commune's own domain has a front page at the same path.
    address = f"{environ.get('HTTP_HOST', '')}{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"

    def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        page, names = getattr(_answer, "page", ""), list(getattr(_answer, "names", ()))
        if status.startswith("3"):
            return start_response(status, headers, *more)
        made_of = " ".join(dict.fromkeys([page, *names])) if page else _made_of.get(address, "")
        # Only what is read is cached: how a form or an unknown method was answered says nothing of the page.
        if environ["REQUEST_METHOD"] == "GET":
            _made_of[address] = made_of
        elif page and environ["REQUEST_METHOD"] == "POST":
            _write(f"POST {page}")
        return start_response(status, [*headers, ("X-Templates", made_of)], *more)

    return portal(environ, start)


Template._render = _record
