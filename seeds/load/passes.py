"""Requests for passes of the first delegations, made by the actions: one waits, one is granted, one is declined."""

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
FAMILIES, GIVEN = (
    ("Đỗ", "Lê", "Trần", "Phạm", "Hoàng"),
    ("Văn Lâm", "Quang Hải", "Minh Tuấn", "Đức Thắng", "Hữu Nghĩa", "Xuân Trường"),
)


def load(world: World, made: Made) -> None:
    types = {type_.kind: type_ for type_ in PassType.objects.order_by("-position")}
    officer = _officer()
    # Kenya, which the demo shows, comes first.
    for number, code in enumerate(sorted(made.focal, key=lambda code: code != "KEN")[:MOST]):
        delegation, user = made.delegations_by_code[code], made.focal[code]
        members = Delegate.objects.filter(delegation=delegation, state__in=PLACED_STATES).order_by("position", "pk")
        who = Actor(user.pk, str(user))
        with clock.standing(clock.now() - timedelta(hours=30 - number)):
            pass_requests = [
                requests.ask(actor=who, delegation=delegation, type=types["floater"], member=member, purpose="Plenary")
                for member in members[1:4]
            ]
            days = [clock.now().date() + timedelta(days=14)]
            car = Vehicle(f"80-NG-{420 + number}", driver(number), "", days)
            requests.ask(actor=who, delegation=delegation, type=types["vehicle"], vehicle=car)
        with clock.standing(clock.now() - timedelta(hours=6)):
            if pass_requests:
                requests.grant(actor=officer, request=pass_requests[0])
            if len(pass_requests) > 1:
                reason = "The room of the advisers is open to all badges of this category."
                requests.decline(actor=officer, request=pass_requests[1], reason=reason)


def driver(number: int) -> str:
    """Return the driver of a car, another for each of thirty."""
    return f"{FAMILIES[number % len(FAMILIES)]} {GIVEN[number % len(GIVEN)]}"


def _officer() -> Actor:
    user = User.objects.filter(grants__role=Role.ACCREDITATION).order_by("pk")[0]
    return Actor(user.pk, str(user), frozenset({Role.ACCREDITATION.value}))
