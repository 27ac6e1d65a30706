"""The part of World for the schedule."""

from __future__ import annotations

import uuid
from datetime import timedelta
from functools import cached_property
from typing import Any

from conference.accounts.models import User
from conference.core import clock
from conference.core.access import Role
from conference.core.links import hash_of
from conference.files.documents import Document
from conference.parties.models import Party
from schedule.bilaterals.meetings import actions as bilaterals
from schedule.bilaterals.models import AnswerLink, Meeting
from schedule.calendar.engagements import closures
from schedule.calendar.interpreters import actions as interpreters
from schedule.programme.applications.actions import LateNote
from schedule.programme.models import Release
from schedule.programme.sessions.content import DocumentContent
from schedule.programme.sessions.form_rows import store_document
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations import actions as receptions
from schedule.receptions.models import Invitation, OutsideGuest, Reception, SeatingPlan
from schedule.receptions.outside_guests import actions as outside_guests
from schedule.receptions.seating import actions as seating
from tests.bilaterals.scene import AT, LENGTH, WISH, meeting_room
from tests.calendar.places import make_room, make_venue
from tests.people import (
    actor,
    make_delegation,
    make_focal_point,
    make_member,
)
from tests.programme.applications.side_events import draft_of, sent_by
from tests.programme.draft import add, publish
from tests.receptions.scene import make_reception
from tests.registration.kit import make_deadline

OWN, THIRD = "KEN", "BRA"
SECRET = "s" * 43


class Scheduled:
    day: str
    own: User
    users: Any

    # --- programme

    @property
    def programme_day(self) -> str:
        return self.day if self.session else ""

    @cached_property
    def session(self) -> str:
        key = add().key
        publish()
        return key

    @cached_property
    def side_event(self) -> uuid.UUID:
        return draft_of(OWN, actor(self.own)).public_id

    @cached_property
    def sent_side_event(self) -> uuid.UUID:
        return sent_by(OWN, actor(self.own)).public_id

    @cached_property
    def late_side_event(self) -> uuid.UUID:
        make_deadline("side_events", clock.now() - timedelta(hours=1))
        note = LateNote(Document("note.pdf", "pdf", b"%PDF-1.7\n"))
        return sent_by(OWN, actor(self.own), note=note, late_words="The ministry decided late.").public_id

    # --- calendar

    @cached_property
    def room(self) -> str:
        return make_room("CR2").code

    @cached_property
    def venue(self) -> str:
        return make_venue("ncc").code

    @cached_property
    def interpreter(self) -> int:
        facts = interpreters.InterpreterFacts("Elena Ivanova", ["en", "ru"])
        return interpreters.create_interpreter(actor=actor(self.users[Role.PROTOCOL]), facts=facts).pk

    @cached_property
    def closure(self) -> int:
        clerk = actor(self.users[Role.PROGRAMME])
        times = {"starts": clock.now() + timedelta(days=1), "ends": clock.now() + timedelta(days=2)}
        return closures.close_room(actor=clerk, room=make_room("CR1"), reason="A leak", **times).pk

    @cached_property
    def session_with_document(self) -> str:
        paper = DocumentContent("Concept note", "en", file=store_document(b"%PDF-1.4 concept note"))
        key = add("With a paper", room="CR1", documents=[paper]).key
        publish()
        return key

    @property
    def release_number(self) -> int:
        return Release.objects.values_list("number", flat=True).first() or 0

    @property
    def document_place(self) -> int:
        return 1

    # --- bilaterals

    @cached_property
    def _meeting(self) -> Meeting:
        """Brazil asks, Kenya has to answer."""
        for code in (OWN, THIRD):
            make_member(code, state="submitted", capacity="head")
        asking, asked = make_delegation(THIRD), make_delegation(OWN)
        return bilaterals.request_meeting(
            actor=actor(make_focal_point(THIRD)), asking=asking, asked=asked, starts=AT, length=LENGTH, wish=WISH
        )

    @property
    def meeting(self) -> uuid.UUID:
        return self._meeting.public_id

    @property
    def meeting_secret(self) -> str:
        AnswerLink.objects.filter(meeting=self._meeting).update(secret_hash=hash_of(SECRET))
        return SECRET

    @cached_property
    def accepted_meeting(self) -> uuid.UUID:
        meeting_room("B-3", 14)
        bilaterals.accept(actor=actor(self.own), meeting=self._meeting)
        return self._meeting.public_id

    # --- receptions

    @cached_property
    def _reception(self) -> Reception:
        make_member(OWN, state="submitted", capacity="head")
        reception = make_reception()
        guest_list.invite(actor=actor(self.users[Role.PROTOCOL]), reception=reception)
        return reception

    @property
    def reception(self) -> str:
        return self._reception.code

    @property
    def seated_reception(self) -> str:
        """A reception whose guest has a seat at the one table."""
        protocol = actor(self.users[Role.PROTOCOL])
        if not SeatingPlan.objects.filter(reception=self._reception).exists():
            receptions.answer_invitation(invitation=self._invited, answer=receptions.Answer("yes"))
            plan = seating.make_plan(actor=protocol, reception=self._reception)
            seating.add_tables(actor=protocol, plan=plan, values=seating.TableValues())
            seating.seat_anew(actor=protocol, plan=plan)
        return self._reception.code

    @property
    def seating_paper(self) -> str:
        return "table-lists"

    @property
    def _invited(self) -> Invitation:
        return self._reception.invitations.get()

    @property
    def reception_invitation(self) -> uuid.UUID:
        return self._invited.public_id

    @property
    def outside_guest(self) -> uuid.UUID:
        guest = OutsideGuest.objects.filter(state="listed").first()
        if guest is None:
            values = {"party": Party.objects.get(code=OWN), "family_name": "Muriuki"}
            guest = outside_guests.create_guest(actor=actor(self.users[Role.PROTOCOL]), values=values)
        return guest.public_id

    @property
    def reception_secret(self) -> str:
        Invitation.objects.filter(pk=self._invited.pk).update(secret_hash=hash_of(SECRET))
        return SECRET

    @cached_property
    def substituted_invitation(self) -> uuid.UUID:
        answer = receptions.Answer("substitute", substitute_name="Somebody Else", substitute_function="Ambassador")
        receptions.answer_invitation(invitation=self._invited, answer=answer)
        return self._invited.public_id
