"""What all tests share: guards that let a test database be emptied, and the house's factories."""

from __future__ import annotations

import pytest
from django.test import TransactionTestCase

_teardown = TransactionTestCase._fixture_teardown


def _empty_the_database(self: TransactionTestCase) -> None:
    """Emptying deletes entries of the record, which the guards refuse; they are made again by the post_migrate that follows."""
    from conference import guards

    guards.uninstall()
    _teardown(self)
    guards.install()


TransactionTestCase._fixture_teardown = _empty_the_database  # type: ignore[method-assign]

pytest_plugins = ["tests.people"]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """Every test's files go to a folder of its own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
