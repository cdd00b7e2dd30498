"""The language of a text, where it is not that of the person who asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.utils.translation import override

P = ParamSpec("P")
R = TypeVar("R")


def in_french(function: Callable[P, R]) -> Callable[P, R]:
    """For what says the law, such as an act or its certificate: French, whoever prepares it.

    Source: Constitution, art. 2 (« La langue de la République est le français »).
    """

    @wraps(function)
    def speaking(*args: P.args, **kwargs: P.kwargs) -> R:
        # Not `override` as a decorator: one object for all threads would give one the language of another.
        with override("fr"):
            return function(*args, **kwargs)

    return speaking


@contextmanager
def speaking_to(person: object = None) -> Iterator[None]:
    """For what `person` reads elsewhere and later, such as a mail: their language, whoever acts.

    French for whoever has no account (None).
    """
    with override(getattr(person, "language", "") or settings.LANGUAGE_CODE):
        yield
