"""The desk's pages of commitments: recorded, followed up, found, and a task when their day has passed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from conference.core import clock
from conference.core.access import Role
from conference.db import together
from conference.desk import finding
from conference.desk.finding import Query
from schedule.signing import desk_tasks
from schedule.signing.models import Commitment
from tests.people import make_delegation, make_user, sign_in
from tests.signing.commitments.kit import recorded
from tests.signing.kit import words_of
from tests.signing.scene import BEGINS, protocol

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world", "begun")]
HOME = "/desk/commitments/"


@pytest.fixture
def staff() -> Client:
    return sign_in(Client(), make_user(None, Role.PROTOCOL))


def entry(**given) -> dict[str, object]:
    return {
        "kind": "ratification",
        "text_en": "To deposit its instrument before the end of 2026",
        "source": "statement",
        "source_text_en": "Statement in the plenary",
        "said_on": "2025-10-25",
        "followed_up_by_en": "Ministry of Foreign Affairs",
        "due_on": "2026-12-31",
        "is_public": "on",
        "published_in": "",
        **given,
    }


def test_a_commitment_is_recorded_and_listed(staff):
    party = make_delegation("KEN").party
    answer = staff.post(f"{HOME}new/", entry(party=party.pk))
    made = Commitment.objects.get()

    assert answer["Location"] == f"{HOME}{made.public_id}/"
    assert (made.kind, made.due_on, made.is_public) == ("ratification", date(2026, 12, 31), True)
    page = words_of(staff.get(HOME))
    assert "Kenya" in page
    assert "Early ratification: To deposit its instrument before the end of 2026" in page
    assert "The commitment of Kenya is recorded." in page


def test_what_cannot_be_public_is_refused_beside_what_was_typed(staff):
    party = make_delegation("KEN").party
    answer = staff.post(f"{HOME}new/", entry(party=party.pk, source="reception"))

    assert answer.status_code == 409
    assert "confidential until it has been published" in words_of(answer)
    assert "To deposit its instrument before the end of 2026" in answer.content.decode()
    assert not Commitment.objects.exists()


def test_how_it_stands_is_entered_and_its_history_shown(staff):
    made = recorded("KEN")
    at = f"{HOME}{made.public_id}/"
    staff.post(f"{at}follow-up/", {"version": 1, "state": "under_way", "since": "2025-10-25", "progress_en": "Begun"})

    page = words_of(staff.get(at))
    assert "Begun" in page
    assert "entered how a commitment of Kenya stands (under way)" in page


def test_lists_ask_the_database_as_often_for_one_as_for_five(staff, django_assert_num_queries):
    recorded("KEN")
    staff.get(HOME)
    with django_assert_num_queries(8):
        staff.get(HOME)
    for code in ("HRV", "FRA", "BRA", "VNM"):
        recorded(code)
    with django_assert_num_queries(8):
        staff.get(HOME)


def test_the_search_finds_it_by_party_and_by_words():
    recorded("KEN")
    found = finding.search(protocol(), Query.read({"q": "nairobi"}))

    assert [(group.key, [row.title for row in group.rows]) for group in found] == [
        ("commitments", ["Kenya, Training or a training centre"])
    ]


def test_a_day_that_has_passed_is_one_task_for_all_that_are_open():
    recorded("KEN", due_on=date(2025, 10, 25))
    recorded("HRV", due_on=date(2025, 10, 25))
    assert together.results_of(desk_tasks.overdue(protocol())) == []

    with clock.standing(BEGINS + timedelta(days=1)):
        [task] = together.results_of(desk_tasks.overdue(protocol()))
    assert (task.word, [party.code for party in task.parties]) == ("2 overdue", ["KEN", "HRV"])
    assert isinstance(task.due, datetime)
