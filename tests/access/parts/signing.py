"""The part of World for signing: Kenya intends to sign in one session."""

from __future__ import annotations

import uuid
from functools import cached_property

from tests.people import make_member
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
