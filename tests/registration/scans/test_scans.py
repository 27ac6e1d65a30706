"""The scan of a travel document: encrypted, read by vetting alone, deleted some time after the decision."""

from __future__ import annotations

import base64
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from PIL import Image

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.core.errors import NotPossible
from conference.files.documents import Document
from conference.models import Conference
from delegations.registration.members import queries
from delegations.registration.models import Delegate, DocumentScan
from delegations.registration.scans import actions
from tests.people import actor, make_focal_point, make_member, make_user, sign_in
from tests.registration.kit import text_of
from tests.registration.members.test_at_rest import database
from tests.registration.own_page.test_own_page import link_for
from tests.retention.kit import run_purge

PAGE = Document("passport.pdf", "pdf", b"%PDF-1.7 the page with the photo of KE4711\n")


@pytest.fixture
def jane(world):
    Conference.objects.update(asks_scan=True)
    return make_focal_point("KEN", name="Achieng Wambui")


def url_of(member) -> str:
    return f"/portal/ken/members/{member.public_id}/scan/"


def photographed(width: int = 1600, height: int = 1100) -> io.BytesIO:
    """A page as a telephone takes it, with where and by whom."""
    body, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = "Halima's telephone"
    Image.new("RGB", (width, height), "#8a6a4f").save(body, "JPEG", exif=exif, comment=b"taken at home")
    body.seek(0)
    body.name = "passport.jpg"
    return body


class TestSending:
    def test_a_picture_is_kept_without_what_the_camera_wrote(self, client, jane):
        member = make_member("KEN")
        answer = sign_in(client, jane).post(url_of(member), {"scan": photographed()}, follow=True)
        assert f"The scan of {member} is stored, encrypted." in text_of(answer)
        body = base64.b64decode(DocumentScan.objects.get().body)
        with Image.open(io.BytesIO(body)) as kept:
            assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (1600, 1100), {})
        assert b"telephone" not in body
        assert b"taken at home" not in body

    def test_a_small_picture_is_refused(self, client, jane):
        answer = sign_in(client, jane).post(url_of(make_member("KEN")), {"scan": photographed(400, 300)})
        assert "the longer side needs at least 600" in text_of(answer, 422)

    def test_it_is_missing_until_it_comes(self, jane):
        member = make_member("KEN")
        assert [lack.field for lack in queries.missing_fields(member)] == ["scan"]
        actions.send_scan(actor=actor(jane), member=member, document=PAGE)
        assert queries.missing_fields(Delegate.objects.get(pk=member.pk)) == []

    @pytest.mark.parametrize(
        ("state", "tone", "said", "line"),
        [
            ("draft", "", "Scan of the travel document", "Send the scan of the page with the photo (needed)"),
            ("submitted", "", "Scan of the travel document", "Send the scan of the page with the photo (needed)"),
            ("vetted", "done", "", "No scan of the page with the photo is needed any more."),
        ],
    )
    def test_the_step_has_its_tick_when_the_scan_is_there_or_not_needed(self, client, jane, state, tone, said, line):
        issued = {"document_issue_date": date(2020, 1, 2), "document_issue_place": "Nairobi"}
        member = make_member("KEN", state=state, **issued)
        page = f"/portal/ken/members/{member.public_id}/"
        answer = sign_in(client, jane).get(page)
        step = next(one for one in answer.context["steps"] if one.anchor == "document")
        assert (step.tone, step.status) == (tone, said)
        assert line in text_of(answer)
        if state != "vetted":
            actions.send_scan(actor=actor(jane), member=member, document=PAGE)
            step = next(one for one in client.get(page).context["steps"] if one.anchor == "document")
            assert (step.tone, step.status) == ("done", "")

    def test_nobody_vetted_needs_one(self, jane):
        for state in ("vetted", "accredited"):
            member = make_member("KEN", state=state)
            assert queries.missing_fields(member) == []
            with pytest.raises(NotPossible, match="no scan is needed any more"):
                actions.send_scan(actor=actor(jane), member=member, document=PAGE)

    def test_the_member_sends_it_by_the_own_link(self, client, jane):
        member = make_member("KEN")
        with clock.standing(datetime(2025, 10, 10, 7, tzinfo=UTC)):
            path = link_for(member, jane)
            assert "Scan of the travel document" in text_of(client.get(path))
            text = text_of(client.post(f"{path}scan/", {"scan": photographed()}, follow=True))
        assert "Your scan is stored, encrypted. Only the security check sees it." in text
        assert DocumentScan.objects.get().member == member

    def test_where_the_host_does_not_ask_there_is_no_page(self, client, jane):
        Conference.objects.update(asks_scan=False)
        member = make_member("KEN")
        assert sign_in(client, jane).get(url_of(member)).status_code == 404
        assert queries.missing_fields(member) == []


class TestReading:
    @pytest.fixture
    def member(self, jane):
        member = make_member("KEN", state="submitted")
        actions.send_scan(actor=actor(jane), member=member, document=PAGE)
        return member

    def test_vetting_reads_it_and_leaves_an_entry(self, client, member):
        answer = sign_in(client, make_user(None, Role.SECURITY)).get(f"/desk/scans/{member.public_id}/")
        assert (answer.status_code, answer.content) == (200, PAGE.body)
        assert "no-store" in answer.headers["Cache-Control"]
        assert AuditEntry.objects.filter(verb="delegate.scan_read", subject_id=str(member.pk)).count() == 1

    @pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.PROTOCOL, Role.PROGRAMME, Role.PRINT_ROOM])
    def test_no_other_role_does(self, client, member, role):
        assert sign_in(client, make_user(None, role)).get(f"/desk/scans/{member.public_id}/").status_code == 403

    def test_nor_does_the_delegation_that_sent_it(self, client, jane, member):
        assert sign_in(client, jane).get(f"/desk/scans/{member.public_id}/").status_code == 404

    def test_the_database_holds_it_encrypted(self, member):
        assert base64.b64encode(PAGE.body).decode() in DocumentScan.objects.get().body
        held = database()
        assert "KE4711" not in held
        assert base64.b64encode(PAGE.body).decode() not in held


class TestDeleting:
    @pytest.mark.parametrize(
        ("state", "days", "gone"),
        [
            ("accredited", 31, 1),
            ("accredited", 29, 0),
            ("refused", 31, 1),
            ("refused", 29, 0),
            ("withdrawn", 0, 1),
            ("submitted", 90, 0),
            ("draft", 90, 0),
        ],
    )
    def test_after_the_decision_and_the_set_time(self, jane, settings, state, days, gone):
        settings.CLOCK_OFFSET = datetime(2025, 10, 10, 7, tzinfo=UTC) - timezone.now()
        decided_at = clock.now() - timedelta(days=days) if state in ("accredited", "refused") else None
        member = make_member("KEN", state=state, decided_at=decided_at)
        DocumentScan.objects.create(member=member, kind="pdf", body="AA==", sent_at=clock.now() - timedelta(days=90))
        assert run_purge()["scans of decided persons"] == gone

    @pytest.mark.parametrize(("days", "gone"), [(29, 0), (32, 1)])
    def test_after_the_conference_whatever_was_decided(self, jane, settings, days, gone):
        end = datetime(2025, 10, 26, 17, tzinfo=UTC)
        settings.CLOCK_OFFSET = end + timedelta(days=days) - timezone.now()
        DocumentScan.objects.create(member=make_member("KEN"), kind="pdf", body="AA==", sent_at=end)
        assert run_purge()["scans of decided persons"] == gone
