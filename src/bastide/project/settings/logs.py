"""Logs go to the standard error of each process; the launcher or systemd keeps them."""

from .env import env

#: "line" for a person, "json" for a machine that collects them.
LOG_FORMAT = env.str("BASTIDE_LOG_FORMAT", default="line")
# "INFO" adds a line for each answer.
LOG_LEVEL = env.str("BASTIDE_LOG_LEVEL", default="WARNING").upper()
# The header in which a proxy of ours numbers requests; only when it writes it on every request.
REQUEST_NUMBER_HEADER = env.str("BASTIDE_REQUEST_NUMBER_HEADER", default="")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"number": {"()": "bastide.kit.http.logs.NumberFilter"}},
    "formatters": {
        "line": {
            "()": "bastide.kit.http.logs.LineFormatter",
            "format": "{asctime} {levelname} {name}{bracketed} {message}",
            "style": "{",
        },
        "json": {"()": "bastide.kit.http.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["number"]}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "bastide": {"level": LOG_LEVEL},
        # Our own line tells refusals, without what an address may hold; Django's tells failures, with their stack.
        "django.request": {"level": "ERROR"},
        # It tells, with a stack and the name of the signer, what our screens say in a sentence.
        "pyhanko": {"level": "CRITICAL"},
    },
}
