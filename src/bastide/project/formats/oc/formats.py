"""As in French."""

from django.conf.locale.fr.formats import *  # noqa: F403
