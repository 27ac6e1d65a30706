"""What must be true of meetings, the calendar and the counts, whatever was done and in whatever order; asserted from the rows alone."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import pairwise
from typing import Any

from conference.core import clock
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import AGREED, LIVE, OPEN, DayLoad, RequestLoad
from schedule.calendar.models import Engagement


def all_is_well() -> bool:
    nobody_has_two_things_at_once()
    every_meeting_holds_what_it_says()
    the_counts_are_right()
    return True


def nobody_has_two_things_at_once() -> None:
    by_whom: dict[Any, list[Engagement]] = {}
    for row in Engagement.objects.order_by("starts"):
        by_whom.setdefault((row.room_id, row.person_id), []).append(row)
    for rows in by_whom.values():
        assert all(before.ends <= after.starts for before, after in pairwise(rows))


def every_meeting_holds_what_it_says() -> None:
    now = clock.now()
    rows = list(Engagement.objects.filter(subject_type="bilaterals.meeting"))
    for meeting in queries.all_meetings():
        mine = [row for row in rows if row.subject_id == str(meeting.pk)]
        if meeting.state not in LIVE:
            assert mine == []
            continue
        assert (meeting.holds_until is None) == (meeting.state in AGREED)
        if meeting.holds_until and meeting.holds_until <= now:
            continue  # it may have been given away
        span = (meeting.starts, meeting.ends + queries.BUFFER)
        whose = {meeting.principal_of(side).pk for side in meeting.holding_sides()}
        own = [row for row in mine if row.booking == meeting.booking]
        assert ({row.person_id for row in own}, {(row.starts, row.ends) for row in own}) == (whose, {span})
        assert {row.holds_until for row in own} == {meeting.holds_until}
        rooms = [row for row in mine if row.booking == meeting.room_booking]
        assert all((row.starts, row.ends) == span for row in rooms)
        if meeting.state == "confirmed":
            assert [row.room_id for row in rooms] == [meeting.room_id]
            assert rooms[0].holds_until is None
        offers = {offer.booking: offer for offer in meeting.offers.all()}
        for booking, offer in offers.items():
            if offer.holds_until > now:
                found = [row for row in mine if row.booking == booking]
                assert {row.person_id for row in found} == {meeting.principal_of(meeting.offered_by).pk}
        assert {row.booking for row in mine} <= {meeting.booking, meeting.room_booking, *offers}


def the_counts_are_right() -> None:
    days: Counter[tuple[int, datetime]] = Counter()
    asked: Counter[int] = Counter()
    for meeting in queries.all_meetings():
        counted = {"requested": [meeting.asking], "countered": [meeting.asked]}
        if meeting.state in (*AGREED, "held"):
            counted = {meeting.state: meeting.parties()}
        days.update((side.pk, meeting.day) for side in counted.get(meeting.state, ()))
        days.update((meeting.offered_by_id, offer.day) for offer in meeting.offers.all() if offer.counts)
        asked[meeting.asking_id] += meeting.state in OPEN
    assert {(row.delegation_id, row.day): row.meetings for row in DayLoad.objects.all() if row.meetings} == dict(days)
    loads = {row.delegation_id: row.requests for row in RequestLoad.objects.all() if row.requests}
    assert loads == {key: n for key, n in asked.items() if n}
