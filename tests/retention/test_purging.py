"""What is deleted when: by kind, after its period, and never before."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from conference.audit import verify
from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.correspondence.models import Message
from conference.db import guards
from conference.models import Conference
from conference.retention import periods, purging
from conference.retention.kinds import KINDS
from conference.retention.models import RetentionPeriod
from delegations.accreditation.models import WatchEntry, WatchMatch
from delegations.gates.models import Presence, Scan
from delegations.registration.models import Delegate, Equipment, VisaLetter
from tests.gates.scene import make_device
from tests.people import make_member, make_user
from tests.retention.kit import after_end, make, run_purge

pytestmark = pytest.mark.usefixtures("world")
ARRIVAL = datetime(2025, 10, 24, 3, tzinfo=UTC)
TRAVEL = {
    "arrival": ARRIVAL,
    "arrival_flight": "KQ 870",
    "hotel": "Metropole",
    "visa_post": "Nairobi",
    "birth_place": "Mombasa",
}
HEALTH = {"diet": "halal", "accessibility": "a wheelchair", "emergency_contact": "Naliaka, +254 1"}


class TestPeriods:
    def test_every_kind_has_its_default_after_a_migrate_and_one_that_is_set_stays(self):
        RetentionPeriod.objects.all().delete()
        RetentionPeriod.objects.create(kind="photos", length=5)
        call_command("migrate", verbosity=0)
        lengths = dict(RetentionPeriod.objects.values_list("kind", "length"))
        assert lengths == {code: kind.default for code, kind in KINDS.items()} | {"photos": 5}

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_database_refuses_what_is_beyond_the_limits(self, kind):
        limits = KINDS[kind]
        for length in (limits.minimum, limits.maximum):
            RetentionPeriod(kind=kind, length=length).save()
        for length in (limits.minimum - 1, limits.maximum + 1):
            with pytest.raises(IntegrityError), transaction.atomic():
                RetentionPeriod(kind=kind, length=length).save()
        assert limits.minimum <= limits.default <= limits.maximum

    def test_an_unknown_kind_is_refused(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            RetentionPeriod(kind="whims", length=30).save()


class TestAfterTheConference:
    @pytest.fixture
    def member(self) -> Delegate:
        return make_member("KEN", photo="photos/ab/abc.jpg", **TRAVEL, **HEALTH)

    @pytest.mark.parametrize(
        ("name", "days", "emptied"),
        [
            ("journeys", 90, {"arrival", "arrival_flight", "hotel", "visa_post", "birth_place"}),
            ("diets, needs and emergency contacts", 30, set(HEALTH)),
            ("photos of members", 90, {"photo"}),
        ],
    )
    def test_columns_are_emptied_on_the_day_and_not_before(self, member, name, days, emptied):
        assert run_purge(after_end(days - 0.01))[name] == 0
        before = Delegate.objects.values().get(pk=member.pk)
        task = purging.tasks[name]
        assert (task.count_due(after_end(days)), task.purge_due(after_end(days))) == (1, 1)
        after = Delegate.objects.values().get(pk=member.pk)
        changed = {name for name in before if before[name] != after[name]} - {"queue_at"}
        assert changed == emptied
        assert not any(after[name] for name in emptied)
        assert task.count_due(after_end(days)) == 0

    def test_a_set_period_counts(self, member):
        RetentionPeriod(kind="health", length=7).save()
        assert run_purge(after_end(6.9))["diets, needs and emergency contacts"] == 0
        assert run_purge(after_end(7))["diets, needs and emergency contacts"] == 1

    def test_visa_letters_go(self, member):
        VisaLetter.objects.create(
            number="OC/VISA/2025/0001", member=member, check_code="AAAA", holds="{}", made_at=ARRIVAL
        )
        assert run_purge(after_end(179))["visa letters"] == 0
        assert run_purge(after_end(180))["visa letters"] == 1
        assert not VisaLetter.objects.exists()

    def test_an_arm_stays_without_what_names_it(self, member):
        arm = make(
            Equipment(
                bearer=member,
                kind="firearm",
                make="Glock",
                type="pistol",
                serial="AB123",
                serial_index="x",
                calibre="9 mm",
                rounds=30,
                checkpoint="Noi Bai",
                asked_at=ARRIVAL,
                starts_on="2025-10-24",
                ends_on="2025-10-27",
                state="licensed",
                licence="VN-77",
            )
        )
        assert run_purge(after_end(180))["arms and radios"] == 1
        arm.refresh_from_db()
        assert (arm.state, arm.serial, arm.serial_index, arm.make, arm.licence, arm.rounds) == (
            "licensed",
            "",
            "",
            "–",
            "–",
            0,
        )

    def test_a_watch_entry_stays_as_a_number_and_means_nobody(self, member):
        officer = make_user(None, Role.SECURITY)
        entry = make(
            WatchEntry(
                name="John Doe",
                name_index="x",
                aliases="J. Doe",
                document_number="A1",
                why="violence",
                entered_by=officer,
                entered_at=ARRIVAL,
            )
        )
        WatchMatch.objects.create(entry=entry, delegate=member, by_name=True, basis="b", found_at=ARRIVAL)
        deleted = run_purge(after_end(30))
        assert (deleted["entries of the watch list"], deleted["matches of the watch list"]) == (1, 1)
        entry.refresh_from_db()
        assert (entry.name, entry.aliases, entry.document_number, entry.why) == ("–", "", "", "")
        assert run_purge(after_end(30))["entries of the watch list"] == 0

    def test_messages_go_and_those_of_later_wait_as_long(self):
        for number, day in enumerate((0, 300)):
            Message.objects.create(
                kind="k",
                subject_type="s",
                subject_id=str(number),
                recipient="a@b.example",
                message_id=str(number),
                state="sent",
                created_at=after_end(day),
                not_before=ARRIVAL,
            )
        assert run_purge(after_end(364))["messages"] == 0
        assert run_purge(after_end(366))["messages"] == 1
        assert Message.objects.get().subject_id == "1"


class TestScansAtGates:
    @pytest.fixture
    def scan(self) -> Scan:
        member = make_member("KEN")
        device, _key = make_device()
        scan = Scan.objects.create(
            device=device,
            number=1,
            direction="in",
            device_at=ARRIVAL,
            happened_at=ARRIVAL,
            received_at=ARRIVAL,
            online=True,
            delegate=member,
            verdict="enter",
            counts=True,
        )
        Presence.objects.create(delegate=member, delegation=member.delegation, place=0, since=ARRIVAL, scan=scan)
        return scan

    def test_they_go_with_who_is_inside(self, scan):
        assert run_purge(after_end(180))["scans at gates"] == 1
        assert (Scan.objects.count(), Presence.objects.count()) == (0, 0)

    def test_nothing_else_deletes_them_nor_a_purge_before_its_time(self, scan):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            Scan.objects.all()._raw_delete("default")
        Conference.objects.update(ends_on=clock.now().date())
        Presence.objects.all().delete()
        with pytest.raises(Exception, match="append-only"), transaction.atomic(), periods.purging("gate_scans"):
            Scan.objects.all()._raw_delete("default")
        assert Scan.objects.count() == 1

    def test_without_the_guard_they_go(self, scan):
        Presence.objects.all().delete()
        guards.uninstall(names=["gates_scan_no_delete"])
        with transaction.atomic():
            assert Scan.objects.all()._raw_delete("default") == 1


class TestReport:
    @pytest.fixture
    def member(self) -> Delegate:
        return make_member("KEN", family_name="Wanjiru", **HEALTH)

    def run(self, *options: str) -> tuple[int, str]:
        out, code = io.StringIO(), 0
        try:
            call_command("purge", *options, stdout=out)
        except SystemExit as end:
            code = int(str(end.code))
        return code, out.getvalue()

    def test_a_dry_run_tells_what_is_due_and_deletes_nothing(self, member, settings):
        with clock.standing(after_end(31)):
            code, text = self.run("--dry-run")
        assert code == 2
        assert (
            "diets, needs and emergency contacts: 1 due (health: kept 30 days from the end of the conference)" in text
        )
        assert Delegate.objects.get().diet == "halal"
        assert not AuditEntry.objects.filter(verb="retention.purged").exists()

    def test_then_the_run_tells_what_it_deleted_and_the_audit_log_has_it_without_names(self, member):
        with clock.standing(after_end(31)):
            code, text = self.run()
        assert (code, "diets, needs and emergency contacts: 1 (" in text) == (0, True)
        entry = AuditEntry.objects.get(verb="retention.purged")
        assert (entry.subject_id, entry.actor_label) == ("health", "system")
        assert entry.details["deleted"] == 1
        assert entry.details["task"] == "diets, needs and emergency contacts"
        assert "Wanjiru" not in str(entry.details) + entry.subject_label
        assert list(verify.all_faults()) == []

    def test_with_nothing_due_the_dry_run_says_so_by_its_code(self):
        with clock.standing(after_end(-10)):
            code, text = self.run("--dry-run")
        assert (code, {line.split(": ")[1][:5] for line in text.splitlines()}) == (0, {"0 due"})

    def test_a_task_that_fails_is_told_and_the_others_go_on(self, member):
        def fail(now: datetime) -> int:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
            return 1

        broken = purging.PurgeTask("health", lambda now: 1, fail)
        with purging.tasks.override({"broken": broken, **purging.tasks}), clock.standing(after_end(31)):
            code, text = self.run()
        assert code == 1
        assert "broken: failed (DataError), nothing deleted" in text
        assert "diets, needs and emergency contacts: 1" in text
        assert Delegate.objects.get().diet == ""


def test_every_task_is_of_a_kind_and_counts_in_its_oldest():
    kinds = {task.kind for task in purging.tasks.values()}
    assert kinds <= {*KINDS, ""}  # sessions and reports end by themselves
    for task in purging.tasks.values():
        assert task.oldest_due(after_end(4000)) is None
        assert task.count_due(after_end(4000) + timedelta(days=1)) == 0
