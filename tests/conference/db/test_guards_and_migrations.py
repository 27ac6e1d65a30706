"""Tables with data change although guards stand on them, as in an upgrade."""

from __future__ import annotations

import pytest
from django.db import connection

from conference.db import guards
from delegations.registration.models import Delegate


def triggers() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL changes tables in place")
def test_a_table_is_made_anew_while_guards_of_another_speak_of_it() -> None:
    before = triggers()
    assert "registration_delegate" in before["accreditation_badge_bearer_insert"]
    guards.before_migrate("default", plan=[])
    assert triggers() == before, "without a migration nothing is taken away"
    guards.before_migrate("default", plan=["a migration"])
    assert triggers() == {}
    with connection.schema_editor() as editor:
        editor._remake_table(Delegate)  # type: ignore[attr-defined]
    guards.after_migrate("default")
    assert triggers() == before
