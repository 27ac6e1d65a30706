"""The print room's doors: counts, batches at once and by a worker, one badge, the counter."""

from __future__ import annotations

import os
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from conference import clock
from conference.access import Role
from conference.audit.models import Entry
from conference.errors import NotAllowed, NotPossible
from delegations.accreditation import actions, desk_badges, tasks
from delegations.accreditation.actions import batches
from delegations.accreditation.models import Badge, PrintJob
from delegations.accreditation.papers import Choice
from tests.accreditation.people import accredited, as_actor, printer, security
from tests.accreditation.test_badges import leave
from tests.accreditation.test_papers import verified
from tests.people import make_focal_point, make_user, sign_in
from tests.printing.readback import codes, open_pdf, words

HOME = reverse("accreditation:badges")
PRINT = reverse("accreditation:print")


@pytest.fixture
def room(client, world):
    """Somebody of the print room at the desk."""
    return sign_in(client, printer())


def serials(pdf: bytes) -> list[str]:
    return [verified(text).serial.hex() for page in open_pdf(pdf) for text in codes(page)]


def page(client, name: str, *args) -> str:
    return client.get(reverse(f"accreditation:{name}", args=args)).content.decode()


def test_counts_by_delegation(room):
    badges = [accredited("KEN")[1] for _ in range(3)]
    accredited("BRA")
    actions.mark_printed(actor=as_actor(printer()), badges=[(b.pk, 1) for b in badges[:2]], layout="a6")
    actions.hand_out(actor=as_actor(printer()), badge=Badge.objects.get(pk=badges[0].pk), to="Trần Thu Hà")
    text = room.get(HOME).content.decode()
    row = text[text.index("Kenya</span></th>") :].split("</tr>")[0]
    assert [part.split("</td>")[0] for part in row.split('<td class="n">')[1:]] == ["1", "1", "1"]
    assert "Print 1" in row
    assert "Hand out 1" in row
    assert [part.split("<")[0] for part in text.split('figure-n num">')[1:]] == ["2", "1", "1"]


def test_a_small_batch_comes_at_once_and_is_marked(room):
    kenyan, brazilian = accredited("KEN")[1], accredited("BRA")[1]
    response = room.post(PRINT, {"layout": "a6", "one": "KEN"})
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="badges-ken.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert serials(response.content) == [kenyan.serial]
    kenyan.refresh_from_db()
    brazilian.refresh_from_db()
    assert (kenyan.state, brazilian.state) == ("printed", "queued")
    # Nothing is queued any more: said in words, nothing printed.
    again = room.post(PRINT, {"layout": "a6", "one": "KEN"}, follow=True)
    assert "There is no badge to print." in again.content.decode()
    # Asked for, the printed one comes again, and the record knows of the second paper.
    assert serials(room.post(PRINT, {"layout": "a6", "one": "KEN", "again": "on"}).content) == [kenyan.serial]
    assert Entry.objects.filter(verb="badge.printed_again").count() == 1


def test_by_category_and_on_sheets(room):
    accredited("KEN")
    guard = accredited("KEN", capacity="security")[1]
    response = room.post(PRINT, {"layout": "a4x4", "category": "S"})
    document = open_pdf(response.content)
    assert round(document[0].get_width() / 72 * 25.4) == 210
    assert serials(response.content) == [guard.serial]


def test_the_file_bears_the_mark_of_the_page_that_asked(room):
    """So that the page can show what is printed by now (tests/look/test_forms_file.py)."""
    accredited("KEN")
    response = room.post(PRINT, {"layout": "a6", "mark": "0123456789abcdef"})
    cookie = response.cookies["file"]
    assert (cookie.value, cookie["path"], cookie["samesite"], cookie["max-age"]) == (
        "0123456789abcdef",
        HOME,
        "Strict",
        120,
    )
    for mark in ("", "x", "0123456789abcdeF", "0123456789abcdef; Path=/"):
        assert "file" not in room.post(PRINT, {"layout": "a6", "again": "on", "mark": mark}).cookies
    assert 'data-file="/desk/badges/"' in page(room, "badges")


def test_a_lost_copy_stands_with_the_moment_it_was_lost(room, settings):
    _, badge = accredited("KEN")
    actions.mark_printed(actor=as_actor(printer()), badges=[(badge.pk, 1)], layout="a6")
    handed = actions.hand_out(actor=as_actor(printer()), badge=Badge.objects.get(), to="Trần Thu Hà")
    settings.CLOCK_OFFSET = timedelta(days=3)
    actions.replace(actor=as_actor(printer()), badge=handed, code="lost")
    lost = Entry.objects.get(verb="badge.lost").at
    assert lost - handed.collected_at > timedelta(days=2)
    row = page(room, "badge", badge.pk).split('<th scope="row" class="n">1</th>')[1].split("</tr>")[0]
    assert lost.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).strftime("%a %d %b %Y, %H:%M") in row


def test_an_unknown_paper_is_refused(room):
    accredited("KEN")
    response = room.post(PRINT, {"layout": "a5"}, follow=True)
    assert "Choose a kind of paper. Nothing was printed." in response.content.decode()
    assert Badge.objects.get().state == "queued"


def test_a_large_batch_goes_to_a_worker(room, monkeypatch):
    monkeypatch.setattr(desk_badges, "AT_ONCE", 2)
    badges = [accredited("KEN")[1] for _ in range(3)]
    response = room.post(PRINT, {"layout": "a6", "delegation": "KEN"})
    job = PrintJob.objects.get()
    assert response["Location"] == reverse("accreditation:batch", args=[job.public_id])
    assert (job.state, job.total, Badge.objects.filter(state="queued").count()) == ("queued", 3, 3)
    waiting = page(room, "batch", job.public_id)
    assert "0 of 3 badges" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    # What Celery does: beat's round names the job, the task makes it.
    assert batches.waiting_batches() == [job.pk]
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


def test_a_batch_is_its_owners_alone(room, client, monkeypatch):
    monkeypatch.setattr(desk_badges, "AT_ONCE", 0)
    accredited("KEN")
    room.post(PRINT, {"layout": "a6"})
    job = PrintJob.objects.get()
    tasks.print_job(job.pk)
    addresses = [reverse(f"accreditation:{name}", args=[job.public_id]) for name in ("batch", "batch_file")]
    assert [room.get(address).status_code for address in addresses] == [200, 200]
    sign_in(client, printer("Another"))
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_a_batch_that_cannot_be_set_says_why_and_marks_nothing(room):
    _, badge = accredited("KEN", family_name="Test\U0001f600", given_names="")
    actor = as_actor(printer())
    job = actions.ask_for_batch(actor=actor, choice=Choice(), layout="a6")
    tasks.print_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert f"badge {badge.number}, name" in job.problem
    assert not job.file
    badge.refresh_from_db()
    assert badge.state == "queued"


def test_a_dead_workers_batch_is_taken_up_again(room):
    accredited("KEN")
    job = actions.ask_for_batch(actor=as_actor(printer()), choice=Choice(), layout="a6")
    assert batches._take(job.pk) is not None
    # Somebody has it: nobody else takes it, until the lease is over.
    assert (batches.waiting_batches(), tasks.print_job(job.pk)) == ([], False)
    PrintJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert batches.waiting_batches() == [job.pk]
    assert tasks.print_job(job.pk) is True
    assert Badge.objects.get().state == "printed"


def test_a_worker_that_lost_its_lease_marks_nothing(room):
    accredited("KEN")
    job = actions.ask_for_batch(actor=as_actor(printer()), choice=Choice(), layout="a6")
    slow = batches._take(job.pk)
    PrintJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    quick = batches._take(job.pk)
    assert quick.lease != slow.lease
    with pytest.raises(NotPossible, match="Another worker has taken this batch"):
        batches._make(slow, as_actor(printer()))
    assert Badge.objects.get().state == "queued"
    batches._make(quick, as_actor(printer()))
    assert Badge.objects.get().state == "printed"
    assert Entry.objects.filter(verb="badge.printed").count() == 1


def test_a_batch_that_the_server_cannot_make_ends_and_says_so(room, settings, tmp_path):
    accredited("KEN")
    job = actions.ask_for_batch(actor=as_actor(printer()), choice=Choice(), layout="a6")
    (tmp_path / "full").write_text("a file where the folder of the prints should be")
    settings.MEDIA_ROOT = str(tmp_path / "full")
    assert tasks.print_job(job.pk) is True
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.problem.startswith("The server could not make the file.")
    assert batches.waiting_batches() == []
    assert Badge.objects.get().state == "queued"


def test_a_batch_whose_workers_all_die_is_given_up_after_an_hour(room):
    accredited("KEN")
    job = actions.ask_for_batch(actor=as_actor(printer()), choice=Choice(), layout="a6")
    batches._take(job.pk)
    PrintJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert (batches.give_up(), PrintJob.objects.get().state) == (0, "running")
    PrintJob.objects.update(created_at=clock.now() - timedelta(hours=1, seconds=1))
    assert batches.give_up() == 1
    job.refresh_from_db()
    assert (job.state, job.problem.split(".")[0]) == ("failed", "No worker finished this batch within an hour")
    assert tasks.print_job(job.pk) is False


def test_batches_are_on_the_conferences_clock(room, settings):
    settings.CLOCK_OFFSET = timedelta(days=-400)
    accredited("KEN")
    job = actions.ask_for_batch(actor=as_actor(printer()), choice=Choice(), layout="a6")
    assert abs(job.created_at - clock.now()) < timedelta(minutes=1)
    tasks.print_job(job.pk)
    job.refresh_from_db()
    assert job.created_at <= job.ended_at <= clock.now()
    assert batches.clear_expired() == 0
    PrintJob.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert batches.clear_expired() == 1


def test_a_file_that_no_batch_knows_is_deleted_after_a_day(room):
    accredited("KEN")
    job = actions.ask_for_batch(actor=as_actor(printer()), choice=Choice(), layout="a6")
    tasks.print_job(job.pk)
    job.refresh_from_db()
    orphan = default_storage.save("prints/orphan.pdf", ContentFile(b"of a worker that died"))
    assert batches.clear_expired() == 0  # its batch may be in the making
    a_day_ago = (timezone.now() - timedelta(hours=25)).timestamp()
    for name in (orphan, job.file.name):
        os.utime(default_storage.path(name), (a_day_ago, a_day_ago))
    assert batches.clear_expired() == 1
    assert (default_storage.exists(orphan), default_storage.exists(job.file.name)) == (False, True)


def test_files_are_deleted_after_a_day(room):
    accredited("KEN")
    owner = printer("Owner")
    job = actions.ask_for_batch(actor=as_actor(owner), choice=Choice(), layout="a6")
    tasks.print_job(job.pk)
    job.refresh_from_db()
    storage, name = job.file.storage, job.file.name
    assert job.expires_at - job.ended_at == timedelta(hours=24)
    assert (batches.clear_expired(), storage.exists(name)) == (0, True)
    PrintJob.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert (batches.clear_expired(), storage.exists(name)) == (1, False)
    sign_in(room, owner)
    assert "The file was kept for a day and is gone." in page(room, "batch", job.public_id)
    assert room.get(reverse("accreditation:batch_file", args=[job.public_id])).status_code == 404


def test_who_may_ask_for_a_batch(world):
    accredited("KEN")
    with pytest.raises(NotAllowed):
        actions.ask_for_batch(actor=as_actor(security()), choice=Choice(), layout="a6")
    with pytest.raises(NotPossible, match="There is no badge to print here"):
        actions.ask_for_batch(actor=as_actor(printer()), choice=Choice("BRA"), layout="a6")


def test_one_badge_found_by_number_or_name_printed_and_handed_out(room):
    member, badge = accredited("KEN", family_name="Nguyễn", given_names="Đào", search="nguyen dao")
    for text in (badge.number, badge.number[-5:], "dao NGUYEN"):
        assert reverse("accreditation:badge", args=[badge.pk]) in room.get(HOME, {"q": text}).content.decode()
    assert "No badge has this number or bearer." in room.get(HOME, {"q": "nobody"}).content.decode()
    response = room.post(PRINT, {"layout": "a6", "badge": str(badge.pk), "again": "on"})
    assert serials(response.content) == [badge.serial]
    address = reverse("accreditation:hand_out", args=[badge.pk])
    empty = room.post(address, {"to": " ", "version": "2"})
    assert empty.status_code == 422
    assert "Enter who signed for it." in empty.content.decode()
    done = room.post(address, {"to": "Trần Thu Hà", "version": "2"}, follow=True)
    assert f"{badge.number} is handed out." in done.content.decode()
    late = room.post(address, {"to": "Somebody else", "version": "2"})
    assert late.status_code == 409
    assert "already collected by Vũ Hoàng Nam" in late.content.decode()
    assert Badge.objects.get(pk=badge.pk).collected_by_name == "Trần Thu Hà"
    assert member.state == "accredited"


def test_a_delegation_collects_against_one_signature(room):
    badges = [accredited("KEN")[1] for _ in range(2)]
    actions.mark_printed(actor=as_actor(printer()), badges=[(b.pk, 1) for b in badges], layout="a6")
    address = reverse("accreditation:hand_out_delegation", args=["ken"])
    assert "Enter who signed for it." in room.post(address, {"to": ""}, follow=True).content.decode()
    done = room.post(address, {"to": "Trần Thu Hà"}, follow=True).content.decode()
    assert "2 badges of Kenya are handed out." in done
    again = room.post(address, {"to": "Trần Thu Hà"}, follow=True).content.decode()
    assert "No printed badge of Kenya lies at the counter." in again
    # Printed after the stack was taken from the shelf: not handed out with it.
    more = [accredited("KEN")[1] for _ in range(3)]
    actions.mark_printed(actor=as_actor(printer()), badges=[(b.pk, 1) for b in more[:2]], layout="a6")
    assert '<input type="hidden" name="seen" value="2">' in room.get(HOME).content.decode()
    actions.mark_printed(actor=as_actor(printer()), badges=[(more[2].pk, 1)], layout="a6")
    late = room.post(address, {"to": "Trần Thu Hà", "seen": "2"}, follow=True).content.decode()
    assert "3 printed badges of Kenya lie at the counter now, and not 2. Count again; nothing was changed." in late
    assert Badge.objects.filter(state="printed").count() == 3
    assert (
        "3 badges of Kenya are handed out."
        in room.post(address, {"to": "Hà", "seen": "3"}, follow=True).content.decode()
    )
    assert room.post(reverse("accreditation:hand_out_delegation", args=["xxx"]), {"to": "x"}).status_code == 404


def test_the_preview_looks_like_the_badge_and_opens_nothing(room):
    member, badge = accredited("KEN", family_name="Mokoena", given_names="Thandeka")
    response = room.get(reverse("accreditation:preview", args=[badge.pk]))
    document = open_pdf(response.content)
    assert "Thandeka Mokoena" in words(document[0])
    assert codes(document[0]) == [f"PREVIEW {badge.number}"]
    assert response["Content-Disposition"].startswith("inline")
    badge.refresh_from_db()
    assert (badge.state, Entry.objects.filter(verb__startswith="badge.printed").count()) == ("queued", 0)
    assert member.state == "accredited"


def test_a_replacement_needs_a_reason(room):
    _, badge = accredited("KEN")
    address = reverse("accreditation:replace", args=[badge.pk])
    assert room.post(address, {"version": "1"}).status_code == 422
    done = room.post(address, {"version": "1", "code": "lost", "words": "In a taxi"}, follow=True)
    assert "Copy 1 is dead from now on; copy 2 waits to be printed." in done.content.decode()
    dead = page(room, "badge", badge.pk)
    assert "This copy is dead for good; its code opens nothing." in dead
    late = room.post(address, {"version": "1", "code": "damaged"})
    assert late.status_code == 409


def test_a_withdrawn_person_never_comes_out_of_the_print_room(room):
    member, badge = accredited("KEN")
    kept = accredited("KEN")[1]
    leave(member, "withdrawn")
    assert serials(room.post(PRINT, {"layout": "a6"}).content) == [kept.serial]
    gone = room.post(PRINT, {"layout": "a6", "badge": str(badge.pk), "again": "on"}, follow=True)
    assert "There is no badge to print." in gone.content.decode()


def test_doors_by_role(client, world):
    _, badge = accredited("KEN")
    doors = [
        lambda: client.get(HOME),
        lambda: client.get(reverse("accreditation:badge", args=[badge.pk])),
        lambda: client.get(reverse("accreditation:preview", args=[badge.pk])),
        lambda: client.post(PRINT, {"layout": "x"}),
        lambda: client.post(reverse("accreditation:hand_out", args=[badge.pk]), {}),
        lambda: client.post(reverse("accreditation:replace", args=[badge.pk]), {}),
        lambda: client.post(reverse("accreditation:hand_out_delegation", args=["ken"]), {}),
    ]

    def answers(user):
        sign_in(client, user)
        return [door().status_code for door in doors]

    works = [200, 200, 200, 302, 422, 422, 302]
    assert answers(printer()) == works
    assert answers(make_user(None, Role.ACCREDITATION)) == works
    for role in (Role.SECURITY, Role.SECRETARIAT, Role.PROTOCOL, Role.PROGRAMME):
        assert answers(make_user(None, role)) == [403] * 7
    assert answers(make_focal_point("KEN")) == [404] * 7
    badge.refresh_from_db()
    assert badge.state == "queued"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_queries_do_not_grow_with_delegations(room, django_assert_num_queries, language):
    accredited("KEN")
    room.get(HOME)
    count = {"en": 10, "fr": 11}[language]
    for _ in range(2):
        with django_assert_num_queries(count):
            room.get(HOME, headers={"accept-language": language})
        accredited("BRA")
        accredited("FRA")


def test_run_print_badges(world, tmp_path, capsys):
    badge = accredited("KEN")[1]
    accredited("BRA")
    out = tmp_path / "x.pdf"
    call_command("print", "badges", delegation="KEN", layout="a4x4", out=out)
    assert serials(out.read_bytes()) == [badge.serial]
    assert "1 item on 1 page" in capsys.readouterr().out
    assert Entry.objects.get(verb="badge.printed").actor_label == "command line"
