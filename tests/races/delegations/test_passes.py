"""Passes under attack: never more out than allowed, a number out once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.db import guards
from delegations.accreditation.models import Allowance, Pass, PassRequest
from delegations.accreditation.passes import actions, requests
from tests.accreditation.kit import accredited, as_actor, officer, printer
from tests.accreditation.pass_kit import sort
from tests.people import actor, make_conference, make_delegation, make_focal_point, make_member, make_tables
from tests.races.threads import attack, kinds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    make_conference()
    make_tables()
    return as_actor(printer()), make_delegation("KEN"), sort(places=2), accredited("KEN")[0]


def test_desks_together_stay_within_the_allowance(scene):
    clerk, kenya, floater, member = scene
    results = attack(
        [
            lambda n=n: actions.lend(actor=clerk, delegation=kenya, type=floater, number=str(n), to="Hà", member=member)
            for n in range(1, 6)
        ]
    )
    assert kinds(results) == {"done": 2, "NotPossible": 3}
    assert (Allowance.objects.get().used, Pass.objects.filter(state="lent").count()) == (2, 2)


def test_what_is_granted_and_given_out_at_once_stays_within_the_allowance(scene):
    """An officer grants while the counter gives out: together never more than allowed, and nobody promised is left without."""
    clerk, kenya, floater, member = scene
    jane = actor(make_focal_point("KEN"))
    asked = [
        requests.ask(actor=jane, delegation=kenya, type=floater, member=make_member("KEN", state="submitted"))
        for _each in range(2)
    ]
    chief = as_actor(officer())
    results = attack(
        [
            *(lambda one=one: requests.grant(actor=chief, request=one) for one in asked),
            *(
                lambda n=n: actions.lend(
                    actor=clerk, delegation=kenya, type=floater, number=str(n), to="", member=member
                )
                for n in (1, 2)
            ),
        ]
    )
    assert kinds(results) == {"done": 2, "NotPossible": 2}
    allowance = Allowance.objects.get()
    out, granted = Pass.objects.filter(state="lent").count(), PassRequest.objects.filter(state="granted").count()
    assert (allowance.used, allowance.granted, out + granted) == (out, granted, 2)


def test_as_many_are_asked_for_at_once_as_are_left(scene):
    _clerk, kenya, floater, _member = scene
    jane = actor(make_focal_point("KEN"))
    members = [make_member("KEN", state="submitted") for _each in range(4)]
    results = attack(
        [lambda one=one: requests.ask(actor=jane, delegation=kenya, type=floater, member=one) for one in members]
    )
    assert kinds(results) == {"done": 2, "NotPossible": 2}


def test_one_number_goes_out_once_even_to_two_delegations(scene):
    clerk, _kenya, floater, _member = scene
    jobs = []
    for code in ("KEN", "BRA", "FRA"):
        delegation, member = make_delegation(code), accredited(code)[0]
        jobs.append(
            lambda delegation=delegation, member=member: actions.lend(
                actor=clerk, delegation=delegation, type=floater, number="7", to="Hà", member=member
            )
        )
    assert kinds(attack(jobs)) == {"done": 1, "NotPossible": 2}


@pytest.mark.parametrize("guarded", [True, False])
def test_a_door_that_forgets_to_ask_is_stopped_by_the_database_alone(scene, guarded):
    """The control: without the counting trigger one more than allowed goes in."""
    _clerk, kenya, floater, member = scene
    allowance = Allowance.objects.create(delegation=kenya, type=floater, most=2)

    @lifecycle.use_case
    def forgetful(number: int):
        given = Pass(allowance=allowance, number=f"F-{number:04d}", member=member, to="Hà", lent_at=timezone.now())
        return lifecycle.create(given, actor=SYSTEM, verb="pass.lent")

    name = "accreditation_pass_counted_insert"
    if not guarded:
        guards.uninstall(names=[name])
    try:
        results = attack([lambda n=n: forgetful(n) for n in range(1, 4)])
    finally:
        guards.install(names=[name])
    lent = Pass.objects.filter(state="lent").count()
    assert (kinds(results), lent) == (({"done": 2, "IntegrityError": 1}, 2) if guarded else ({"done": 3}, 3))
