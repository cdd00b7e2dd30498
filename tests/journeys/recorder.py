"""The portal's own WSGI application; writes each template that is rendered, once, in `templates-seen.txt`."""

from typing import Any

from django.template.base import Template

from bastide.project.settings.env import STATE_DIR
from bastide.project.wsgi import application

__all__ = ["application"]

SEEN = STATE_DIR / "templates-seen.txt"
_seen: set[str] = set()
_render = Template._render


def _record(self: Template, context: Any) -> Any:
    name = self.name or ""
    if name and name not in _seen:
        _seen.add(name)
        with SEEN.open("a") as file:
            file.write(name + "\n")
    return _render(self, context)


Template._render = _record
