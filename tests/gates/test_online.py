"""A gate in touch: what it answers, what is kept, and who is inside afterwards."""

from __future__ import annotations

import pytest

from delegations.gates.models import Presence, Scan, Tally
from tests.accreditation.people import accredited
from tests.gates.scene import code_of, make_device, make_gate, print_badge, scan

pytestmark = pytest.mark.django_db


def test_in_and_out(saturday):
    _member, badge = accredited("KEN", family_name="Wanjiru", given_names="Halima")
    print_badge(badge)
    _device, key = make_device(make_gate("G"))
    answer = scan(key, code_of(badge))
    assert answer.status_code == 200
    said = answer.json()
    assert (said["verdict"], said["reason"], said["zone"], said["inside"]) == ("enter", "", "G", 1)
    assert said["bearer"] == {
        "name": "Halima Wanjiru",
        "party": "Kenya",
        "party_code": "KEN",
        "category": "Delegate",
        "letter": "D",
        "number": badge.number,
        "copy": 1,
        "photo": None,
    }
    assert Presence.objects.get().since is not None
    again = scan(key, code_of(badge)).json()
    assert (again["verdict"], again["reason"], again["inside"]) == ("enter", "repeated", 1)
    out = scan(key, code_of(badge), "out").json()
    assert (out["verdict"], out["reason"], out["inside"]) == ("enter", "left", 0)
    assert Presence.objects.get().since is None
    assert Tally.objects.get().inside == 0
    assert list(Scan.objects.order_by("pk").values_list("counts", flat=True)) == [True, False, True]
