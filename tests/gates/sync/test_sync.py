"""Late scans: each kept once, presence worked out anew, contradictions found."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from conference.core import clock
from conference.core.access import Role
from conference.db import guards
from conference.models import Category
from delegations.accreditation.badges.actions import issuing as accreditation
from delegations.accreditation.models import Badge
from delegations.gates.devices import actions
from delegations.gates.models import Device, Finding, Presence, Scan, Tally
from tests.accreditation.kit import as_actor
from tests.gates.scene import NOW, code_of, give_out, make_device, make_gate, scan, sync, told
from tests.gates.table import to_state
from tests.people import actor, make_member, make_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def person(code: str = "KEN") -> Badge:
    return give_out(make_member(code, state="accredited").badges.get())


@pytest.fixture
def early(saturday):
    """Enrol this test's devices the day before."""

    def enrolled(zone: str = "G", name: str = "Scanner 1") -> tuple[Device, str]:
        with clock.standing(NOW - timedelta(days=1)):
            return make_device(make_gate(zone), name)

    return enrolled


def test_kept_known_and_differing(early):
    _device, key = early()
    one, other = person(), person()
    first = [told(1, one, NOW - 3 * MINUTE), told(2, "", NOW - 2 * MINUTE, "refused", "bad-signature")]
    assert sync(key, first).json() == {"kept": [1, 2], "known": [], "differ": []}
    changed = told(1, other, NOW - 3 * MINUTE)
    again = sync(key, [*first, changed, told(3, other, NOW)])
    assert again.json() == {"kept": [3], "known": [1, 2], "differ": [1]}
    assert list(Scan.objects.order_by("number").values_list("number", "badge")) == [
        (1, one.pk),
        (2, None),
        (3, other.pk),
    ]
    assert Finding.objects.values_list("kind", "facts__number").get() == ("two-contents", 1)
    sync(key, [changed])
    assert Finding.objects.count() == 1


def test_a_clock_that_is_two_days_wrong(early):
    _device, key = early()
    badge = person()
    late, fast = timedelta(days=2), timedelta(days=2, minutes=3)
    sync(key, [told(1, badge, NOW - 10 * MINUTE - late)], now=NOW - late)
    assert Scan.objects.get().happened_at == NOW - 10 * MINUTE
    assert Presence.objects.get().since == NOW - 10 * MINUTE
    sync(key, [told(2, badge, NOW - 5 * MINUTE + fast, reason="left", way="out")], now=NOW + fast)
    assert Scan.objects.get(number=2).happened_at == NOW - 5 * MINUTE
    assert Presence.objects.get().since is None
    assert Device.objects.get().clock_offset == -fast.total_seconds()
    # A moment that cannot be is brought to the nearest that can: not after now, not before the device was ours.
    sync(key, [told(3, badge, NOW + MINUTE), told(4, badge, NOW - timedelta(days=3))])
    moments = dict(Scan.objects.values_list("number", "happened_at"))
    assert (moments[3], moments[4]) == (NOW, NOW - timedelta(days=1))


def test_where_people_are_follows_the_order_in_which_it_happened(early):
    _one, here = early()
    _two, there = early(name="Scanner 2")
    badge = person()
    sync(here, [told(1, badge, NOW - 30 * MINUTE, reason="left", way="out")])
    assert Presence.objects.get().since is None
    # It came in before it went out, though we learn of it afterwards.
    sync(there, [told(1, badge, NOW - 60 * MINUTE)])
    assert Presence.objects.get().since is None
    sync(there, [told(2, badge, NOW - 20 * MINUTE)])
    assert Presence.objects.get().since == NOW - 20 * MINUTE
    # Somebody is let in by hand, somebody is only looked at, and a second look is no second entry.
    by_hand, looked, twice = person(), person(), person()
    sync(
        here,
        [
            told(2, by_hand, NOW, "check", "not-printed"),
            told(3, by_hand, NOW, "enter", "by-hand"),
            told(4, looked, NOW, "check", "bundle-old"),
            told(5, twice, NOW - MINUTE),
            told(6, twice, NOW, "enter", "repeated"),
        ],
    )
    # A guard takes back what was scanned by mistake: a way out that is none, and the other way round.
    back, stayed = person(), person()
    sync(here, [told(7, back, NOW - MINUTE), told(8, back, NOW, reason="undone", way="out")])
    sync(here, [told(9, stayed, NOW - 2 * MINUTE), told(10, stayed, NOW - MINUTE, reason="left", way="out")])
    sync(here, [told(11, stayed, NOW, reason="undone")])
    inside = dict(Presence.objects.filter(since__isnull=False).values_list("delegate", "since"))
    assert inside == {
        badge.delegate_id: NOW - 20 * MINUTE,
        by_hand.delegate_id: NOW,
        twice.delegate_id: NOW - MINUTE,
        stayed.delegate_id: NOW,
    }
    assert Tally.objects.get().inside == 4
    assert Finding.objects.count() == 0


@pytest.mark.slow
def test_ten_devices_shuffled_and_repeated(early):
    """Each number once, and everybody where the last scan put them."""
    dice = random.Random(4)
    people = [person("KEN" if n % 2 else "BRA") for n in range(12)]
    keys = [early(name=f"Scanner {n}")[1] for n in range(10)]
    story: list[tuple[str, dict]] = []
    last: dict[int, tuple] = {}
    for step in range(200):
        badge, key, way = dice.choice(people), dice.choice(keys), dice.choice(["in", "out"])
        at = NOW - timedelta(hours=3) + step * timedelta(seconds=50)
        last[badge.delegate_id] = (at if way == "in" else None,)
        story.append((key, told(step, badge, at, reason="left" if way == "out" else "", way=way)))
    sent = story + dice.sample(story, 120)
    dice.shuffle(sent)
    kept = 0
    while sent:
        size = dice.randrange(1, 40)
        batch, sent = sent[:size], sent[size:]
        for key in sorted({key for key, _row in batch}):
            said = sync(key, [row for one, row in batch if one == key]).json()
            assert said["differ"] == []
            kept += len(said["kept"])
    assert (kept, Scan.objects.count()) == (200, 200)
    assert dict(Presence.objects.values_list("delegate", "since")) == {pk: since for pk, (since,) in last.items()}
    tallies = dict(Tally.objects.values_list("delegation__party__code", "inside"))
    inside = [pk for pk, (since,) in last.items() if since]
    home = {badge.delegate_id: badge.delegate.delegation.party.code for badge in people}
    assert tallies == {code: sum(home[pk] == code for pk in inside) for code in ("KEN", "BRA")}


def test_what_a_gate_cannot_have_seen_rightly(early):
    """Each late contradiction is one alert; what only a list could not know is none."""
    device, key = early("S")
    _outer, outer = early("")
    staff = as_actor(make_user(None, Role.PRINT_ROOM))
    ended, before, foreign, ours = person(), person(), person(), person()
    with clock.standing(NOW - 20 * MINUTE):
        to_state(ended, "lost")
    with clock.standing(NOW - 5 * MINUTE):
        accreditation.replace_badge(actor=staff, badge=before, code="damaged", explanation="Torn")
    sync(
        outer,
        [
            told(1, ended, NOW - 10 * MINUTE),
            told(2, before, NOW - 10 * MINUTE),  # it was good then
            told(3, ours, NOW - 9 * MINUTE, "refused", "superseded"),  # it never was
            told(4, ours, NOW - 8 * MINUTE, "check", "unknown-serial"),  # a list may lack it
            told(5, "f" * 32, NOW - 7 * MINUTE),
            told(6, ended, NOW - 2 * MINUTE, "refused", "lost"),
        ],
    )
    sync(key, [told(1, foreign, NOW), told(2, foreign, NOW, "enter", "by-hand")])  # zone S is not among the category's
    found = Finding.objects.order_by("scan__device", "scan__number")
    assert [(one.kind, one.scan.device_id, one.scan.number) for one in found if one.kind != "copied"] == [
        ("differs", device.pk, 1),
        ("ended-badge", _outer.pk, 1),
        ("differs", _outer.pk, 3),
        ("differs", _outer.pk, 5),
    ]
    assert Finding.objects.get(kind="ended-badge").delegate_id == ended.delegate_id


def test_a_late_entry_on_a_day_that_the_category_does_not_have_is_an_alert(early):
    """The day is the conference's: in Hanoi 18:00 UTC belongs to the next one."""
    _device, key = early()
    friday, saturday = person(), person()
    Category.objects.update(days=["2025-10-25"])
    sync(key, [told(1, friday, NOW - timedelta(hours=11)), told(2, saturday, NOW - timedelta(hours=9))])
    alert = Finding.objects.get()
    assert (alert.kind, alert.scan.number, alert.facts["record"]) == ("differs", 1, ["refused", "wrong-day"])


def test_one_badge_at_two_places(early):
    _one, here = early()
    _two, there = early(name="Scanner 2")
    badge, honest = person(), person()
    sync(here, [told(1, badge, NOW - 30 * MINUTE), told(2, honest, NOW - 30 * MINUTE)])
    sync(here, [told(3, honest, NOW - 20 * MINUTE, reason="left", way="out")])
    sync(there, [told(1, badge, NOW - 10 * MINUTE), told(2, honest, NOW - 10 * MINUTE)])
    found = Finding.objects.get()
    assert (found.kind, found.delegate_id, found.scan.happened_at) == ("copied", badge.delegate_id, NOW - 10 * MINUTE)
    assert Scan.objects.get(pk=found.facts["before"]).happened_at == NOW - 30 * MINUTE


def test_a_revoked_device_s_scans_are_kept_apart_and_count_for_nothing(early):
    device, key = early()
    badge = person()
    actions.revoke(actor=actor(make_user(None, Role.SECURITY)), device=device)
    rows = [told(1, badge, NOW - MINUTE), told(2, badge, NOW)]
    assert sync(key, rows).json() == {"kept": [1, 2], "known": [], "differ": [], "revoked": True}
    sync(key, [told(3, badge, NOW)])
    assert list(Scan.objects.values_list("apart", "counts")) == [(True, False)] * 3
    assert (Presence.objects.count(), Finding.objects.values_list("kind").get()) == (0, ("revoked-device",))


def test_an_answer_that_was_lost_on_its_way(early):
    """The server refused; the gate, without an answer, let in by its list."""
    _device, key = early()
    badge = person()
    number, at = 17, NOW - MINUTE
    with clock.standing(at):
        to_state(badge, "lost")
        assert scan(key, code_of(badge), at=at, number=number).json()["reason"] == "lost"
        # Asked again, the same answer; the number belongs to that scan alone.
        assert scan(key, code_of(badge), at=at, number=number).json()["reason"] == "lost"
        assert scan(key, code_of(badge), "out", at=at, number=number).status_code == 409
    assert sync(key, [told(number, badge, at)]).json()["known"] == [number]
    assert sorted(Finding.objects.values_list("kind", flat=True)) == ["differs", "two-contents"]
    assert Scan.objects.count() == 1


@pytest.mark.parametrize("statement", ["UPDATE gates_scan SET verdict = 'refused'", "DELETE FROM gates_scan"])
def test_scans_are_never_changed(early, statement):
    _device, key = early()
    sync(key, [told(1, person(), NOW)])

    def attack() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            # What points at it would hold it, too.
            cursor.execute("DELETE FROM gates_presence")
            cursor.execute(statement)

    with pytest.raises(DatabaseError, match="append-only"):
        attack()
    assert Scan.objects.get().verdict == "enter"
    names = ["gates_scan_no_update", "gates_scan_no_delete"]
    guards.uninstall(names=names)
    try:
        attack()
    finally:
        guards.install(names=names)
    assert not Scan.objects.filter(verdict="enter").exists()


def test_a_batch_asks_the_same_number_of_queries(early, django_assert_max_num_queries):
    _device, key = early()
    people = [person() for _n in range(5)]
    with django_assert_max_num_queries(24):
        sync(key, [told(1, people[0], NOW)])
    with django_assert_max_num_queries(24):
        sync(key, [told(n, badge, NOW) for n, badge in enumerate(people, 2)])


def test_bodies_that_no_device_sends(early):
    _device, key = early()
    good = told(1, person(), NOW)
    for bad in (
        {**good, "number": -1},
        {**good, "number": "1"},
        {**good, "serial": "../../etc"},
        {**good, "serial": 7},
        {**good, "reason": "<b>"},
        {**good, "verdict": "open"},
        {**good, "direction": "both"},
        {**good, "at": "yesterday"},
        {**good, "at": timezone.now().replace(tzinfo=None).isoformat()},
        {**good, "bundle": 2**63},
        [],
        None,
    ):
        assert sync(key, [bad]).status_code == 400, bad
    assert sync(key, [told(n, "", NOW) for n in range(1001)]).status_code == 400
    assert Scan.objects.count() == 0
