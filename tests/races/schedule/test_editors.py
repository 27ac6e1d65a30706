"""Many editors of one session, each with a field of their own: no change is lost; one person on many panels."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core.concurrency import EditConflict
from schedule.calendar.models import Engagement
from schedule.programme.models import Panellist, Session
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.content import PanelSeat, get_content
from tests.calendar.places import at
from tests.people import make_conference, make_member, make_party, make_tables
from tests.programme.draft import add, organiser
from tests.races.threads import attack, kinds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site():
    make_conference()
    make_tables()
    return organiser()


def eight_changes() -> list[dict]:
    return [
        {"number": 7},
        {"webcast": True},
        {"expected": 60},
        {"interpretation": ["en", "fr"]},
        {"description": {"en": "A word on it."}},
        {"agenda": [{"en": "One"}]},
        {"panel": [PanelSeat(name="Aoife Brannigan")]},
        {"organisers": [make_party("KEN")]},
    ]


def as_it_is() -> tuple:
    row = Session.objects.get()
    panel, parties = [one.name for one in row.panel.all()], [party.code for party in row.organisers.all()]
    own = (row.number, row.webcast, row.expected, row.interpretation, dict(row.description), row.agenda)
    return (*own, panel, parties)


ALL = (7, True, 60, ["en", "fr"], {"en": "A word on it."}, [{"en": "One"}], ["Aoife Brannigan"], ["KEN"])


def test_eight_who_opened_one_version_lose_nothing(site):
    session = add(who=site)
    opened = get_content(Session.objects.get())
    editors = [(organiser(f"Editor {n}"), change) for n, change in enumerate(eight_changes())]

    def save(who, change):
        return editing.edit_merged(actor=who, session=session, content=replace(opened, **change), expected_version=1)

    results = attack([lambda w=who, c=change: save(w, c) for who, change in editors])
    assert kinds(results) == {"done": 8}
    assert as_it_is() == ALL
    entries = AuditEntry.objects.filter(verb="session.changed").order_by("number")
    assert [entry.details["version"] for entry in entries] == list(range(2, 10))
    assert list(find_faults()) == []


def test_control_who_saves_what_was_opened_loses_the_others_changes(site):
    """As a form without versions: it reads, waits for its editor, and writes the whole row."""
    add(who=site)
    opened = threading.Barrier(6)
    changes = eight_changes()[:6]

    def save(change):
        row = Session.objects.get()
        opened.wait(30)
        for name, value in change.items():
            setattr(row, name, value)
        row.save()

    assert kinds(attack([lambda c=change: save(c) for change in changes])) == {"done": 6}
    assert as_it_is()[:6] != ALL[:6]


def test_of_two_values_for_one_field_one_stands_and_the_others_are_asked(site):
    session = add(who=site)
    opened = get_content(Session.objects.get())
    editors = [organiser(f"Editor {n}") for n in range(6)]

    def save(who, number):
        wanted = replace(opened, number=number)
        return editing.edit_merged(actor=who, session=session, content=wanted, expected_version=1)

    results = attack([lambda w=who, n=n: save(w, n) for n, who in enumerate(editors, 1)])
    assert kinds(results) == {"done": 1, "EditConflict": 5}
    ((winner, taken),) = [result for result in results if not isinstance(result, EditConflict)]
    assert (Session.objects.get().number, taken) == (winner.number, [])
    told = {(one.name, one.who) for result in results if isinstance(result, EditConflict) for one in result.conflicts}
    assert told == {("number", AuditEntry.objects.get(verb="session.changed").actor_label)}


def test_a_move_on_the_grid_and_words_in_the_form_are_both_kept(site):
    session = add(who=site)
    opened = get_content(Session.objects.get())
    wanted = replace(opened, description={"en": "Anew"})
    times = {"starts": at("12:00"), "ends": at("13:00"), "room": session.room}
    results = attack(
        [
            lambda: editing.move_merged(actor=site, session=session, expected_version=1, **times),
            lambda: editing.edit_merged(actor=site, session=session, content=wanted, expected_version=1),
        ]
    )
    assert kinds(results) == {"done": 2}
    row = Session.objects.get()
    assert (row.starts, dict(row.description), row.version) == (at("12:00"), {"en": "Anew"}, 3)
    assert Engagement.objects.get().starts == at("12:00")


def test_one_person_comes_on_one_of_many_panels_at_one_hour(site):
    person = make_member()
    sessions = [add(f"S{n}", who=site, room=f"C-{n}", key=f"s{n}") for n in range(6)]

    def seat(session):
        wanted = replace(get_content(session), panel=[PanelSeat(person)])
        return editing.edit_merged(actor=site, session=session, content=wanted, expected_version=1)

    results = attack([lambda s=session: seat(s) for session in sessions])
    assert kinds(results) == {"done": 1, "TimeTaken": 5}
    assert (Panellist.objects.count(), Engagement.objects.filter(person=person).count()) == (1, 1)
