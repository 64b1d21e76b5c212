"""On the second database only the tests that touch a database run again (`pytest -p tests.database_only`)."""

import pytest

FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "client", "admin_client"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs no database."""
    kept = [item for item in items if touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def touches_database(item: pytest.Item) -> bool:
    """Whether the test is marked for the database or asks for one of its fixtures."""
    return bool(item.get_closest_marker("django_db")) or bool(FIXTURES & set(getattr(item, "fixturenames", ())))
