"""What is typed in the member's form passes few modules on its way to the row: what one reads to follow it."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from django.db import connection
from django.db.models import Model

from delegations.registration.models import Delegate
from tests.registration.kit import post

NEW = "/portal/ken/members/new/"
CODE = ("conference.", "delegations.", "schedule.")
VIEWS = "delegations.registration.members.views_portal"
NAME = "Quetzalcoatl"
WAY = {
    VIEWS,
    "delegations.registration.members.forms",
    "delegations.registration.members.fields",
    "delegations.registration.members.rules",
    "delegations.registration.members.actions.editing",
    "conference.core.lifecycle",
    "conference.db.postgresql.compiler",
}


def module_of(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def holds(value: Any) -> bool:
    """Whether this is the name, or a table, list or member with it."""
    if isinstance(value, dict):
        return any(holds(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(holds(one) for one in value)
    return vars(value).get("family_name") == NAME if isinstance(value, Model) else value == NAME


def test_what_is_typed_passes_at_most_eight_modules(portal):
    """Those that hand the name on, and those between the view and the statement."""
    portal.get(NEW)
    passed: set[str] = set()

    def returning(frame: FrameType, event: str, value: Any) -> None:
        if event == "return" and module_of(frame).startswith(CODE) and holds(value):
            passed.add(module_of(frame))

    def writing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if f'INTO "{Delegate._meta.db_table}"' in sql:
            frame: FrameType | None = sys._getframe()
            while frame is not None:
                if module_of(frame).startswith(CODE):
                    passed.add(module_of(frame))
                frame = None if module_of(frame) == VIEWS else frame.f_back
        return execute(sql, params, many, context)

    with connection.execute_wrapper(writing):
        sys.setprofile(returning)
        try:
            answer = portal.post(NEW, post(family_name=NAME))
        finally:
            sys.setprofile(None)
    assert answer.status_code == 302
    assert Delegate.objects.get().family_name == NAME
    assert passed == WAY
    assert len(WAY) <= 8
