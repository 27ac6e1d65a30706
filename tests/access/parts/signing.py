"""The part of World for signing: Kenya intends to sign in one session."""

from __future__ import annotations

import uuid
from functools import cached_property

from conference.core import clock
from tests.people import actor, make_member
from tests.signing import scene


class Signing:
    own_code: str

    @cached_property
    def appointment(self) -> uuid.UUID:
        member = make_member(self.own_code.upper(), state="submitted")
        return scene.intend(self.own_code.upper(), member).public_id

    @cached_property
    def signing_session(self) -> str:
        session = scene.make_session()
        if self.appointment:
            scene.fill(session)
        return session.code

    @cached_property
    def rectification(self) -> int:
        """A proposal to correct the record of a session that is closed."""
        session = scene.SigningSession.objects.get(code=self.signing_session)
        code = self.own_code.upper()
        with clock.standing(scene.BEGINS):
            if not session.signatures.exists():
                scene.empower(scene.appointment_of(code).signatory)
                scene.sign(session, code)
                scene.close(session, *map(actor, scene.people()))
            return scene.propose(session.signatures.get(), "witness", "Somebody else").pk
