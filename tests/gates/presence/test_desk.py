"""The desk's pages about the gates: who is inside, lost badges, codes, alerts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from conference.core import clock
from conference.core.access import Role
from conference.db import together
from conference.models import Zone
from conference.parties.models import search_key
from delegations.accreditation.models import Badge
from delegations.gates import desk_tasks
from delegations.gates.devices import actions
from delegations.gates.models import SITE, Device, Finding, Policy, Presence
from tests.accreditation.kit import accredited
from tests.gates.scene import NOW, code_of, get, give_out, make_device, make_gate, post, scan, sync, told
from tests.markup import compact
from tests.people import NOTED, actor, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, saturday):
    return sign_in(client, make_user(None, Role.SECURITY))


def come_in(key: str, code: str = "KEN", **fields) -> tuple:
    member, badge = accredited(code, search=search_key(" ".join(fields.values())), **fields)
    assert scan(key, code_of(give_out(badge))).json()["verdict"] == "enter"
    return member, badge


def test_who_is_inside_by_zone_and_delegation(desk):
    Zone.objects.filter(letter="G").update(capacity=2)
    _device, key = make_device(make_gate("G"))
    make_gate("", name="Main gate")
    come_in(key, family_name="Wanjiru", given_names="Halima")
    come_in(key, "BRA")
    page = desk.get(reverse("gates:home")).content.decode()
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", page, re.S)]
    assert rows[1:3] == [
        "Whole site 2 – 2 0 – Everybody has left : Whole site",
        "G G 2 2 full 2 0 – Everybody has left : G G",
    ]
    assert rows[4:6] == ["Brazil 1 1", "Kenya 1 1"]
    # The page asks again by itself, for its middle alone.
    part = compact(desk.get(reverse("gates:home"), HTTP_HX_REQUEST="true").content.decode())
    assert part.startswith('<div id="inside-now"')
    names = desk.get(reverse("gates:inside", args=["G"]), {"delegation": "ken"}).content.decode()
    assert "Halima Wanjiru" in names
    assert "Brazil" not in names


def test_whoever_goes_out_and_comes_back_is_one_person_of_the_day(desk):
    _device, key = make_device(make_gate("G"))
    _member, badge = come_in(key)
    come_in(key, "BRA")
    for direction in ("out", "in", "out"):
        scan(key, code_of(badge), direction)
    page = desk.get(reverse("gates:home")).content.decode()
    assert re.findall(r'data-label="(In today|Out today)">(\d+)<', page) == [("In today", "2"), ("Out today", "1")]


def figures(desk) -> dict[str, str]:
    """How many are inside now, by the name of the place, as the page says."""
    page = desk.get(reverse("gates:home")).content.decode()
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", page, re.S)]
    found = (re.match(r"(Whole site|[GC] [GC]) (\d+)", row) for row in rows)
    return {one[1]: one[2] for one in found if one}


def test_whoever_is_in_a_zone_is_on_the_site(desk):
    """By whatever gate: no zone has more people in it than the site."""
    outer, inner = make_device(make_gate(""), "Scanner 1")[1], make_device(make_gate("G"), "Scanner 2")[1]
    member, badge = come_in(inner)
    come_in(outer, "BRA")
    assert figures(desk) == {"Whole site": "2", "G G": "1"}
    (row,) = Presence.objects.filter(delegate=member, place=SITE)
    assert (row.zone, Presence.objects.get(delegate=member, place__gt=SITE).zone.letter) == (None, "G")
    # The site's gate was passed already, in fact.
    assert scan(outer, code_of(badge)).json()["reason"] == "already-inside"
    scan(inner, code_of(badge), "out")
    assert figures(desk) == {"Whole site": "2", "G G": "0"}


def test_whoever_leaves_the_site_has_left_its_zones(desk):
    """And takes no place in a room any more."""
    Zone.objects.filter(letter="G").update(per_delegation=1)
    outer, inner = make_device(make_gate(""), "Scanner 1")[1], make_device(make_gate("G"), "Scanner 2")[1]
    _member, badge = come_in(outer)
    scan(inner, code_of(badge))
    assert figures(desk) == {"Whole site": "1", "G G": "1"}
    assert scan(outer, code_of(badge), "out").json()["reason"] == "left"
    assert figures(desk) == {"Whole site": "0", "G G": "0"}
    come_in(inner)


def test_scans_that_come_in_late_put_people_where_scans_in_time_would_have(desk):
    """In at a zone, out of the site, in at the zone again: told in any order."""
    with clock.standing(NOW - timedelta(days=1)):
        outer, inner = make_device(make_gate(""), "Scanner 1")[1], make_device(make_gate("G"), "Scanner 2")[1]
    badge = give_out(accredited("KEN")[1])
    minute = timedelta(minutes=1)
    sync(outer, [told(1, badge, NOW - 40 * minute, reason="left", way="out")])
    sync(inner, [told(1, badge, NOW - 50 * minute)])
    assert figures(desk) == {"Whole site": "0", "G G": "0"}
    sync(inner, [told(2, badge, NOW - 30 * minute)])
    assert figures(desk) == {"Whole site": "1", "G G": "1"}
    assert set(Presence.objects.values_list("since", flat=True)) == {NOW - 30 * minute}
    assert Finding.objects.count() == 0


def test_the_first_gate_of_the_site_counts_whoever_is_in_a_zone(desk):
    come_in(make_device(make_gate("G"))[1])
    make_gate("")
    assert figures(desk) == {"Whole site": "1", "G G": "1"}


def test_everybody_has_left_the_site_and_so_its_zones(desk):
    outer, inner = make_device(make_gate(""), "Scanner 1")[1], make_device(make_gate("G"), "Scanner 2")[1]
    come_in(inner)
    come_in(outer, "BRA")
    # Before it is done the page says so, of the site alone.
    assert desk.get(reverse("gates:home")).content.decode().count("Nobody is counted in any of its zones either.") == 1
    with clock.standing(NOW + timedelta(hours=9)):
        page = desk.post(reverse("gates:clear", args=["site"]), follow=True).content.decode()
    assert "2 persons are no longer counted inside." in page
    assert figures(desk) == {"Whole site": "0", "G G": "0"}


def test_everybody_has_left(desk):
    _device, key = make_device(make_gate("G"))
    _member, badge = come_in(key)
    with clock.standing(NOW + timedelta(hours=9)):
        desk.post(reverse("gates:clear", args=["G"]))
        assert list(Presence.objects.values_list("since", flat=True)) == [None]
    with clock.standing(NOW + timedelta(hours=20)):
        assert scan(key, code_of(badge), at=NOW + timedelta(hours=20)).json()["reason"] == ""


def test_a_lost_badge_in_two_clicks_from_a_search(desk):
    _device, key = make_device(make_gate("G"))
    member, badge = come_in(key, family_name="Nguyễn", given_names="Thu Hà")
    found = desk.get(reverse("gates:people"), {"q": "nguyen thu"}).content.decode()
    lost = reverse("gates:lost", args=[member.public_id])
    assert f'href="{lost}"' in found
    page = desk.get(lost).content.decode()
    sent = {name: re.search(rf'name="{name}" value="(\d+)"', page)[1] for name in ("badge", "version")}
    answer = desk.post(lost, {**sent, "words": "In a taxi"})
    assert answer["Location"] == reverse("registration:desk_person", args=[member.public_id])
    assert list(Badge.objects.order_by("copy").values_list("copy", "state")) == [(1, "lost"), (2, "queued")]
    with clock.standing(NOW + timedelta(minutes=1)):
        assert scan(key, code_of(badge)).json()["reason"] == "lost"
    # Sent twice, it ends no second badge.
    assert "holds no badge" in desk.post(lost, sent).content.decode()
    give_out(Badge.objects.get(copy=2))
    assert "newer copy" in desk.post(lost, sent).content.decode()
    assert Badge.objects.count() == 2
    ways = desk.get(reverse("gates:person", args=[member.public_id]), follow=True).content.decode()
    assert ways.count("Reported lost") == 1
    assert '<th scope="col">Direction</th>' in ways


def test_the_print_room_ends_a_badge_and_stays_where_it_may_be(client, saturday):
    sign_in(client, make_user(None, Role.PRINT_ROOM))
    member, badge = accredited("KEN")
    give_out(badge)
    lost = reverse("gates:lost", args=[member.public_id])
    page = client.get(lost).content.decode()
    assert f'href="{reverse("accreditation:badge", args=[badge.pk])}"' in page
    sent = {name: re.search(rf'name="{name}" value="(\d+)"', page)[1] for name in ("badge", "version")}
    answer = client.post(lost, {**sent, "words": "In a taxi"}, follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (
        200,
        reverse("accreditation:badge", args=[Badge.objects.get(copy=2).pk]),
    )


def test_a_device_is_enrolled_by_a_code_shown_once_and_revoked_at_once(desk):
    gate = make_gate("G", name="Gate East")
    answer = desk.post(reverse("gates:invite"), {"name": "Scanner 7", "gate": gate.pk})
    code = re.search(r'class="code-big[^>]*>([A-Z0-9-]+)<', answer.content.decode())[1]
    assert answer["Cache-Control"].startswith("max-age=0")
    key = post("", "enrol", {"code": code}).json()["key"]
    assert get(key, "bundle").status_code == 200
    page = desk.get(reverse("gates:devices")).content.decode()
    assert "connected" in page
    assert code not in page
    device = Device.objects.get()
    desk.post(reverse("gates:revoke", args=[device.pk]), {"version": device.version})
    assert get(key, "bundle").json()["error"] == "device-revoked"


def test_each_button_of_the_devices_says_what_it_saves(desk):
    page = desk.get(reverse("gates:devices")).content.decode()
    buttons = re.findall(r'<button class="b" type="submit">(Save[^<]*)<', page)
    assert buttons == ["Save the minutes", "Save what devices may store"]


def test_what_devices_may_keep_is_said_at_the_desk(desk):
    desk.post(reverse("gates:allow"), {"names": "on"})
    assert Policy.objects.values_list("names", "photos").get() == (True, False)


def test_the_minutes_of_the_gates_are_set_at_the_desk(desk):
    url = reverse("gates:minutes")
    assert desk.post(url, {"second_entry": 45, "silent_after": 5}).status_code == 302
    assert Policy.objects.values_list("second_entry", "silent_after", "names").get() == (45, 5, False)
    for wrong in (
        {"second_entry": 45, "silent_after": 2},
        {"second_entry": 10081, "silent_after": 5},
        {"silent_after": 5},
    ):
        page = desk.post(url, wrong)
        assert page.status_code == 422
        assert f'value="{wrong["silent_after"]}"' in page.content.decode()
    assert Policy.objects.values_list("second_entry", "silent_after").get() == (45, 5)
    assert 'value="45"' in desk.get(reverse("gates:devices")).content.decode()


def test_an_alert_is_settled_in_words_and_leaves_the_desk(desk):
    staff = actor(make_user(None, Role.SECURITY))
    device, key = make_device()
    actions.revoke(actor=staff, device=device)
    scan(key, "PL1:X")
    (matter,) = together.results_of(desk_tasks.open_alerts(staff))
    assert (matter.key, matter.word, matter.remedy) == ("gates.finding.revoked-device", "1", "Review 1 gate alert")
    found = Finding.objects.get()
    url = reverse("gates:settle", args=[found.pk])
    assert desk.post(url, {"version": found.version, "words": " "}).status_code == 422
    assert desk.post(url, {"version": found.version, "words": "Found in a drawer."}).status_code == 302
    assert desk.post(url, {"version": found.version, "words": "Again."}).status_code == 409
    assert together.results_of(desk_tasks.open_alerts(staff)) == []
    assert "Found in a drawer." in desk.get(reverse("gates:findings")).content.decode()


def test_a_visitor_of_the_demo_reads_that_its_devices_are_fictitious(desk, settings):
    make_device(make_gate("G", name="Gate East"))
    for settings.DEMO in (False, True):
        page = desk.get(reverse("gates:devices")).content.decode()
        assert ("The devices in this demonstration are fictitious and always connected." in page) is settings.DEMO


def test_devices_that_fell_silent_are_told_of(desk):
    make_device(make_gate("G", name="Gate East"))
    staff = actor(make_user(None, Role.SECURITY))
    assert together.results_of(desk_tasks.silent(staff)) == []
    with clock.standing(NOW + timedelta(minutes=20)):
        (matter,) = together.results_of(desk_tasks.silent(staff))
        assert matter.why.startswith("Scanner 1 (Gate East). ")
    # Put away for the night and not switched on in the morning is told of while the conference lasts, and not for weeks afterwards.
    with clock.standing(NOW + timedelta(hours=22)):
        assert [matter.key for matter in together.results_of(desk_tasks.silent(staff))] == ["gates.silent"]
    with clock.standing(NOW + timedelta(days=4)):
        assert together.results_of(desk_tasks.silent(staff)) == []


def test_after_how_many_minutes_a_silent_device_is_told_of_is_a_setting(desk):
    make_device(make_gate("G"))
    staff = actor(make_user(None, Role.SECURITY))
    actions.set_minutes(actor=staff, second_entry=30, silent_after=5)
    with clock.standing(NOW + timedelta(minutes=4, seconds=59)):
        assert together.results_of(desk_tasks.silent(staff)) == []
    with clock.standing(NOW + timedelta(minutes=5, seconds=1)):
        assert [matter.key for matter in together.results_of(desk_tasks.silent(staff))] == ["gates.silent"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "number"), [("home", 13), ("inside", 8), ("people", 9), ("devices", 12), ("findings", 10)]
)
def test_queries_do_not_grow(desk, count, name, number, django_assert_num_queries):
    _device, key = make_device(make_gate("G"))
    _second, other = make_device(make_gate("G"), "Scanner 2")
    for n in range(count):
        _member, badge = come_in(key, "KEN" if n else "BRA", family_name=f"Same{n}")
        # A second entry elsewhere without a way out: an alert.
        sync(other, [told(n, badge, NOW - timedelta(seconds=1))])
    args = {"inside": ["G"]}.get(name, [])
    url = reverse(f"gates:{name}", args=args) + ("?q=same" if name == "people" else "")
    if name == "inside":
        number += 4  # an entry in the chain of acts, in a transaction of its own
    elif name in ("people", "findings"):
        number += NOTED
    desk.get(url)
    with django_assert_num_queries(number):
        desk.get(url)
