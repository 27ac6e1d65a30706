"""The part of World for what follows the signing of the treaty."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from conference.core.access import Role
from conference.models import today
from conference.translated import Translated
from conference.treaties.models import Treaty
from schedule.signing.instruments import actions
from schedule.signing.models import Notification, UnilateralStatement
from schedule.signing.reservations import actions as reservations
from tests.credentials.kit import PDF
from tests.people import actor, make_party
from tests.signing.commitments.kit import recorded
from tests.signing.kit import deposit, reservation
from tests.signing.notifications.kit import drafted, issued
from tests.treaties.kit import other_treaty


class Bound:
    users: Any

    @cached_property
    def _treaty(self) -> Treaty:
        found = Treaty.objects.first() or other_treaty(accession="any_time")
        found.places.update(first_day=date(2025, 1, 1))  # whatever the clock of the walk
        return found

    @cached_property
    def instrument(self) -> uuid.UUID:
        who, day = actor(self.users[Role.SECRETARIAT]), today()
        stated = (reservation(),)
        made = deposit(self._treaty, make_party("KEN"), day, who=who, statements=stated, document=PDF)
        return made.public_id

    @cached_property
    def statement(self) -> uuid.UUID:
        return UnilateralStatement.objects.get(instrument__public_id=self.instrument).public_id

    @cached_property
    def objection(self) -> uuid.UUID:
        who, statement = actor(self.users[Role.SECRETARIAT]), UnilateralStatement.objects.get(public_id=self.statement)
        values = {"received_on": today(), "precludes_entry": False, "text": Translated(en="We object.")}
        return reservations.object_to(actor=who, statement=statement, party=make_party("FRA"), **values).public_id

    @cached_property
    def notification(self) -> uuid.UUID:
        """A draft about the instrument."""
        assert self.instrument
        return drafted(self._treaty, who=actor(self.users[Role.SECRETARIAT])).public_id

    @cached_property
    def _issued(self) -> Notification:
        deposit(self._treaty, make_party("FRA"), today(), who=actor(self.users[Role.SECRETARIAT]))
        return issued(self._treaty)

    @property
    def issued_year(self) -> int:
        return self._issued.year

    @property
    def issued_number(self) -> int:
        return self._issued.number

    @cached_property
    def commitment(self) -> uuid.UUID:
        return recorded("KEN", who=actor(self.users[Role.SECRETARIAT]), said_on=today()).public_id

    @cached_property
    def reminder(self) -> int:
        who, day = actor(self.users[Role.SECRETARIAT]), today() + timedelta(days=1)
        return actions.plan_reminder(actor=who, treaty=self._treaty, day=day).pk
