"""The part of World for lists of speakers: Brazil asks Kenya to exchange places."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM
from conference.files.documents import Document
from delegations.registration.models import Delegate
from schedule.programme.models import Inscription, ReplyRequest, Session, SpeakersList, Type
from schedule.programme.speaking.actions import inscribing, lists, swaps
from schedule.programme.statements import actions
from tests.calendar.places import at, make_room
from tests.people import make_delegation, make_member


class Speaking:
    @property
    def speakers_key(self) -> str:
        return self._speakers.key

    @cached_property
    def _speakers(self) -> SpeakersList:
        session = Session.objects.create(
            key="debate",
            type=Type.PLENARY,
            title={"en": "General debate"},
            room=make_room("CR2"),
            starts=at("14:00"),
            ends=at("17:30"),
        )
        now = clock.now()
        plan = lists.ListPlan(
            title={"en": "General debate"},
            sessions=[session],
            languages=["en"],
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=1),
        )
        return lists.create(actor=SYSTEM, plan=plan, key="general-debate")

    def _inscribed(self, code: str) -> Inscription:
        speaker: Delegate = make_member(code, capacity="deputy_head", state="submitted")
        statement = inscribing.Statement(speaker=speaker, language="en")
        return inscribing.inscribe_delegation(
            actor=SYSTEM, speakers=self._speakers, delegation=make_delegation(code), statement=statement
        )

    @cached_property
    def _of_kenya(self) -> Inscription:
        return self._inscribed("KEN")

    @cached_property
    def inscription(self):
        return self._of_kenya.public_id

    @cached_property
    def text_of_inscription(self):
        document = Document("statement.pdf", "pdf", b"%PDF-1.7\n")
        values = {"document": document, "language": "en", "may_publish": False}
        actions.hand_in(actor=SYSTEM, inscription=self._of_kenya, **values)
        return self._of_kenya.public_id

    @property
    def session_with_text(self) -> str:
        assert self.text_of_inscription
        return "debate"

    @cached_property
    def swap(self):
        return swaps.ask_swap(actor=SYSTEM, asking=self._inscribed("BRA"), partner=self._of_kenya).public_id

    @cached_property
    def reply_request(self):
        return _asked_to_reply(self._speakers, self._inscribed("FRA")).public_id


@lifecycle.use_case
def _asked_to_reply(speakers: SpeakersList, about: Inscription) -> ReplyRequest:
    """Kenya asks, though the list does not run."""
    request = ReplyRequest(list=speakers, delegation=make_delegation("KEN"), about=about, asked_at=clock.now())
    return lifecycle.create(request, actor=SYSTEM, verb="reply.asked")
