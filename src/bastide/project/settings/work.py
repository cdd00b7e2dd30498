"""Background work and mail."""

from .env import STATE_DIR, env

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# A copy on which a restore is tried: mails stay in files, no act leaves nor is fetched, no backup is taken.
REHEARSAL = env.bool("BASTIDE_REHEARSAL", default=False)

_transport = env.email_url("BASTIDE_EMAIL_URL", default="filemail://")

# Mails are rows first, in the transaction that asks for them; the transport sends them afterwards.
EMAIL_BACKEND = "bastide.core.mail.outbox.OutboxBackend"
MAIL_TRANSPORT_BACKEND = (
    "django.core.mail.backends.filebased.EmailBackend" if REHEARSAL else _transport["EMAIL_BACKEND"]
)
EMAIL_HOST = _transport["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _transport["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _transport["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _transport["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _transport.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _transport.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
# Who is written to each day while something is broken, besides the people of the pôle.
ALERT_TO = env.list("BASTIDE_ALERT_TO", default=[])
EMAIL_FILE_PATH = str(STATE_DIR / "mail")
DEFAULT_FROM_EMAIL = env.str("BASTIDE_FROM_EMAIL", default="bastide@localhost")
