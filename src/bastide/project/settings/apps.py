"""Installed apps: ours from the top group down, then Wagtail, then Django and the libraries."""

from .env import env

INSTALLED_APPS = [
    "bastide.residents.directory",
    "bastide.residents.showcase",
    "bastide.residents.pages",
    "bastide.residents.portal",
    "bastide.residents.comarquage",
    "bastide.townhalls.actes",
    "bastide.residents.publications",
    "bastide.residents.news",
    "bastide.residents.agenda",
    "bastide.data.gis",
    "bastide.data.opendata",
    "bastide.core.domains",
    "bastide.core.workspace",
    "bastide.core.search",
    "bastide.core.backoffice",
    "bastide.core.media",
    "bastide.core.accounts",
    "bastide.core.territory",
    "bastide.core.figures",
    "bastide.core.portability",
    "bastide.core.backup",
    "bastide.core.retention",
    "bastide.core.mail",
    "bastide.core.schedule",
    "bastide.core.journal",
    "bastide.kit.health",
    "bastide.kit.geostore",
    "bastide.kit.tasks",
    "bastide.kit.http",
    "bastide.kit.ui",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "modelcluster",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # Last: finds the plugs of all apps once every model is loaded.
    "bastide.kit.registry",
]

ROOT_URLCONF = "bastide.project.urls"
WSGI_APPLICATION = "bastide.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

WAGTAIL_SITE_NAME = "bastide"
WAGTAILADMIN_BASE_URL = env.str("BASTIDE_BASE_URL", default="http://localhost:8000")
# The admin must call nobody: no gravatar, no update server.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "bastide.core.search.back_office"}}
# Else Wagtail offers every name of the machine's list, among them "localtime", which browsers refuse.
WAGTAIL_USER_TIME_ZONES = ["Europe/Paris"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bastide.core.territory.context.territory",
                "bastide.residents.portal.context.frame",
                # After the portal's: inside the workspace the frame is another.
                "bastide.core.workspace.context.frame",
            ],
            "builtins": ["bastide.kit.ui.templatetags.ui"],
        },
    },
]
