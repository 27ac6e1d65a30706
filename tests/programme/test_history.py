"""A delegation's history of its applications for side events."""

from __future__ import annotations

from conference.core.access import Actor
from delegations.registration.overview import history
from schedule.programme.applications import actions
from tests.calendar.places import at, make_room
from tests.people import actor, make_delegation, make_focal_point
from tests.programme.applications.side_events import draft_of, sent_by
from tests.programme.draft import organiser


def told(code: str, reader: Actor) -> list[tuple[str, str]]:
    lines = history.find_lines(make_delegation(code), reader, limit=20)
    return [(line.text, line.reason) for line in lines if "ide event" in line.text]


def test_sent_accepted_declined_and_withdrawn(world):
    kenya = actor(make_focal_point("KEN", email="focal.ken@mission.example", name="Achieng Wambui"))
    first, second = sent_by("KEN", kenya, title="Evidence"), sent_by("KEN", kenya, title="Extradition")
    draft_of("KEN", kenya)  # which is nobody's statement yet
    hour = {"room": make_room("CR2"), "starts": at("10:00", 26), "ends": at("11:00", 26)}
    accepted, _session = actions.accept(
        actor=organiser(), application=first, title="Evidence", expected_version=2, **hour
    )
    actions.decline(actor=organiser(), application=second, reason="No room is left.", expected_version=second.version)
    actions.withdraw_application(actor=kenya, application=accepted, expected_version=accepted.version)
    assert told("KEN", kenya) == [
        ("You withdrew the application for the side event “Evidence”.", ""),
        ("Side event not accepted: Extradition.", "No room is left."),
        ("Side event accepted: Evidence.", ""),
        ("You sent the application for the side event “Extradition”.", ""),
        ("You sent the application for the side event “Evidence”.", ""),
    ]
    colleague = actor(make_focal_point("KEN", email="second@mission.example"))
    sent = "Achieng Wambui sent the application for the side event “Evidence”."
    assert told("KEN", colleague)[-1] == (sent, "")
    brazil = actor(make_focal_point("BRA", email="focal.bra@mission.example"))
    assert told("BRA", brazil) == []
