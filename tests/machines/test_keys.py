"""A machine's key: what it opens, until when, how often, and what a refusal says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.machines import actions, scopes
from conference.machines.models import Machine
from tests.gates.conftest import saturday  # noqa: F401
from tests.gates.scene import NOW, make_device, make_gate
from tests.machines.scene import act, ask, make_machine
from tests.people import actor, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]
READS = {"/gates": "gates.read", "/presence": "presence.read", "/scans": "scans.read"}


def routes() -> dict[str, tuple[str, object]]:
    """By path, the scope it needs and a body (None: it reads)."""
    gate = make_gate("G")
    device, _key = make_device(gate)
    acts = {
        "/devices": ("devices.enrol", {"gate": gate.pk, "name": "Scanner 2"}),
        f"/devices/{device.pk}/revoke": ("devices.revoke", {}),
    }
    return {path: (scope, None) for path, scope in READS.items()} | acts


def test_a_scope_opens_its_route_and_no_other():
    keys = {scope.name: make_machine(scope.name)[1] for scope in scopes.SCOPES.values()}
    found = routes()
    assert {scope for scope, _body in found.values()} == set(keys)
    for path, (needed, body) in found.items():
        for scope, key in keys.items():
            answer = ask(key, path) if body is None else act(key, path, body)
            if scope == needed:
                assert answer.status_code in (200, 201), (path, answer.content)
            else:
                said = answer.json()
                assert (answer.status_code, said["error"], said["scope"]) == (403, "scope", needed)
                assert needed in said["message"]


def test_a_scope_gives_only_its_own_rights_to_the_machine_s_actor():
    """Reading brings no right of any action; enrolling brings none to revoke."""
    assert {scope.name: scope.rights for scope in scopes.SCOPES.values() if not scope.rights}.keys() == set(
        READS.values()
    )
    gate = make_gate()
    act(make_machine("devices.enrol", name="Maker A")[1], "/devices", {"gate": gate.pk, "name": "Scanner 7"})
    entry = AuditEntry.objects.get(verb="device.invited")
    assert (entry.actor_id, entry.actor_label, entry.subject_label) == (None, "machine Maker A", "Scanner 7")


def test_no_key_an_unknown_one_an_expired_one_and_a_revoked_one(client):
    machine, key = make_machine()
    old = make_machine(expires_at=NOW + timedelta(hours=1))[1]
    cases = {"": "no-key", "x" * 43: "unknown-key", "x" * 5000: "unknown-key", old: "expired-key"}
    with clock.standing(NOW + timedelta(hours=1)):
        assert ask(key, "/gates").status_code == 200
        for given, word in cases.items():
            for path in READS:
                answer = ask(given, path)
                assert (answer.status_code, answer.json()["error"]) == (401, word)
                assert answer["WWW-Authenticate"] == "Bearer"
        actions.revoke(actor=actor(make_user(None, Role.SECURITY)), machine=machine)
        assert ask(key, "/gates").json()["error"] == "revoked-key"
    assert client.get("/api/v1/gates", headers={"Authorization": f"Basic {key}"}).json()["error"] == "no-key"


def test_a_device_s_key_is_no_machine_s_and_the_other_way_round(client):
    _device, key = make_device()
    for scheme in ("Bearer", "Device"):
        assert client.get("/api/v1/gates", headers={"Authorization": f"{scheme} {key}"}).status_code == 401
        header = {"Authorization": f"{scheme} {make_machine()[1]}"}
        assert client.get("/api/v1/gate/bundle", headers=header).status_code == 401


def test_so_many_requests_a_minute_and_not_one_more():
    machine, key = make_machine(per_minute=3)
    other = make_machine(per_minute=3)[1]
    with clock.standing(NOW.replace(second=20)):
        assert [ask(key, "/gates").status_code for _n in range(5)] == [200, 200, 200, 429, 429]
        refused = ask(key, "/scans")
        assert (refused.json()["error"], refused["Retry-After"]) == ("rate", "40")
        assert ask(other, "/gates").status_code == 200
    with clock.standing(NOW.replace(second=59, microsecond=999_999)):
        assert ask(key, "/gates")["Retry-After"] == "1"
    with clock.standing(NOW + timedelta(minutes=1)):
        assert [ask(key, "/gates").status_code for _n in range(4)] == [200, 200, 200, 429]
    # A process whose clock is a moment behind does not begin the minute anew; and a clock put back for long does not close the view.
    with clock.standing(NOW.replace(second=59)):
        assert ask(key, "/gates").status_code == 429
    with clock.standing(NOW - timedelta(hours=1)):
        assert ask(key, "/gates").status_code == 200
    assert Machine.objects.get(pk=machine.pk).last_used == NOW - timedelta(hours=1)


def test_what_is_refused_for_its_scope_is_counted_too():
    key = make_machine("gates.read", per_minute=2)[1]
    assert [ask(key, "/scans").status_code for _n in range(3)] == [403, 403, 429]


def test_a_request_costs_two_queries_besides_its_own(django_assert_num_queries):
    key = make_machine()[1]
    make_device(make_gate("G"))
    with django_assert_num_queries(2 + 2):
        assert ask(key, "/gates").status_code == 200
    with django_assert_num_queries(2 + 1):
        assert ask(key, "/scans").status_code == 200


def test_who_may_make_and_revoke_a_key():
    values = {"name": "Maker", "scopes": ["gates.read"], "expires_at": NOW + timedelta(days=1)}
    for role in Role:
        staff = actor(make_user(None, role))
        if role in (Role.SECRETARIAT, Role.SECURITY):
            machine, key = actions.make(actor=staff, **values)
            assert (key in str(vars(machine)), key in str(list(AuditEntry.objects.values()))) == (False, False)
            with pytest.raises(NotPossible, match=r"already exists\. Choose another name"):
                actions.make(actor=staff, **values)
            actions.revoke(actor=staff, machine=machine)
            with pytest.raises(AlreadyDecided):
                actions.revoke(actor=staff, machine=Machine.objects.get(pk=machine.pk), expected_version=1)
        else:
            with pytest.raises(NotAllowed):
                actions.make(actor=staff, **values)


@pytest.mark.parametrize(
    "instead",
    [
        {"name": "  "},
        {"scopes": []},
        {"scopes": ["gates.read", "everything"]},
        {"expires_at": NOW},
        {"expires_at": NOW + timedelta(days=500)},
        {"per_minute": 0},
        {"per_minute": 6001},
    ],
)
def test_what_no_key_can_be(instead):
    with pytest.raises(NotPossible):
        make_machine(**instead)
    assert not Machine.objects.exists()
