"""What all tests share: guards that let a test database be emptied, and the house's factories."""

from __future__ import annotations

import pytest
from django.test import Client, TransactionTestCase

_teardown = TransactionTestCase._fixture_teardown


def _empty_the_database(self: TransactionTestCase) -> None:
    """Emptying deletes entries of the record, which the guards refuse; they are made again by the post_migrate that follows."""
    from conference import guards

    guards.uninstall()
    _teardown(self)
    guards.install()


TransactionTestCase._fixture_teardown = _empty_the_database  # type: ignore[method-assign]

_force_login = Client.force_login


def _force_login_of_staff(self: Client, user, backend=None) -> None:
    """To force a login is to skip its steps, and one of the steps of staff is the second factor (see prove_second_factor)."""
    from tests.people import prove_second_factor

    _force_login(self, user, backend)
    if user.is_admin or user.grants.exists():
        prove_second_factor(self, user)


Client.force_login = _force_login_of_staff  # type: ignore[method-assign]

pytest_plugins = ["tests.people"]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    """Every test's files go to a folder of its own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture(autouse=True)
def _in_english():
    """A request leaves its language active; no test begins in that of the one before."""
    from django.utils import translation

    with translation.override("en"):
        yield
