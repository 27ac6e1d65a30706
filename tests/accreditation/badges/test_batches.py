"""Batches of badges: made by a worker, owned by whoever asked."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.errors import NotAllowed, NotPossible
from conference.printing.documents import jobs
from delegations.accreditation import tasks
from delegations.accreditation.badges import views_batches
from delegations.accreditation.badges.actions import batches, issuing
from delegations.accreditation.badges.contents import BadgeChoice
from delegations.accreditation.collection import actions
from delegations.accreditation.models import Badge, PrintJob
from tests.accreditation.kit import accredited, as_actor, printer, security
from tests.accreditation.print_room import PRINT, page, serials
from tests.people import sign_in


def test_a_large_batch_goes_to_a_worker(room, monkeypatch):
    monkeypatch.setattr(views_batches, "AT_ONCE", 2)
    badges = [accredited("KEN")[1] for _ in range(3)]
    response = room.post(PRINT, {"layout": "a6", "delegation": "KEN"})
    job = PrintJob.objects.get()
    assert response["Location"] == reverse("accreditation:batch", args=[job.public_id])
    assert (job.state, job.total, Badge.objects.filter(state="queued").count()) == ("queued", 3, 3)
    waiting = page(room, "batch", job.public_id)
    assert "0 of 3 badges" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    # What Celery does: beat's round names the job, the task makes it.
    assert jobs.find_waiting(PrintJob) == [job.pk]
    assert tasks.print_job(job.pk) is True
    job.refresh_from_db()
    assert (job.state, job.done) == ("ready", 3)
    part = room.get(response["Location"], headers={"hx-request": "true"}).content.decode()
    assert "3 of 3 badges" in part
    assert "hx-trigger" not in part
    assert "<html" not in part
    file = room.get(reverse("accreditation:batch_file", args=[job.public_id]))
    assert file["Content-Disposition"].startswith('attachment; filename="badges-3.pdf"')
    assert serials(b"".join(file.streaming_content)) == [badge.serial for badge in badges]
    assert set(Badge.objects.values_list("state", flat=True)) == {"printed"}
    # Done is done.
    assert tasks.print_job(job.pk) is False


def test_a_batch_is_the_print_rooms(room, client, monkeypatch):
    monkeypatch.setattr(views_batches, "AT_ONCE", 0)
    accredited("KEN")
    room.post(PRINT, {"layout": "a6"})
    job = PrintJob.objects.get()
    tasks.print_job(job.pk)
    addresses = [reverse(f"accreditation:{name}", args=[job.public_id]) for name in ("batch", "batch_file")]
    assert [room.get(address).status_code for address in addresses] == [200, 200]
    sign_in(client, printer("Another"))
    assert [client.get(address).status_code for address in addresses] == [200, 200]


def test_a_batch_that_cannot_be_set_says_why_and_marks_nothing(room):
    _, badge = accredited("KEN", family_name="Test\U0001f600", given_names="")
    actor = as_actor(printer())
    job = batches.ask_for_batch(actor=actor, choice=BadgeChoice())
    tasks.print_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert f"{badge.number} Test\U0001f600, Name on badge: No print font contains the character" in job.problem
    assert not job.file
    badge.refresh_from_db()
    assert badge.state == "queued"


def test_a_dead_workers_batch_is_taken_up_again(room):
    accredited("KEN")
    job = batches.ask_for_batch(actor=as_actor(printer()), choice=BadgeChoice())
    assert jobs.lease_job(PrintJob, job.pk) is not None
    # Somebody has it: nobody else takes it, until the lease is over.
    assert (jobs.find_waiting(PrintJob), tasks.print_job(job.pk)) == ([], False)
    PrintJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.find_waiting(PrintJob) == [job.pk]
    assert tasks.print_job(job.pk) is True
    assert Badge.objects.get().state == "printed"


def test_a_worker_that_lost_its_lease_marks_nothing(room):
    accredited("KEN")
    job = batches.ask_for_batch(actor=as_actor(printer()), choice=BadgeChoice())
    slow = jobs.lease_job(PrintJob, job.pk)
    PrintJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    quick = jobs.lease_job(PrintJob, job.pk)
    assert quick.lease != slow.lease
    with pytest.raises(NotPossible, match="Another worker has taken this batch"):
        batches.make_job(slow, as_actor(printer()))
    assert Badge.objects.get().state == "queued"
    batches.make_job(quick, as_actor(printer()))
    assert Badge.objects.get().state == "printed"
    assert AuditEntry.objects.filter(verb="badge.printed").count() == 1


def test_a_batch_that_the_server_cannot_make_ends_and_says_so(room, settings, tmp_path):
    accredited("KEN")
    job = batches.ask_for_batch(actor=as_actor(printer()), choice=BadgeChoice())
    (tmp_path / "full").write_text("a file where the folder of the prints should be")
    settings.MEDIA_ROOT = str(tmp_path / "full")
    assert tasks.print_job(job.pk) is True
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.problem == "job.failed"
    assert jobs.find_waiting(PrintJob) == []
    assert Badge.objects.get().state == "queued"


def test_a_batch_whose_workers_all_die_is_given_up_after_an_hour(room):
    accredited("KEN")
    job = batches.ask_for_batch(actor=as_actor(printer()), choice=BadgeChoice())
    jobs.lease_job(PrintJob, job.pk)
    PrintJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert (jobs.give_up(PrintJob), PrintJob.objects.get().state) == (0, "running")
    PrintJob.objects.update(created_at=clock.now() - timedelta(hours=1, seconds=1))
    assert jobs.give_up(PrintJob) == 1
    job.refresh_from_db()
    assert (job.state, job.problem) == ("failed", "job.given_up")
    assert tasks.print_job(job.pk) is False


def test_batches_are_on_the_conferences_clock(room, settings):
    settings.CLOCK_OFFSET = timedelta(days=-400)
    accredited("KEN")
    job = batches.ask_for_batch(actor=as_actor(printer()), choice=BadgeChoice())
    assert abs(job.created_at - clock.now()) < timedelta(minutes=1)
    tasks.print_job(job.pk)
    job.refresh_from_db()
    assert job.created_at <= job.ended_at <= clock.now()
    assert jobs.clear_expired() == 0
    PrintJob.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert jobs.clear_expired() == 1


def test_a_file_that_no_batch_knows_is_deleted_after_a_day(room):
    accredited("KEN")
    job = batches.ask_for_batch(actor=as_actor(printer()), choice=BadgeChoice())
    tasks.print_job(job.pk)
    job.refresh_from_db()
    orphan = default_storage.save("prints/orphan.pdf", ContentFile(b"of a worker that died"))
    assert jobs.clear_expired() == 0  # its batch may be in the making
    a_day_ago = (timezone.now() - timedelta(hours=25)).timestamp()
    for name in (orphan, job.file.name):
        os.utime(default_storage.path(name), (a_day_ago, a_day_ago))
    assert jobs.clear_expired() == 1
    assert (default_storage.exists(orphan), default_storage.exists(job.file.name)) == (False, True)


def test_files_are_deleted_after_a_day(room):
    accredited("KEN")
    owner = printer("Owner")
    job = batches.ask_for_batch(actor=as_actor(owner), choice=BadgeChoice())
    tasks.print_job(job.pk)
    job.refresh_from_db()
    storage, name = job.file.storage, job.file.name
    assert job.expires_at - job.ended_at == timedelta(hours=24)
    assert (jobs.clear_expired(), storage.exists(name)) == (0, True)
    PrintJob.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert (jobs.clear_expired(), storage.exists(name)) == (1, False)
    sign_in(room, owner)
    assert "The file was kept for a day and has been deleted." in page(room, "batch", job.public_id)
    assert room.get(reverse("accreditation:batch_file", args=[job.public_id])).status_code == 404


def test_a_worker_that_dies_between_row_and_file_leaves_a_file_without_a_row(room):
    accredited("KEN")
    job = batches.ask_for_batch(actor=as_actor(printer()), choice=BadgeChoice())
    tasks.print_job(job.pk)
    name = PrintJob.objects.get().file.name
    PrintJob.objects.update(file="")
    assert default_storage.exists(name)
    a_day_ago = (timezone.now() - timedelta(hours=25)).timestamp()
    os.utime(default_storage.path(name), (a_day_ago, a_day_ago))
    assert (jobs.clear_expired(), default_storage.exists(name)) == (1, False)


def test_who_may_ask_for_a_batch(world):
    accredited("KEN")
    with pytest.raises(NotAllowed):
        batches.ask_for_batch(actor=as_actor(security()), choice=BadgeChoice())
    with pytest.raises(NotPossible, match="There is no badge to print here"):
        batches.ask_for_batch(actor=as_actor(printer()), choice=BadgeChoice("BRA"))


class TestJam:
    """After a jam what came out whole is not printed again, nor what lies at the counter."""

    @pytest.fixture
    def printed(self, room):
        accredited("BRA")
        room.post(PRINT, {"layout": "a6"})
        for _n in range(5):
            accredited("KEN")
        room.post(PRINT, {"layout": "a4x4", "backs": "on"})
        job = PrintJob.objects.order_by("-pk").first()
        assert (job.state, job.total) == ("ready", 5)
        return job

    def again(self, room, job, **sent):
        return room.post(
            reverse("accreditation:print_again", args=[job.public_id]), {"why": "jam", "start": "after", **sent}
        )

    def test_the_rest_is_printed_again_with_the_same_copies_and_a_reason(self, room, printed):
        ours = list(Badge.objects.filter(delegate__delegation__party__code="KEN").order_by("pk"))
        assert "Last badge printed correctly" in page(room, "batch", printed.public_id)
        response = self.again(room, printed, last_good="2", explanation="Tray 2")
        new = PrintJob.objects.order_by("-pk").first()
        assert response["Location"] == reverse("accreditation:batch", args=[new.public_id])
        assert (new.total, new.layout, new.way["backs"]) == (3, "a4x4", True)
        assert tasks.print_job(new.pk) is True
        file = room.get(reverse("accreditation:batch_file", args=[new.public_id]))
        assert serials(b"".join(file.streaming_content)) == [badge.serial for badge in ours[2:]]
        entries = AuditEntry.objects.filter(verb="badge.printed_again").order_by("number")
        assert [entry.subject_id for entry in entries] == [str(badge.pk) for badge in ours[2:]]
        assert {(entry.reason, entry.details["code"]) for entry in entries} == {("Tray 2", "jam")}
        # That one jams, too: its places are its own.
        self.again(room, new, last_good="1")
        assert PrintJob.objects.order_by("-pk").first().total == 2

    def test_the_last_good_one_is_named_by_its_number_too(self, room, printed):
        ours = list(Badge.objects.filter(delegate__delegation__party__code="KEN").order_by("pk"))
        for text in (ours[3].number, ours[3].number.lower(), ours[3].number[-5:]):
            self.again(room, printed, last_good=text)
            assert PrintJob.objects.order_by("-pk").first().wanted["badges"] == [ours[4].pk]
        # Nothing typed is refused, and never the whole batch, which has a control of its own.
        assert self.again(room, printed, last_good="").status_code == 422
        assert self.again(room, printed, start="").status_code == 422
        self.again(room, printed, start="whole")
        assert PrintJob.objects.order_by("-pk").first().total == 5

    def test_what_was_handed_out_or_replaced_meanwhile_is_left_out(self, room, printed):
        ours = list(Badge.objects.filter(delegate__delegation__party__code="KEN").order_by("pk"))
        actions.hand_out(actor=as_actor(printer()), badge=ours[1], to="Bearer")
        issuing.replace_badge(actor=as_actor(printer()), badge=ours[2], code="lost", explanation="")
        self.again(room, printed, start="whole")
        new = PrintJob.objects.order_by("-pk").first()
        assert tasks.print_job(new.pk) is True
        new.refresh_from_db()
        assert new.wanted["badges"] == [ours[0].pk, ours[3].pk, ours[4].pk]

    def test_a_wrong_number_prints_nothing_and_keeps_what_was_typed(self, room, printed):
        other = Badge.objects.get(delegate__delegation__party__code="BRA")
        for text, says in (
            (other.number, f"“{other.number}” does not identify one badge of this batch. Nothing was printed."),
            ("5", "That is the last badge of this batch. Nothing was printed."),
            ("6", "“6” does not identify one badge of this batch. Nothing was printed."),
        ):
            response = self.again(room, printed, last_good=text, explanation="Tray 2")
            assert response.status_code == 409
            assert says in response.content.decode()
            assert 'value="Tray 2"' in response.content.decode()
        assert self.again(room, printed, why="").status_code == 422
        assert PrintJob.objects.count() == 2

    def test_another_shift_prints_the_rest(self, room, client, printed):
        client.force_login(security())
        assert self.again(client, printed, start="whole").status_code == 403
        late = printer("Late Shift")
        sign_in(client, late)
        assert self.again(client, printed, start="whole").status_code == 302
        assert PrintJob.objects.order_by("-pk").first().owner == late

    def test_a_batch_that_is_still_to_be_made_has_no_rest(self, room):
        accredited("KEN")
        job = batches.ask_for_batch(actor=as_actor(printer()), choice=BadgeChoice())
        with pytest.raises(NotPossible):
            batches.print_again(actor=as_actor(job.owner), job=job, last_good=None, why="jam")
