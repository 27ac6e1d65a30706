"""A gate's scanner at the entrance of a reception: guests' codes and badges, companions, with and without a network, each arrival once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from conference.core import clock
from conference.core.access import Role
from conference.core.errors import NotAllowed
from delegations.accreditation.passes import actions as passes
from delegations.gates.devices import actions as devices
from delegations.gates.models import Device, Finding, Presence, Scan
from delegations.registration.models import Delegate
from schedule.receptions.arrivals import actions, codes, queries
from schedule.receptions.guest_list.actions import invite_by_rule
from schedule.receptions.guest_list.rules import PERSONS, Rule, find_guests
from schedule.receptions.invitations.actions import Answer, answer_invitation
from schedule.receptions.models import Invitation, Reception
from tests.accreditation.kit import give_photo
from tests.accreditation.pass_kit import sort
from tests.gates.scene import get, give_out, make_gate, sync, told
from tests.people import actor, make_member, make_user, sign_in
from tests.receptions.scene import NOW, Scene, make_scene

MINUTE = timedelta(minutes=1)


def couples() -> Scene:
    """Of four places a couple and a guest alone have three; the couple of France waits."""
    cache.clear()
    with clock.standing(NOW):
        scene = make_scene(capacity=4)
        scene.answer("KEN", companion="Tom Simiyu")
        scene.answer("CIV")
        scene.answer("FRA", companion="Anne Roy")
    return scene


@contextmanager
def at_the_entrance() -> Iterator[tuple[Scene, datetime]]:
    """Give the scene ten minutes after the entrance has opened."""
    scene = couples()
    evening = scene.reception.begins + 10 * MINUTE
    with clock.standing(evening):
        yield scene, evening


@pytest.fixture
def scene(keeper) -> Scene:
    return keeper(couples)


@pytest.fixture
def evening(scene):
    with clock.standing(scene.reception.begins + 10 * MINUTE):
        yield scene.reception.begins + 10 * MINUTE


def invite(scene: Scene, member: Delegate) -> Invitation:
    """Invite a member by name, who accepts."""
    rule = Rule(PERSONS, names=(member.full_name,))
    expected = find_guests(scene.reception, rule).fingerprint
    invite_by_rule(actor=scene.protocol, reception=scene.reception, rule=rule, expected=expected)
    invitation = Invitation.objects.get(guest=member)
    answer_invitation(invitation=invitation, answer=Answer("yes"))
    return invitation


def code_for_a_device(occasion: str = "banquet", name: str = "Scanner 1") -> str:
    staff = actor(make_user(None, Role.PROTOCOL if occasion else Role.SECURITY))
    _device, code = devices.invite(actor=staff, name=name, gate=make_gate("G"), occasion=occasion)
    return code


def enrolled(occasion: str = "banquet", name: str = "Scanner 1") -> str:
    return devices.enrol(code=code_for_a_device(occasion, name))[1]


def serial(scene: Scene, code: str, companion: bool = False) -> str:
    return codes.serial_for(scene.invitation(code), companion).hex()


def asking(number: int, serial: str, at: datetime, **more) -> dict:
    return {**told(number, serial, at, more.pop("verdict", "enter"), more.pop("reason", "expected")), "ask": True}


def here(scene: Scene) -> dict[str, tuple[datetime | None, datetime | None]]:
    rows = Invitation.objects.filter(reception=scene.reception)
    return {one.delegation.party.code: (one.arrived_at, one.companion_arrived_at) for one in rows}


def test_only_a_device_at_the_entrance_has_the_guest_list_and_names_only_where_they_may_be_kept(scene, evening):
    gate, entrance = enrolled("", "At a gate"), enrolled()
    assert "occasion" not in get(gate, "bundle").json()
    listed = get(entrance, "bundle").json()["occasion"]
    assert (listed["key"], listed["name"], listed["issuer"]) == ("banquet", "State Banquet", "guest")
    assert {(row[0], row[1], row[3], row[5]) for row in listed["guests"]} == {
        (serial(scene, "KEN"), "accepted", "KEN", 0),
        (serial(scene, "KEN", True), "accepted", "KEN", 1),
        (serial(scene, "CIV"), "accepted", "CIV", 0),
        (serial(scene, "FRA"), "waiting", "FRA", 0),
        (serial(scene, "FRA", True), "waiting", "FRA", 1),
    }
    assert {row[4] for row in listed["guests"]} == {None}
    devices.allow(actor=actor(make_user(None, Role.SECURITY)), names=True, photos=False)
    assert "Tom Simiyu" in {row[4] for row in get(entrance, "bundle").json()["occasion"]["guests"]}


def test_what_was_scanned_without_a_network_arrives_once_however_often_it_is_sent(scene):
    begins = scene.reception.begins
    with clock.standing(begins):
        key = enrolled()
    scans = [
        told(1, serial(scene, "KEN"), begins + 5 * MINUTE, reason="expected"),
        told(2, serial(scene, "KEN", True), begins + 6 * MINUTE, reason="expected"),
        told(3, serial(scene, "KEN"), begins + 7 * MINUTE, "check", "here-already"),
    ]
    after = scene.reception.ends + 30 * MINUTE  # the network came back when all had gone home
    with clock.standing(after):
        assert sync(key, scans, now=after).json() == {"kept": [1, 2, 3], "known": [], "differ": []}
        version = scene.invitation("KEN").version
        assert sync(key, scans, now=after).json() == {"kept": [], "known": [1, 2, 3], "differ": []}
    assert here(scene)["KEN"] == (begins + 5 * MINUTE, begins + 6 * MINUTE)
    assert scene.invitation("KEN").version == version
    assert queries.figures(scene.reception)["here"] == 2
    assert (Scan.objects.count(), Presence.objects.count(), Finding.objects.count()) == (3, 0, 0)


def test_the_guest_list_answers_who_stands_there_and_a_second_device_is_told_of_the_first(scene, evening):
    one, other = enrolled(name="Left"), enrolled(name="Right")
    said = sync(one, [asking(1, serial(scene, "KEN"), evening)], now=evening).json()["said"]["1"]
    guest = scene.heads["KEN"].called
    assert said == {"verdict": "enter", "reason": "expected", "since": None, "name": guest, "party": "KEN"}
    # The list of the other device is older: it would let the same code in.
    again = sync(other, [asking(1, serial(scene, "KEN"), evening)], now=evening).json()["said"]["1"]
    assert (again["verdict"], again["reason"]) == ("check", "here-already")
    assert datetime.fromisoformat(again["since"]) == evening
    waits = sync(other, [asking(2, serial(scene, "FRA"), evening)], now=evening).json()["said"]["2"]
    assert (waits["verdict"], waits["reason"]) == ("refused", "not-expected")
    nobody = sync(other, [asking(3, "ab" * 25, evening)], now=evening).json()["said"]["3"]
    assert (nobody["verdict"], nobody["reason"], nobody["name"]) == ("refused", "not-invited", "")
    assert list(Scan.objects.order_by("pk").values_list("verdict", "reason", "online")) == [
        ("enter", "expected", True),
        ("check", "here-already", True),
        ("refused", "not-expected", True),
        ("refused", "not-invited", True),
    ]


def test_a_guest_s_badge_is_as_good_and_a_badge_that_ended_is_not(scene, evening):
    with clock.standing(NOW):
        member = make_member("KEN", state="accredited", family_name="Otieno", given_names="Grace")
        invitation = invite(scene, member)
        badge = give_out(member.badges.get())
        stranger = give_out(make_member("BRA", state="accredited").badges.get())
    key = enrolled()
    assert [row[2] for row in get(key, "bundle").json()["occasion"]["guests"]].count(member.pk) == 1
    typed = sync(key, [asking(1, badge.serial, evening, verdict="check", reason="typed")], now=evening).json()["said"]
    assert (typed["1"]["verdict"], typed["1"]["reason"]) == ("check", "typed")
    assert Invitation.objects.get(pk=invitation.pk).arrived_at is None
    said = sync(key, [asking(2, badge.serial, evening), asking(3, stranger.serial, evening)], now=evening).json()[
        "said"
    ]
    assert [said[number]["reason"] for number in "23"] == ["expected", "not-invited"]
    assert Invitation.objects.get(pk=invitation.pk).arrived_at == evening
    assert Presence.objects.count() == 0  # nobody is counted into a zone at a reception


def test_an_undo_at_the_device_takes_the_arrival_back_and_who_should_not_have_come_in_is_an_alert(scene, evening):
    key = enrolled()
    sync(key, [told(1, serial(scene, "CIV"), evening, reason="expected")], now=evening)
    assert here(scene)["CIV"][0] == evening
    later = evening + MINUTE
    with clock.standing(later):
        undone = told(2, serial(scene, "CIV"), later, "enter", "undone", way="out")
        # Its list was from before the answer changed.
        sync(key, [undone, told(3, serial(scene, "FRA"), later, reason="expected")], now=later)
    assert here(scene) == dict.fromkeys(("KEN", "BRA", "FRA", "CIV"), (None, None))
    alert = Finding.objects.get()
    assert (alert.kind, alert.facts["record"]) == ("differs", ["refused", "not-expected"])


def test_whose_place_was_released_comes_in_while_there_is_room_and_is_engaged_again(scene):
    at = scene.reception.starts + 15 * MINUTE
    with clock.standing(at):
        key = enrolled()
        expected = actions.release_fingerprint(scene.reception)
        actions.release_absent(actor=scene.protocol, reception=scene.reception, expected=expected)
        assert scene.state("FRA") == "accepted"  # the couple took two of the four places
        assert scene.invitation("CIV").booking is None
        said = sync(key, [asking(1, serial(scene, "CIV"), at), asking(2, serial(scene, "KEN"), at)], now=at).json()[
            "said"
        ]
        assert [said[number]["reason"] for number in "12"] == ["expected", "released"]
    assert (scene.state("CIV"), scene.state("KEN"), scene.taken()) == ("accepted", "absent", 3)
    assert scene.invitation("CIV").booking is not None


def test_before_the_entrance_opens_and_after_the_end_nobody_arrives(scene):
    early, late = scene.reception.door_opens - MINUTE, scene.reception.ends + MINUTE
    for number, (at, reason) in enumerate(((early, "not-open"), (late, "over")), start=1):
        with clock.standing(at):
            key = enrolled(name=f"Scanner {number}")
            said = sync(key, [asking(1, serial(scene, "KEN"), at)], now=at).json()["said"]["1"]
            assert said["reason"] == reason
    assert here(scene)["KEN"] == (None, None)
    Reception.objects.update(arrive_from=None)
    assert Reception.objects.get().door_opens == scene.reception.starts - timedelta(hours=1)


def test_protocol_enrols_and_revokes_a_device_for_its_entrance(scene, evening):
    protocol, gate = sign_in(Client(), make_user(None, Role.PROTOCOL)), make_gate("G")
    url = "/desk/receptions/banquet/door/devices/"
    assert url in protocol.get("/desk/receptions/banquet/door/").content.decode()
    assert protocol.post(url, {"name": "", "gate": gate.pk}).status_code == 422
    answer = protocol.post(url, {"name": "Telephone 7", "gate": gate.pk})
    assert url in answer.content.decode()  # where the page of the code leads
    device = gate.devices.get()
    assert device.occasion == "banquet"
    assert devices.enrol(code=answer.context["code"])[0].pk == device.pk
    assert "Telephone 7" in protocol.get(url).content.decode()
    elsewhere = devices.invite(actor=actor(make_user(None, Role.SECURITY)), name="At a gate", gate=gate)[0]
    assert protocol.post(url, {"revoke": elsewhere.pk, "version": 1}).status_code == 404
    protocol.post(url, {"revoke": device.pk, "version": 2})
    assert {one.name: one.state for one in gate.devices.all()} == {"Telephone 7": "revoked", "At a gate": "invited"}


@pytest.mark.parametrize("role", [Role.SECURITY, Role.ACCREDITATION, Role.SECRETARIAT])
def test_without_the_right_to_the_reception_nobody_enrols_a_device_for_it(scene, evening, role):
    desk, gate = sign_in(Client(), make_user(None, role)), make_gate("G")
    device = devices.invite(actor=scene.protocol, name="Telephone 7", gate=gate, occasion="banquet")[0]
    page = desk.get("/desk/gates/devices/").content.decode()
    assert "State Banquet" not in page
    assert "banquet" not in page
    assert "Telephone 7" in page
    staff = actor(make_user(None, role))
    with pytest.raises(NotAllowed):
        devices.invite(actor=staff, name="Telephone 8", gate=gate, occasion="banquet")
    with pytest.raises(NotAllowed):
        devices.new_code(actor=staff, device=device)
    posted = {"name": "Telephone 8", "gate": gate.pk, "occasion": "banquet"}
    assert desk.post("/desk/gates/devices/invite/", posted).status_code in (200, 403, 422)
    assert not gate.devices.exclude(pk=device.pk).exclude(occasion="").exists()
    if role is not Role.SECRETARIAT:  # a lost device must end at once, whoever hears of it
        assert devices.revoke(actor=staff, device=device).state == "revoked"


def test_whoever_has_both_rights_may_enrol_it_among_the_gates(scene, evening):
    desk, gate = sign_in(Client(), make_user(None, Role.SECURITY, Role.PROTOCOL)), make_gate("G")
    url = "/desk/gates/devices/"
    assert "State Banquet" in desk.get(url).content.decode()
    desk.post(f"{url}invite/", {"name": "Telephone 7", "gate": gate.pk, "occasion": "banquet"})
    assert gate.devices.get().occasion == "banquet"
    assert (
        desk.post(f"{url}invite/", {"name": "Telephone 8", "gate": gate.pk, "occasion": "nothing"}).status_code == 422
    )


def test_the_list_of_a_device_at_an_entrance_holds_its_guests_alone(scene, evening):
    with clock.standing(NOW):
        guest = make_member("KEN", state="accredited", family_name="Otieno", given_names="Grace")
        stranger = make_member("BRA", state="accredited", family_name="Fremder", given_names="Ana")
        invite(scene, guest)
        badges = [give_out(person.badges.get()) for person in (guest, stranger)]
        for person in (guest, stranger):
            give_photo(person)
        clerk = actor(make_user(None, Role.PRINT_ROOM))
        passes.lend(actor=clerk, delegation=stranger.delegation, type=sort(), number="391", member=stranger, to="")
    devices.allow(actor=actor(make_user(None, Role.SECURITY)), names=True, photos=True)
    gate, entrance = enrolled("", "At a gate"), enrolled()
    serials = {badge.serial: badge.delegate_id for badge in badges}
    wanted = "thumbs?serials=" + ",".join(serials)
    whole = get(gate, "bundle").json()
    # The control: a gate's list has both, with names and photos, and which delegation has a pass.
    assert whole["floaters"] == {"BRA": ["B"]}
    assert {guest.pk, stranger.pk} <= {row[6] for row in whole["badges"]}
    assert set(get(gate, wanted).json()) == set(serials)
    listed = get(entrance, "bundle").json()
    assert {row[6] for row in listed["badges"]} == {guest.pk}
    assert "Fremder" in json.dumps(whole)
    assert "Fremder" not in json.dumps(listed)
    assert (listed["moved"], listed["floaters"]) == ([], {})
    assert set(get(entrance, wanted).json()) == {badges[0].serial}
    # Also what it asks for as changes, which is the whole list, without those who are guests no more; and when the reception is no more.
    changes = get(entrance, "bundle?since=1&moves=0").json()
    assert (changes["since"], {row[6] for row in changes["badges"]}) == (0, {guest.pk})
    Device.objects.exclude(occasion="").update(occasion="gone")
    assert get(entrance, "bundle").json()["badges"] == []
