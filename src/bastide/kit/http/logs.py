"""How a line of the log is written: for a person in development, as JSON for a machine that collects them.

No line holds the parameters of an address, nor a mail address: exceptions quote what was typed.
"""

from __future__ import annotations

import json
import logging
import os
import re
from datetime import UTC, datetime

from . import request_number

MAIL_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
#: What PostgreSQL quotes of a row that breaks a constraint.
QUOTED_KEY = re.compile(r"(Key \([^)]*\)=)\(.*?\)(?= (?:already|is|conflicts|violates)|$)", re.MULTILINE)
#: Parameters of an address, wherever one is quoted.
PARAMETERS = re.compile(r"(?<=[/\w])\?[\w.%-]+=[^\s'\"<>]*")
#: Fields that our own lines carry besides their words.
FIELDS = ("status", "method", "path", "ms")


def without_personal_data(text: str) -> str:
    text = QUOTED_KEY.sub(r"\1(…)", text)
    return PARAMETERS.sub("?…", MAIL_ADDRESS.sub("…@…", text))


class NumberFilter(logging.Filter):
    """Gives each record the number of the request in which it was written."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.number = request_number.current()
        return True


class LineFormatter(logging.Formatter):
    """« 18:12:07 WARNING bastide.request [K7FQ-2Q9X] 404 GET /nulle-part/ 12 ms »."""

    def format(self, record: logging.LogRecord) -> str:
        number = getattr(record, "number", "")
        record.bracketed = f" [{number}]" if number else ""
        return without_personal_data(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object for each line; the stack of an exception is one of its fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_personal_data(record.getMessage()),
            "process": os.getpid(),
        }
        if number := getattr(record, "number", ""):
            line["request"] = number
        told = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        line |= {name: without_personal_data(said) if isinstance(said, str) else said for name, said in told.items()}
        if record.exc_info:
            line["exception"] = without_personal_data(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)
