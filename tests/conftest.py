"""Guards that let a test database be emptied, and the site's factories."""

from __future__ import annotations

import gc
import itertools
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, TransactionTestCase

from tests.kept import keeper, leave  # noqa: F401 (a fixture)
from tests.prepared_database import django_db_setup  # noqa: F401 (a fixture, in the place of pytest-django's)

# What migrations themselves put there, and tests don't touch.
STAYS = {"django_migrations", "django_content_type", "auth_permission"}


def _empty_the_database(self: TransactionTestCase) -> None:
    """Empty the tables past the guards, which refuse to delete audit entries.

    Django's own way truncates a hundred tables and makes every guard anew, two seconds a test on PostgreSQL; deleting a few rows takes
    a twentieth.
    """
    from django.db import connection

    from conference.db import guards

    _delete_everything(connection)
    if _guards_at_first.get(connection.settings_dict["NAME"]) != _guards_of(connection):
        guards.install()
        _guards_at_first[connection.settings_dict["NAME"]] = _guards_of(connection)


_guards_at_first: dict[str, int] = {}


def _guards_of(connection) -> int:
    """Count triggers and exclusion constraints: a test that took some away has put them back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal)"
            " + (SELECT count(*) FROM pg_constraint WHERE contype = 'x')"
        )
        return int(cursor.fetchone()[0])


def _delete_everything(connection) -> None:
    from conference.audit.models import Head
    from conference.models import Reference
    from conference.retention.receivers import after_migrate

    tables = [name for name in connection.introspection.table_names() if name not in STAYS]
    with transaction.atomic(), connection.cursor() as cursor:
        # No trigger and no foreign key asks; one statement for all tables, since an answer takes as long as most of them do.
        deletions = [f"DELETE FROM {connection.ops.quote_name(name)}" for name in tables]
        cursor.execute("; ".join(["SET LOCAL session_replication_role = replica", *deletions]))
        for model in (Head, Reference):
            model._base_manager.create(pk=1)
        after_migrate(connection.alias)  # the periods of retention


TransactionTestCase._fixture_teardown = _empty_the_database  # type: ignore[method-assign]

_force_login = Client.force_login


def _force_login_of_staff(self: Client, user, backend=None) -> None:
    """Forcing a login skips the second factor of staff (see prove_second_factor)."""
    from tests.people import prove_second_factor, start_session

    if settings.SESSION_COOKIE_NAME not in self.cookies:
        start_session(self, user)
        return
    _force_login(self, user, backend)
    if user.is_admin or user.grants.exists():
        prove_second_factor(self, user)


Client.force_login = _force_login_of_staff  # type: ignore[method-assign]

pytest_plugins = ["tests.people", "tests.look.fixtures"]


_folders = itertools.count(1)


@pytest.fixture(scope="session")
def media(tmp_path_factory) -> Path:
    """The folder of this process's uploads, a folder a test that has some; to make a `tmp_path` takes longer than many a test."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def _media(settings, media):
    settings.MEDIA_ROOT = str(media / str(next(_folders)))


@pytest.fixture(autouse=True)
def _in_english():
    """A request leaves its language active; no test begins with it."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _no_page_of_another_test():
    """A process asks for the latest release once a second, and tests follow one another faster than that."""
    from schedule.programme.releases import page_cache

    page_cache.forget()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the browser's stories first, since a long one at the end keeps one core waiting."""
    items.sort(key=lambda item: "browser" not in item.keywords)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave what was collected out of every later search for garbage, which takes longer the more objects there are."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Take back the scene that is kept, unless it goes on; end this process's browser after its last story."""
    leave(nextitem)
    if "browser" in item.keywords and (nextitem is None or "browser" not in nextitem.keywords):
        from tests.look.pages import close_browser

        close_browser()
