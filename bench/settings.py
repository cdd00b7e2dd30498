"""The settings of an installation, with the addresses of the benchmark beside its own."""

from bastide.project.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
