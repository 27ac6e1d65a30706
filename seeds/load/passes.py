"""Requests for passes, made through the actions: one that waits, one granted and kept, one declined; of each of the first delegations."""

from __future__ import annotations

from datetime import timedelta

from conference.accounts.models import User
from conference.core import clock
from conference.core.access import Actor, Role
from delegations.accreditation.models import PassType
from delegations.accreditation.passes import requests
from delegations.accreditation.passes.actions import Vehicle
from delegations.registration.models import PLACED_STATES, Delegate
from seeds.load.people import Made
from seeds.load.tables import World

MOST = 6


def load(world: World, made: Made) -> None:
    sorts = {sort.kind: sort for sort in PassType.objects.order_by("-position")}
    officer = _officer()
    # Kenya first, through which the demo is walked.
    for number, code in enumerate(sorted(made.focal, key=lambda code: code != "KEN")[:MOST]):
        delegation, user = made.delegations_by_code[code], made.focal[code]
        members = Delegate.objects.filter(delegation=delegation, state__in=PLACED_STATES).order_by("position", "pk")
        who = Actor(user.pk, str(user))
        with clock.standing(clock.now() - timedelta(hours=30 - number)):
            asked = [
                requests.ask(actor=who, delegation=delegation, type=sorts["floater"], member=member, purpose="Plenary")
                for member in members[1:4]
            ]
            days = [clock.now().date() + timedelta(days=14)]
            car = Vehicle(f"80-NG-{420 + number}", "Đỗ Văn Lâm", "", days)
            requests.ask(actor=who, delegation=delegation, type=sorts["vehicle"], vehicle=car)
        with clock.standing(clock.now() - timedelta(hours=6)):
            if asked:
                requests.grant(actor=officer, request=asked[0])
            if len(asked) > 1:
                reason = "The room of the advisers is open to all badges of this category."
                requests.decline(actor=officer, request=asked[1], reason=reason)


def _officer() -> Actor:
    user = User.objects.filter(grants__role=Role.ACCREDITATION).order_by("pk")[0]
    return Actor(user.pk, str(user), frozenset({Role.ACCREDITATION.value}))
