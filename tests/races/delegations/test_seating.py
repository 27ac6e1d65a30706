"""Two who draw the first seat at once: one result stands, and the other learns of it."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.db import guards
from conference.parties.actions import Lot, draw_first_seat
from conference.parties.models import FirstSeat
from conference.printing.documents import revisions
from conference.printing.documents.revisions import revise_document
from conference.printing.models import Revision
from delegations.registration.seating import queries
from tests.people import actor, make_conference, make_member, make_tables, make_user
from tests.races.threads import attack, kinds
from tests.registration.members.test_races import overlap

pytestmark = pytest.mark.django_db(transaction=True)
UNIQUE = next(one for one in FirstSeat._meta.constraints if one.name == "firstseat_one_a_number")


@pytest.fixture
def rivals():
    """Four draw for one hall, each of whom saw no draw yet."""
    make_conference()
    make_tables()
    for code in ("KEN", "BRA", "VNM"):
        make_member(code, state="submitted")
    present = queries.present()
    actors = [actor(make_user(None, Role.PROTOCOL)) for _each in range(4)]
    return [partial(draw_first_seat, actor=one, present=present, lot=Lot(), expected_version=0) for one in actors]


def test_one_draw_stands(rivals):
    assert kinds(attack(rivals)) == {"done": 1, "AlreadyDecided": 3}
    assert FirstSeat.objects.count() == AuditEntry.objects.filter(verb="seating.drawn").count() == 1


@pytest.fixture
def without_unique(rivals):
    with connection.schema_editor() as editor:
        editor.remove_constraint(FirstSeat, UNIQUE)
    yield
    names = [f"parties_firstseat_no_{verb}" for verb in ("update", "delete")]
    guards.uninstall(names=names)
    FirstSeat.objects.all().delete()
    guards.install(names=names)
    with connection.schema_editor() as editor:
        editor.add_constraint(FirstSeat, UNIQUE)


def test_control_without_the_constraint_two_are_the_first(rivals, without_unique):
    assert kinds(overlap(*rivals[:2])) == {"done": 2}
    assert FirstSeat.objects.filter(number=1).count() == 2


def test_two_who_print_at_once_get_one_revision(transactional_db):
    for content in ({"a": 1}, {"a": 2}, {"a": 2}):
        found = attack([lambda: revise_document("itinerary", {"KEN": content})["KEN"].number] * 4)  # noqa: B023
        assert found == [{1: 1, 2: 2}[content["a"]]] * 4


def print_two() -> list[int]:
    revise_document("itinerary", {"KEN": {"a": 1}})
    jobs = [
        lambda content=content: revise_document("itinerary", {"KEN": content})["KEN"].number
        for content in ({"a": 2}, {"a": 3})
    ]
    return overlap(*jobs)


def test_two_papers_that_differ_have_two_numbers(transactional_db):
    assert print_two() == [2, 3]


def test_control_without_the_lock_they_have_one_number(transactional_db, monkeypatch):
    def read(document: str, contents: dict) -> dict[str, Revision]:
        return {row.subject: row for row in Revision.objects.filter(document=document, subject__in=list(contents))}

    monkeypatch.setattr(revisions, "_locked", read)
    assert print_two() == [2, 2]
