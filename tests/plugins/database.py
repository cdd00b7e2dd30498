"""`--only-with-database`: on a second database, what touches no database need not be shown again.

A test of an app says that it reads or writes by asking for `db` or a fixture built on it; without, Django refuses every
query. What lies under `tests/` starts whole installations, and is always kept. What brings a database of its own, or
only looks up the name of a file in it, is marked `one_database`.
"""

import pytest

FIXTURES = {"db", "transactional_db", "django_db_setup"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-with-database", action="store_true", help="leave out tests that touch no database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--only-with-database"):
        return
    left_out = [item for item in items if not touches_database(item)]
    items[:] = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=left_out)


def touches_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_database") is not None:
        return False
    if "src" not in item.path.relative_to(item.config.rootpath).parts:
        return True
    return item.get_closest_marker("django_db") is not None or bool(FIXTURES & set(getattr(item, "fixturenames", ())))
