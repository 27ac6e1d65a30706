"""Interpreters: who they are, when they are on duty, and that nobody has one twice at once."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.db import guards
from schedule.calendar.engagements.actions import Claim, TimeTaken, engage_claim, rebook_claims, release_engagements
from schedule.calendar.interpreters import actions, queries
from schedule.calendar.interpreters.actions import InterpreterFacts
from schedule.calendar.models import Engagement, Interpreter
from tests.calendar.places import at, make_room
from tests.people import actor, make_user, sign_in

SATURDAY = date(2025, 10, 25)


@pytest.fixture
def clerk(world):
    return actor(make_user(None, Role.PROTOCOL, name="Bùi Khánh Chi"))


def facts(**more) -> InterpreterFacts:
    return InterpreterFacts(**{"name": "Elena Ivanova", "languages": ["ru", "en"], **more})


def make(clerk, **more) -> Interpreter:
    return actions.create_interpreter(actor=clerk, facts=facts(**more))


@transaction.atomic
def take(one: Interpreter, start: str, end: str):
    room = make_room()
    return engage_claim(subject=room, kind="bilateral", label="x", starts=at(start), ends=at(end), interpreters=[one])


def test_one_is_entered_changed_and_removed_and_contacts_stay_out_of_the_audit_log(clerk):
    found = make(clerk, email="elena@interpreters.example", hours={SATURDAY: (time(9), time(18))})
    assert (str(found), found.languages, found.version) == ("Elena Ivanova", ["en", "ru"], 1)
    hours = {SATURDAY: (time(9), time(13))}
    changed = actions.edit_interpreter(
        actor=clerk, interpreter=found, facts=facts(email="e@interpreters.example", hours=hours), expected_version=1
    )
    assert (changed.version, changed.email) == (2, "e@interpreters.example")
    details = AuditEntry.objects.get(verb="interpreter.changed").details["changed"]
    assert details == {"email": ["", ""], "hours": ["2025-10-25 09:00–18:00", "2025-10-25 09:00–13:00"]}
    with pytest.raises(AlreadyDecided, match="already changed by Bùi Khánh Chi"):
        actions.edit_interpreter(actor=clerk, interpreter=found, facts=facts(), expected_version=1)
    actions.remove_interpreter(actor=clerk, interpreter=found, expected_version=2)
    assert not Interpreter.objects.exists()


def test_what_makes_no_sense_is_refused(clerk):
    with pytest.raises(NotPossible, match="between at least two languages"):
        make(clerk, languages=["ru", "ru"])
    with pytest.raises(NotPossible, match="end before they begin"):
        make(clerk, hours={SATURDAY: (time(18), time(9))})
    with pytest.raises(NotAllowed):
        actions.create_interpreter(actor=actor(make_user(None, Role.PRINT_ROOM)), facts=facts())
    assert not Interpreter.objects.exists()


def test_nobody_has_an_interpreter_twice_at_once(clerk):
    found, other = make(clerk), make(clerk, name="Ahmed Haddad")
    take(found, "09:00", "09:30")
    with pytest.raises(TimeTaken, match=r"^Elena Ivanova is engaged 09:00–09:30"):
        take(found, "09:20", "10:00")
    take(found, "09:30", "10:00")
    take(other, "09:20", "10:00")
    assert Engagement.objects.count() == 3
    with pytest.raises(NotPossible, match="Elena Ivanova is or was engaged"):
        actions.remove_interpreter(actor=clerk, interpreter=found, expected_version=1)


def test_the_database_itself_refuses_and_without_its_guard_would_not(clerk):
    found = make(clerk)
    take(found, "09:00", "09:30")
    values = {"interpreter": found, "starts": at("09:10"), "ends": at("09:20"), "kind": "x", "subject_type": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.create(**values)
    connection.check_constraints()  # PostgreSQL alters no table that has checks outstanding
    guards.uninstall(names=["calendar_engagement_interpreter_id_free"])
    Engagement.objects.create(**values)
    assert Engagement.objects.filter(interpreter=found).count() == 2


def test_what_is_booked_anew_may_change_its_interpreter(clerk):
    found, other, room = make(clerk), make(clerk, name="Ahmed Haddad"), make_room()
    take(found, "09:00", "09:30")
    with transaction.atomic():
        rebook_claims([Claim(room, "x", "x", at("09:10"), at("09:40"), interpreters=(other,))], subject=room)
    assert list(Engagement.objects.values_list("interpreter__name", flat=True)) == ["Ahmed Haddad"]
    release_engagements(subject=room)


def test_hours_on_duty_are_those_of_the_days_asked_for(clerk):
    found, idle = make(clerk, hours={SATURDAY: (time(9), time(13))}), make(clerk, name="Ahmed Haddad")
    spans = queries.on_duty([found, idle], starts=at("08:00"), ends=at("20:00"))
    assert spans == {found.pk: [(at("09:00"), at("13:00"))], idle.pk: []}
    assert queries.on_duty([found], starts=at("08:00", 26), ends=at("20:00", 26)) == {found.pk: []}


def test_the_page_enters_one_shows_the_list_and_removes(client, world):
    sign_in(client, make_user(None, Role.PROTOCOL))
    sent = {"name": "Elena Ivanova", "languages": ["ru", "en"], "position": 0, "hours-2025-10-25-opens": "09:00"}
    page = client.post(reverse("calendar:interpreter_new"), sent)
    assert page.status_code == 422
    assert "Give both times, or neither: then the interpreter is not on duty." in page.text
    page = client.post(reverse("calendar:interpreter_new"), {**sent, "hours-2025-10-25-until": "13:00"}, follow=True)
    assert "Elena Ivanova is saved." in page.text
    assert "English, Russian" in page.text
    assert "09:00–13:00" in page.text
    found = Interpreter.objects.get()
    url = reverse("calendar:interpreter_remove", args=[found.pk])
    assert "Elena Ivanova is removed." in client.post(url, {"version": 1}, follow=True).text
