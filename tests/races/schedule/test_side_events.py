"""Two at once on one application: one wins, the other is told, and there is one session or none."""

from __future__ import annotations

import threading

import pytest
from django.db import transaction

from delegations.registration.delegations import places
from schedule.programme.applications import actions
from schedule.programme.models import Application, ApplicationRules, Session
from schedule.programme.sessions.actions import editing as programme
from tests.calendar.places import at, make_room
from tests.people import actor, make_conference, make_delegation, make_focal_point, make_tables
from tests.programme.applications.side_events import draft_of, proposal, sent_by
from tests.programme.draft import content, organiser
from tests.races.threads import attack, kinds
from tests.registration.members.test_races import overlap, unlocked

pytestmark = pytest.mark.django_db(transaction=True)
WHERE = ("CR1", "CR2", "C-1", "C-2")


@pytest.fixture
def kenya():
    make_conference()
    make_tables()
    make_delegation("KEN")
    return make_focal_point("KEN")


def accept(sent, who, room):
    times = {"starts": at("10:00", 26), "ends": at("11:00", 26)}
    application = Application.objects.get(pk=sent.pk)
    return actions.accept(
        actor=who,
        application=application,
        expected_version=sent.version,
        title="Evidence",
        room=make_room(room),
        **times,
    )


def test_two_organisers_accept_at_once(kenya):
    sent = sent_by("KEN", actor(kenya))
    people = [organiser(name=f"Organiser {n}") for n in range(4)]
    for room in WHERE:
        make_room(room)
    results = attack([lambda n=n: accept(sent, people[n], WHERE[n]) for n in range(4)])
    assert kinds(results) == {"done": 1, "AlreadyDecided": 3}
    assert Session.objects.count() == 1


def test_control_who_only_looks_first_makes_two_sessions_of_one(kenya):
    """Without the row's lock both look before either has acted."""
    sent = sent_by("KEN", actor(kenya))
    who = organiser()
    rooms = [make_room(room) for room in WHERE[:2]]
    looked = threading.Barrier(2)

    def naive(room):
        assert Application.objects.get(pk=sent.pk).state == "submitted"
        looked.wait(20)
        with transaction.atomic():
            return programme.create_session(
                actor=who, content=content("Evidence", room=room.code, starts="10:00", ends="11:00")
            )

    assert kinds(attack([lambda room=room: naive(room) for room in rooms])) == {"done": 2}
    assert Session.objects.count() == 2


def test_withdrawn_while_it_is_accepted(kenya):
    for room in WHERE:
        make_room(room)
    who = organiser()
    for room in WHERE:
        sent = sent_by("KEN", actor(kenya))
        results = attack(
            [
                lambda sent=sent, room=room: accept(sent, who, room),
                lambda sent=sent: actions.withdraw_application(
                    actor=actor(kenya), application=Application.objects.get(pk=sent.pk), expected_version=sent.version
                ),
            ]
        )
        assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
        sent.refresh_from_db()
        assert Session.objects.filter(key=sent.session_key or "-").exists() == (sent.state == "accepted")


def typed_draft(kenya) -> Application:
    draft = draft_of("KEN", actor(kenya))
    return actions.save_draft(actor=actor(kenya), application=draft, typed={"title": "x"}, expected_version=0)


def test_a_delegation_never_has_more_than_its_places(kenya):
    ApplicationRules.objects.create(places=2)
    drafts = [typed_draft(kenya) for _ in range(5)]
    results = attack(
        [
            lambda one=one: actions.submit(
                actor=actor(kenya),
                application=Application.objects.get(pk=one.pk),
                proposal=proposal(),
                expected_version=1,
            )
            for one in drafts
        ]
    )
    assert kinds(results) == {"done": 2, "NotPossible": 3}
    assert Application.objects.filter(state="submitted").count() == 2


def submit_two(kenya) -> list:
    """One place, two applications sent at once."""
    ApplicationRules.objects.create(places=1)
    drafts = [typed_draft(kenya) for _ in range(2)]
    jobs = [
        lambda one=one: actions.submit(
            actor=actor(kenya), application=Application.objects.get(pk=one.pk), proposal=proposal(), expected_version=1
        )
        for one in drafts
    ]
    return overlap(*jobs)


def test_the_last_place_is_taken_once(kenya):
    assert kinds(submit_two(kenya)) == {"done": 1, "NotPossible": 1}


def test_control_without_the_lock_one_place_is_taken_twice(kenya, monkeypatch):
    monkeypatch.setattr(places, "lock_places", unlocked)
    assert kinds(submit_two(kenya)) == {"done": 2}
