"""A copied badge at two gates, a room's last place, a reprint against a scan, with controls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import Sum
from django.utils import timezone

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM
from conference.core.links import hash_of
from conference.db import guards
from conference.models import Category, Zone
from delegations.accreditation.badges.actions import issuing as accreditation
from delegations.accreditation.badges.actions.issuing import end_live_badge
from delegations.accreditation.models import Badge
from delegations.gates.checking.online import check_badge
from delegations.gates.guards import CHECK, SOURCE
from delegations.gates.models import SITE, Presence, Scan, Tally
from delegations.registration.models import Delegate, Delegation
from tests.gates.scene import NUMBERS, code_of, give_out, make_device, make_gate
from tests.people import make_conference, make_member, make_tables
from tests.races.threads import attack
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8
STOP = 7716
NUMBER = next(one for one in Scan._meta.constraints if one.name == "scan_number_once")


@pytest.fixture
def gates():
    """Two devices at two gates of one zone; any day is a day of the conference."""
    make_conference()
    make_tables()
    Category.objects.update(days=[])
    return [hash_of(make_device(make_gate("G"), f"Scanner {n}")[1]) for n in range(2)]


def printed(code: str = "KEN") -> tuple[Badge, str]:
    badge = give_out(make_member(code, state="accredited").badges.get())
    return badge, code_of(badge, expires=timezone.now() + timedelta(days=1))


def scanning(key: str, text: str, direction: str = "in"):
    def run() -> tuple[str, str]:
        import json

        now = clock.now()
        status, body = check_badge(
            key=key, number=next(NUMBERS), text=text, direction=direction, device_at=now, now=now
        )
        said = json.loads(body)
        assert status == 200, said
        return said["verdict"], said["reason"]

    return run


def _rewrite(*, locks: bool, between: str = "", once: bool = True) -> None:
    """Make the check anew: with or without locks and key, with a statement between looking and writing."""
    source = SOURCE.read_text(encoding="utf-8")
    made = source if locks else source.replace(" FOR NO KEY UPDATE", "").replace("\n    FOR SHARE OF b", "")
    made = made if once else made.replace("ON CONFLICT (device_id, number) DO NOTHING ", "")
    assert (made == source) == (locks and once)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP FUNCTION {CHECK}")
        cursor.execute(made.replace("    -- Who is seen", f"    {between}\n    -- Who is seen"))


@pytest.fixture
def without_locks():
    # Slow between looking and writing, so that the control does not hang on luck.
    _rewrite(locks=False, between="PERFORM pg_sleep(0.05);")
    yield
    guards.install(names=[CHECK])


@pytest.fixture
def without_number():
    _rewrite(locks=True, once=False)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Scan, NUMBER)
    yield
    guards.uninstall()  # which keep scans from being thrown away
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE gates_scan CASCADE")
    with connection.schema_editor() as editor:
        editor.add_constraint(Scan, NUMBER)
    guards.install()


@pytest.fixture
def stopping():
    """Make a check that stops between looking and writing until somebody lets go of STOP."""
    yield lambda locks: _rewrite(locks=locks, between=f"PERFORM pg_advisory_xact_lock({STOP});")
    guards.install(names=[CHECK])


def test_a_copied_badge_at_two_gates_at_once_enters_once(gates):
    for _ in range(ROUNDS):
        badge, text = printed()
        said = attack([scanning(gates[0], text), scanning(gates[1], text)])
        assert sorted(said) == [("check", "already-inside"), ("enter", "")]
        assert Presence.objects.filter(delegate=badge.delegate_id).count() == 1
    assert Tally.objects.get().inside == ROUNDS == Presence.objects.filter(since__isnull=False).count()


def test_without_the_locks_both_copies_enter(gates, without_locks):
    # Somebody of the delegation is inside: the first of all would wait where the tally's row is made.
    scanning(gates[0], printed()[1])()
    _badge, text = printed()
    assert attack([scanning(gates[0], text), scanning(gates[1], text)]) == [("enter", "")] * 2


@pytest.mark.parametrize(
    ("limit", "parties", "full"),
    [("per_delegation", ["KEN"], "delegation-full"), ("capacity", ["KEN", "BRA", "FRA"], "room-full")],
)
def test_a_quota_is_never_exceeded(gates, limit, parties, full):
    Zone.objects.filter(letter="G").update(**{limit: 3})
    texts = [printed(parties[n % len(parties)])[1] for n in range(8)]
    said = attack([scanning(gates[n % 2], text) for n, text in enumerate(texts)])
    assert sorted(said) == [("enter", "")] * 3 + [("refused", full)] * 5
    assert sum(Tally.objects.values_list("inside", flat=True)) == 3


def test_nobody_is_in_a_zone_and_not_on_the_site(gates):
    """Members of one delegation, and one badge twice, into a zone and out of the site at the same moments: no deadlock, and never one in
    a zone whom the site does not count."""
    site = hash_of(make_device(make_gate(""), "Outer")[1])
    texts = [printed()[1] for _n in range(3)]
    for _ in range(ROUNDS):
        tries = [scanning(gates[n % 2], text) for n, text in enumerate(texts)]
        tries += [scanning(site, text, "out") for text in texts] + [
            scanning(gates[0], text, "out") for text in texts[:1]
        ]
        for said in attack(tries):
            assert said in [("enter", ""), ("enter", "left"), ("enter", "repeated"), ("check", "already-inside")], said
        inside = {place: set() for place in (True, False)}
        for delegate, place in Presence.objects.filter(since__isnull=False).values_list("delegate", "place"):
            inside[place == SITE].add(delegate)
        assert inside[False] <= inside[True]
        counted = dict(Tally.objects.values_list("place").annotate(n=Sum("inside")).values_list("place", "n"))
        assert counted[SITE] == len(inside[True])


def test_without_the_locks_a_room_overflows(gates, without_locks):
    Zone.objects.filter(letter="G").update(capacity=1)
    texts = [
        printed(code)[1] for code in ("KEN", "BRA", "FRA")
    ]  # three tallies, so that only the zone's lock is missed
    assert attack([scanning(gates[n % 2], text) for n, text in enumerate(texts)]).count(("enter", "")) > 1


def test_a_reprint_comes_wholly_before_or_after_a_scan(gates):
    """Who was let in came before the old copy died; afterwards it opens nothing."""
    for _ in range(ROUNDS):
        badge, text = printed()
        said, new = attack(
            [
                scanning(gates[0], text),
                lambda badge=badge: accreditation.replace_badge(
                    actor=SYSTEM, badge=badge, code="damaged", explanation="Torn"
                ),
            ]
        )
        assert said in [("enter", ""), ("refused", "superseded")], said
        assert isinstance(new, Badge), new
        assert scanning(gates[1], text)() == ("refused", "superseded")
        inside = Presence.objects.filter(delegate=badge.delegate_id, since__isnull=False).exists()
        assert inside == (said == ("enter", ""))


def test_a_gate_waits_for_nobody_who_changes_the_delegation(gates):
    """An import holds the delegation and its members for seconds."""
    _badge, text = printed()
    scanned = scanning(gates[0], text)

    def impatient() -> tuple[str, str]:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        return scanned()

    with transaction.atomic():
        Delegation.objects.select_for_update().get()
        list(Delegate.objects.select_for_update())
        assert attack([impatient]) == [("enter", "")]


def test_a_withdrawal_against_a_scan(gates):
    """A withdrawal holds the member before the badge, a scan the badge before anything else."""
    for _ in range(ROUNDS):
        badge, text = printed()
        said, left = attack([scanning(gates[0], text), lambda badge=badge: _withdraw(badge)])
        assert said in [("enter", ""), ("refused", "revoked")], said
        assert left is None, left


@lifecycle.use_case
def _withdraw(badge: Badge) -> None:
    """As the delegation does: its own row first, then the member's, then what hangs on it."""
    Delegation.objects.select_for_update().get()
    member = Delegate.objects.select_for_update().get(pk=badge.delegate_id)
    end_live_badge(member, SYSTEM, "withdrawn")
    lifecycle.move(member, "withdrawn", actor=SYSTEM, verb="delegate.withdrawn")


def _reprint(badge: Badge) -> None:
    accreditation.replace_badge(actor=SYSTEM, badge=badge, code="damaged", explanation="Torn")


@pytest.mark.parametrize("end", [_reprint, _withdraw])
@pytest.mark.parametrize("locks", [True, False], ids=["locked", "control"])
def test_nobody_ends_a_badge_while_a_gate_decides_on_it(gates, stopping, end, locks):
    """With the lock whoever ends the badge waits for the scan; in the control a dead badge enters."""
    stopping(locks)
    badge, text = printed()
    with ThreadPoolExecutor(1) as pool, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [STOP])
        scan = pool.submit(attack, [scanning(gates[0], text)])
        until(lambda: _waits(cursor), "the scan stops between looking and writing")
        cursor.execute("SET lock_timeout = '300ms'")
        try:
            end(badge)
            ended = True
        except OperationalError:
            ended = False
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SELECT pg_advisory_unlock(%s)", [STOP])
        assert scan.result() == [("enter", "")]
    assert ended is not locks
    assert (Badge.objects.get(pk=badge.pk).state == "collected") is locks


def _waits(cursor) -> bool:
    # Of this database: the lock of another process of the tests, on its own, stands in the same table.
    cursor.execute(
        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database AND d.datname = current_database()"
        " WHERE locktype = 'advisory' AND objid = %s AND NOT granted",
        [STOP],
    )
    return cursor.fetchone()[0] == 1


def sending(key: str, text: str):
    now = clock.now()
    return lambda: check_badge(key=key, number=5, text=text, direction="in", device_at=now, now=now)[0]


def test_one_number_sent_three_times_at_once_is_one_scan(gates):
    _badge, text = printed()
    assert attack([sending(gates[0], text)] * 3) == [200, 200, 200]
    assert Scan.objects.count() == 1
    assert Tally.objects.get().inside == 1


def test_without_the_unique_number_it_is_three_scans(gates, without_number):
    _badge, text = printed()
    assert attack([sending(gates[0], text)] * 3) == [200, 200, 200]
    assert Scan.objects.count() == 3
