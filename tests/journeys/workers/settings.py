from bastide.project.settings import *  # noqa: F403

ROOT_URLCONF = "tests.journeys.workers.urls"
