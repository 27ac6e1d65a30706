"""A scene that is made once for the tests that follow one another with it: to make it takes longer than most of what they do.

It stands in a transaction around the tests' own, whose end takes back what a test did, and each test gets a copy of the objects. Whoever
needs another scene, or none, finds the database as empty as ever.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction


class _Kept:
    """The one scene that this process keeps."""

    atomic: transaction.Atomic | None = None
    key: tuple[Any, ...] = ()  # what makes it, with what it was given
    made: Any = None
    blocker: Any = None


def _open(make: Callable[..., Any], given: dict[str, Any], blocker: Any) -> None:
    _Kept.blocker = blocker
    with blocker.unblock():
        _Kept.atomic = transaction.atomic()
        # As Django marks that of a TestCase, within which a durable transaction is allowed.
        _Kept.atomic._from_testcase = True
        _Kept.atomic.__enter__()
        _Kept.made = make(**given)
        _Kept.key = (make, given)


def _close() -> None:
    if _Kept.atomic is None:
        return
    atomic, _Kept.atomic, _Kept.key, _Kept.made = _Kept.atomic, None, (), None
    with _Kept.blocker.unblock():
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def _can_share(item: pytest.Item | None) -> bool:
    """Whether a test begins its own transaction after that of the scene: it asks for the database by the scene alone."""
    names = getattr(item, "fixturenames", ())
    asks_itself = {"db", "transactional_db"} & set(names) or (item and item.get_closest_marker("django_db"))
    return "keeper" in names and not asks_itself


@pytest.fixture
def keeper(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Callable[..., Any]:
    """Give `keeper(make, **given)`, which returns a copy of what `make(**given)` returned, made when it isn't there yet.

    A test that commits, or asks for the database itself, has its scene made for itself.
    """

    def scene(make: Callable[..., Any], **given: Any) -> Any:
        if not _can_share(request.node):
            request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
            return make(**given)
        if _Kept.key != (make, given):
            _close()
            _open(make, given, django_db_blocker)
        # When a savepoint is released, PostgreSQL forgets what to restore for those around it: constraints that a test has made immediate
        # would stay so.
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        request.getfixturevalue("db")
        return copy.deepcopy(_Kept.made)

    return scene


def leave(following: pytest.Item | None) -> None:
    """Take the scene back unless the test that follows may go on with it."""
    if not _can_share(following):
        _close()
