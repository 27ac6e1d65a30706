"""Papers too long for a request: made by a worker, kept a day for whoever asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from conference.accounts.models import RoleGrant
from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Actor, Role
from conference.core.errors import NotPossible
from conference.printing import tasks
from conference.printing.documents import by_worker, jobs
from conference.printing.models import PaperJob
from delegations.registration.models import Delegate
from schedule.calendar.itineraries import prints
from tests.people import make_member, make_user, sign_in
from tests.programme.papers.papers import pages_of

URL = "/desk/papers/"
ASK = f"{URL}itinerary/by-worker/"


@pytest.fixture
def protocol(client, world, monkeypatch):
    """Three delegations, which are many here."""
    monkeypatch.setattr(prints, "AT_ONCE", 2)
    for code in ("BRA", "FRA", "KEN"):
        make_member(code, state="submitted", capacity="head")
    return sign_in(client, make_user(None, Role.PROTOCOL, name="Bùi Khánh Chi"))


@pytest.fixture
def job(protocol) -> PaperJob:
    protocol.post(ASK)
    return PaperJob.objects.get()


def page_of(client, job: PaperJob) -> str:
    return client.get(f"{URL}made/{job.public_id}/").content.decode()


def read(response) -> bytes:
    return b"".join(response.streaming_content)


def test_many_are_left_to_a_worker_and_one_is_made_at_once(protocol):
    page = protocol.get(f"{URL}itinerary.pdf").content.decode()
    assert "it is produced in the background and available to you for one day" in page
    assert f'method="post" action="{ASK}"' in page
    assert not PaperJob.objects.exists()  # looking asks for nothing
    one = protocol.get(f"{URL}itinerary.pdf", {"delegation": "KEN"})
    assert one["Content-Type"] == "application/pdf"


def test_it_is_made_kept_and_recorded(protocol):
    answer = protocol.post(ASK)
    job = PaperJob.objects.get()
    assert answer["Location"] == f"{URL}made/{job.public_id}/"
    waits = page_of(protocol, job)
    assert 'hx-trigger="every 2s"' in waits
    assert f'href="{URL}made/{job.public_id}/"' in protocol.get(URL).content.decode()
    # What Celery does: beat's round names the job, the task makes it.
    assert jobs.find_waiting(PaperJob) == [job.pk]
    assert tasks.make_paper(job.pk) is True
    job.refresh_from_db()
    assert (job.state, job.total, job.expires_at - job.ended_at) == ("ready", 3, timedelta(hours=24))
    part = protocol.get(answer["Location"], headers={"hx-request": "true"}).content.decode()
    assert "hx-trigger" not in part
    assert "<html" not in part
    assert not AuditEntry.objects.filter(verb="itinerary.read").exists()
    file = protocol.get(f"{answer['Location']}file/")
    assert file["Content-Disposition"] == 'attachment; filename="itinerary.pdf"'
    text = " ".join(pages_of(read(file)))
    assert all(name in text for name in ("Brazil", "France", "Kenya"))
    assert AuditEntry.objects.filter(verb="itinerary.read").count() == 1
    assert tasks.make_paper(job.pk) is False  # done is done


def test_it_is_in_the_language_of_the_page(protocol):
    protocol.cookies["django_language"] = "fr"
    protocol.post(ASK)
    job = PaperJob.objects.get()
    tasks.make_paper(job.pk)
    assert "Itinéraire" in " ".join(pages_of(read(protocol.get(f"{URL}made/{job.public_id}/file/"))))


def test_pressed_twice_it_is_made_once(protocol, job):
    protocol.post(ASK)
    assert PaperJob.objects.get() == job
    tasks.make_paper(job.pk)
    protocol.post(ASK)
    assert PaperJob.objects.count() == 2


def test_it_is_its_owners_alone_and_only_while_they_may_print_it(protocol, client, job):
    tasks.make_paper(job.pk)
    file = f"{URL}made/{job.public_id}/file/"
    assert protocol.get(file).status_code == 200
    RoleGrant.objects.filter(user=job.owner).update(role=Role.PRINT_ROOM)
    assert protocol.get(file).status_code == 403
    sign_in(client, make_user(None, Role.PROTOCOL, name="Another"))
    assert [client.get(f"{URL}made/{job.public_id}/").status_code, client.get(file).status_code] == [404, 404]


def test_whoever_lost_the_right_meanwhile_gets_nothing(protocol, job):
    RoleGrant.objects.filter(user=job.owner).update(role=Role.PRINT_ROOM)
    tasks.make_paper(job.pk)
    job.refresh_from_db()
    assert (job.state, bool(job.file)) == ("failed", False)
    assert job.problem


def test_a_refusal_is_said_to_its_owner(protocol, job):
    Delegate.objects.all().delete()
    tasks.make_paper(job.pk)
    assert "No delegation has named anybody yet." in page_of(protocol, job)


@pytest.mark.slow
def test_one_that_failed_is_a_matter_of_whoever_asked_until_it_is_asked_for_again(protocol, client, job):
    title = "Your document could not be produced: Itineraries"
    assert title not in protocol.get("/desk/").content.decode()
    Delegate.objects.all().delete()
    tasks.make_paper(job.pk)
    desk = protocol.get("/desk/").content.decode()
    assert title in desk
    assert "No delegation has named anybody yet." in desk
    assert f'href="{URL}made/{job.public_id}/"' in desk
    # It is nobody else's, and not for ever.
    assert title not in sign_in(client, make_user(None, Role.PROTOCOL, name="Another")).get("/desk/").content.decode()
    sign_in(client, job.owner)
    ended = PaperJob.objects.get().ended_at
    PaperJob.objects.update(ended_at=clock.now() - timedelta(hours=24, seconds=1))
    assert title not in protocol.get("/desk/").content.decode()
    PaperJob.objects.update(ended_at=ended)
    assert title in protocol.get("/desk/").content.decode()
    protocol.post(ASK)
    assert title not in protocol.get("/desk/").content.decode()


def test_a_worker_that_lost_its_lease_leaves_no_file(protocol, job):
    slow = jobs.lease_job(PaperJob, job.pk)
    assert jobs.lease_job(PaperJob, job.pk) is None
    PaperJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    quick = jobs.lease_job(PaperJob, job.pk)
    assert quick.lease != slow.lease
    actor = Actor(slow.owner_id, str(slow.owner), slow.owner.roles)
    before = set(default_storage.listdir("prints")[1]) if default_storage.exists("prints") else set()
    with pytest.raises(NotPossible, match="Another worker has taken this batch"):
        by_worker.make_job(slow, actor)
    assert set(default_storage.listdir("prints")[1]) == before
    by_worker.make_job(quick, actor)
    job.refresh_from_db()
    assert job.state == "ready"


def test_one_whose_workers_all_die_is_given_up_and_files_go_after_a_day(protocol, job):
    jobs.lease_job(PaperJob, job.pk)
    PaperJob.objects.update(
        lease_until=timezone.now() - timedelta(seconds=1), created_at=clock.now() - timedelta(hours=1, seconds=1)
    )
    assert tasks.papers_waiting() == 0
    assert "The system administrator can find the cause in the server log" in page_of(protocol, job)
    protocol.post(ASK)
    other = PaperJob.objects.exclude(pk=job.pk).get()
    tasks.make_paper(other.pk)
    PaperJob.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert jobs.clear_expired() == 1
    assert "The file was available for one day and has been deleted. Please request it again." in page_of(
        protocol, other
    )
    assert protocol.get(f"{URL}made/{other.public_id}/file/").status_code == 404


def test_who_may_not_print_it_may_not_ask(client, world):
    sign_in(client, make_user(None, Role.PRINT_ROOM))
    assert client.post(ASK).status_code == 403
    assert client.post(f"{URL}badges/by-worker/").status_code == 404
    assert not PaperJob.objects.exists()
