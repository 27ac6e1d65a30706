"""The part of World for the watch list."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any

from conference.core.access import Role
from delegations.accreditation.models import WatchMatch
from delegations.accreditation.watchlist import actions as accreditation
from tests.people import actor


class Watched:
    users: Any
    _member: Any

    @cached_property
    def _match(self) -> WatchMatch:
        member = self._member("submitted", family_name="Watched", given_names="Wanda")
        values = {"name": "Wanda Watched", "why": "Asked for by another State."}
        accreditation.enter_watch(actor=actor(self.users[Role.SECURITY]), values=values)
        return WatchMatch.objects.get(delegate=member)

    @property
    def watched_member(self) -> uuid.UUID:
        return self._match.delegate.public_id

    @property
    def watch_match(self) -> int:
        return self._match.pk

    @property
    def watch_basis(self) -> str:
        return self._match.basis

    @property
    def watch_entry(self) -> int:
        return self._match.entry_id
