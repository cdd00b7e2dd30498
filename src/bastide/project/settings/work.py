"""Background work and mail."""

from .env import STATE_DIR, env

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

EMAIL_CONFIG = env.email_url("BASTIDE_EMAIL_URL", default="filemail://")
vars().update(EMAIL_CONFIG)
EMAIL_FILE_PATH = str(STATE_DIR / "mail")
DEFAULT_FROM_EMAIL = env.str("BASTIDE_FROM_EMAIL", default="bastide@localhost")
