"""The cache that several machines share: one that does not answer holds nothing, and keeps no visitor waiting."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

#: After a failure nobody asks again for so long: a machine that is gone would make each call wait for its time-out.
REST_S = 2.0


class SharedCache(RedisCache):
    """Redis or Valkey. While it is away, reads find nothing and writes are lost: what it holds can be made again."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._rests_until = 0.0

    def ping(self) -> None:
        """Raises RedisError, unlike everything else here."""
        self._cache.get_client().ping()

    def _ask(self, call: Callable[..., Answer], otherwise: Answer, *args: Any, **options: Any) -> Answer:
        if time.monotonic() < self._rests_until:
            return otherwise
        try:
            return call(*args, **options)
        except RedisError as error:
            self._rests_until = time.monotonic() + REST_S
            # Its words may hold the address, and with it a password.
            logger.warning("The shared cache does not answer (%s).", type(error).__name__)
            return otherwise

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask(super().get, default, key, default, version)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return self._ask(super().get_many, {}, keys, version)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return self._ask(super().has_key, False, key, version)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask(super().add, False, key, value, timeout, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask(super().set, None, key, value, timeout, version)

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        return self._ask(super().set_many, list(data), data, timeout, version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._ask(super().touch, False, key, timeout, version)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._ask(super().delete, False, key, version)

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        self._ask(super().delete_many, None, keys, version)
