"""The settings of an installation, with the addresses of the benchmark beside its own."""

from pathlib import Path

from bastide.project.settings import *  # noqa: F403
from bastide.project.settings import TEMPLATES

ROOT_URLCONF = "bench.urls"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
