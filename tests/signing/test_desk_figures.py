"""The desk's head says how many signatories are ready, and from the first signature on how many have signed."""

from __future__ import annotations

from conference.core.access import Actor
from conference.desk.registry import read_home
from delegations.registration.members.actions import editing
from tests.people import actor, make_focal_point
from tests.signing.scene import fill, intend, make_session, make_signatory, protocol, sign
from tests.treaties.kit import hanoi


def figure(reader: Actor) -> list[tuple[int, int | None, str, str]]:
    return [
        (one.n, one.of, str(one.label), str(one.note))
        for one in read_home(reader).figures
        if "signatories" in str(one.label)
    ]


def test_nobody_intends_to_sign(world):
    hanoi()
    assert figure(protocol()) == []


def test_who_lacks_full_powers_or_the_signatory_is_not_ready(world):
    intend("KEN")
    intend("BRA", make_signatory("BRA", "minister", functional_title="Minister of Justice"))
    gone = make_signatory("FRA")
    intend("FRA", gone)
    editing.withdraw_member(actor=actor(make_focal_point("FRA")), member=gone, expected_version=gone.version)
    assert figure(protocol()) == [(1, 3, "signatories ready to sign", "2 without valid full powers")]


def test_from_the_first_signature_on_it_counts_those(world, begun):
    session = make_session()
    intend("KEN")
    intend("BRA")
    fill(session)
    sign(session, "BRA")
    assert figure(protocol()) == [(1, 2, "signatories have signed", "")]
