"""British: 3/4/2026 is in April."""

from django.conf.locale.en_GB.formats import *  # noqa: F403
