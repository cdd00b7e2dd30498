from django.core.cache.backends.base import BaseCache


class FailingCache(BaseCache):
    """A cache whose server is away."""

    def __init__(self, _location, params):
        super().__init__(params)

    def _fail(self, *args, **kwargs):
        raise ConnectionError("nobody answers")

    get = set = add = get_many = set_many = delete = clear = _fail
