from bastide.project.settings import *  # noqa: F403
from bastide.project.settings import MIDDLEWARE

ROOT_URLCONF = "tests.journeys.workers.urls"
MIDDLEWARE = ["tests.journeys.workers.urls.say_who", *MIDDLEWARE]
