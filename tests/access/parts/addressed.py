"""The part of World for machines' keys and secret calendar addresses."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from schedule.calendar.feeds import actions
from schedule.calendar.models import Feed
from tests.machines.scene import make_machine
from tests.people import actor, make_delegation


class Addressed:
    own: Any
    own_code: str

    @cached_property
    def machine(self) -> int:
        return make_machine()[0].pk

    @cached_property
    def _feed(self) -> Feed:
        delegation = make_delegation(self.own_code.upper())
        return actions.make(actor=actor(self.own), delegation=delegation, person=None, language="en", remind=15)

    @property
    def feed(self) -> int:
        return self._feed.pk

    @property
    def feed_secret(self) -> str:
        return self._feed.secret
