"""The collector of garbage comes less often: it went through all of Django again and again, a fifth of the time.

What was imported stays; what a test leaves is still collected, a hundred thousand objects at a time.
"""

import gc


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
