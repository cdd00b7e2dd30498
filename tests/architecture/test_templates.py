"""Guard of templates: each is used by someone."""

import re
from pathlib import Path

from django.apps import apps
from wagtail.models import get_page_models

from .tree import SRC, write

#: Found by Django (429: by allauth) under these names, whoever asks.
ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}


def templates_of(folder: Path) -> dict[str, Path]:
    """Name → file, for every `templates/` folder below."""
    return {
        str(path.relative_to(home)): path
        for home in sorted(folder.rglob("templates"))
        if home.is_dir()
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }


def asked_as(name: str) -> str:
    """How code names a template: whole, or without its ending for the two halves of a mail."""
    whole = re.escape(name)
    return rf"{whole}|{re.escape(name.rsplit('.', 1)[0])}" if "/mail/" in name else whole


def unused_templates(src: Path, used_elsewhere: set[str]) -> list[str]:
    """Templates whose name stands nowhere in our code; `used_elsewhere` are found by convention."""
    texts = {
        path: path.read_text()
        for path in [*src.rglob("*.py"), *templates_of(src).values()]
        if "tests" not in path.parts
    }
    return [
        f"{name}: nobody asks for this template"
        for name, path in templates_of(src).items()
        if name not in used_elsewhere
        and not any(re.search(rf"""["'](?:{asked_as(name)})["']""", text) for at, text in texts.items() if at != path)
    ]


def test_every_template_is_used():
    of_pages = {model.template for model in get_page_models()}
    of_libraries = {
        name
        for config in apps.get_app_configs()
        if not config.name.startswith("bastide.")
        for name in templates_of(Path(config.path))
    }

    assert unused_templates(SRC, ERROR_PAGES | of_pages | of_libraries) == []


def test_an_unused_template_is_found(tmp_path):
    write(
        tmp_path,
        {
            "bastide/core/search/views.py": 'TEMPLATE = "search/results.html"\n',
            "bastide/core/search/templates/search/results.html": '{% include "search/result.html" %}',
            "bastide/core/search/templates/search/result.html": "one",
            "bastide/core/search/templates/search/old.html": '{% include "search/old.html" %}',
            "bastide/core/search/templates/404.html": "lost",
        },
    )

    assert unused_templates(tmp_path, ERROR_PAGES) == ["search/old.html: nobody asks for this template"]
