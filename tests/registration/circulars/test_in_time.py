"""Circulars with files and with each delegation's own words, sent at a set time or called off before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from conference.audit.models import AuditEntry
from conference.core import clock, undo
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotPossible
from conference.correspondence.letters import letter
from conference.files.pdf_reader import clean_pdf
from conference.models import current_conference
from conference.translated import Translated
from delegations.registration.circulars import actions, queries
from delegations.registration.models import Circular, CircularFile
from delegations.registration.overview.listing import Filter
from tests.people import actor, make_focal_point, make_member, make_user, sign_in
from tests.registration.delegations.test_messages import read
from tests.registration.kit import letters, make_deadline, text_of
from tests.registration.notes.test_notes import pdf

NEW, LIST = "/desk/circulars/new/?d=ken&d=bra", "/desk/circulars/"
PDF = clean_pdf(pdf().getvalue())[1]  # as it is kept
SUBJECT, BODY = Translated(en="Buses for {delegation}"), Translated(en="Of {members} members, {drafts} are drafts.")


@pytest.fixture
def office(world):
    return actor(make_user(None, Role.SECRETARIAT, name="Thu Hà"))


@pytest.fixture
def two(world):
    make_focal_point("KEN", email="f@ken.example")
    make_focal_point("BRA", email="f@bra.example")


def plan(who, hours: float = 2, codes=("ken", "bra"), **more) -> Circular:
    at = clock.now() + timedelta(hours=hours)
    return actions.write_circular(
        actor=who,
        delegations=queries.get_selected(Filter(), codes),
        subject=SUBJECT,
        body=BODY,
        expected_version=queries.key_of(SUBJECT, BODY, (), at),
        send_at=at,
        **more,
    )


class TestFields:
    def test_each_delegation_reads_its_own(self, office, two):
        make_member(
            "KEN", state="submitted", capacity="head", family_name="Otieno", given_names="Grace", honorific="H.E."
        )
        make_member("KEN")
        make_deadline()
        body = Translated(en="{head}: {members} entered, {drafts} drafts; {deadline}. {address} {nothing}")
        actions.write_circular(
            actor=office,
            delegations=queries.get_selected(Filter(), ["ken", "bra"]),
            subject=SUBJECT,
            body=body,
            expected_version=queries.key_of(SUBJECT, body),
        )
        found = {mail.recipient: read(mail) for mail in letters("circular")}
        subject, text, page = found["f@ken.example"]
        assert subject == "Buses for Kenya"
        assert "H.E. Grace Otieno: 2 entered, 1 drafts" in text
        assert 'href="http' in page
        assert "/portal/ken/" in page
        subject, text, _page = found["f@bra.example"]
        assert subject == "Buses for Brazil"
        assert "–: 0 entered, 0 drafts" in text
        # What is no field stays: braces are no error of a text that an action is given.
        assert "{nothing}" in text

    def test_a_field_that_is_none_is_said_at_the_text(self, client, two):
        sign_in(client, make_user(None, Role.SECRETARIAT))
        sent = {"subject_en": "Buses", "body_en": "Dear {hed}, {head}", "preview": "1"}
        assert "There is no such field: {hed}. Take one of those that are listed." in text_of(
            client.post(NEW, sent), 422
        )


class TestTime:
    def test_it_goes_when_its_time_has_come_to_those_who_are_focal_points_then(self, office, two):
        circular = plan(office)
        assert (letters("circular"), circular.waits) == ([], True)
        assert actions.send_due() == 0
        make_focal_point("KEN", email="new@ken.example")
        with clock.standing(circular.send_at):
            assert actions.send_due() == 1
            assert actions.send_due() == 0
        circular.refresh_from_db()
        assert {mail.recipient for mail in letters("circular")} == {"f@ken.example", "new@ken.example", "f@bra.example"}
        assert (circular.recipients, circular.sent_at, circular.waits) == (3, circular.send_at, False)
        verbs = AuditEntry.objects.filter(verb__startswith="circular.").order_by("number")
        assert [(entry.verb, entry.actor_label) for entry in verbs] == [
            ("circular.planned", "Thu Hà"),
            ("circular.sent", "system"),
        ]

    def test_called_off_it_never_goes(self, office, two):
        circular = plan(office)
        actions.call_off(actor=office, circular=circular)
        with clock.standing(circular.send_at + timedelta(hours=1)):
            assert actions.send_due() == 0
        assert letters("circular") == []
        with pytest.raises(AlreadyDecided, match="cancelled already"):
            actions.call_off(actor=office, circular=circular)

    def test_what_was_sent_cannot_be_called_off(self, office, two):
        circular = plan(office)
        with clock.standing(circular.send_at):
            actions.send_due()
        with pytest.raises(AlreadyDecided, match="sent meanwhile"):
            actions.call_off(actor=office, circular=circular)

    def test_sent_without_a_time_it_can_be_cancelled_while_its_mails_wait(self, office, two):
        circular = self.at_once(office)
        assert [
            mail.not_before - timezone.now() > undo.window() - timedelta(seconds=5) for mail in letters("circular")
        ] == [True] * 2
        actions.call_off(actor=office, circular=circular)
        circular.refresh_from_db()
        assert (circular.sent_at, circular.recipients, circular.called_off_by_id) == (None, 0, office.user_id)
        assert [mail.state for mail in letters("circular")] == ["cancelled"] * 2

    def test_once_one_of_its_mails_has_gone_none_is_cancelled(self, office, two):
        circular = self.at_once(office)
        gone = letters("circular")[0]
        gone.not_before = timezone.now() - timedelta(seconds=1)
        gone.save(update_fields=["not_before"])
        with pytest.raises(AlreadyDecided, match="sent meanwhile"):
            actions.call_off(actor=office, circular=circular)
        assert [mail.state for mail in letters("circular")] == ["queued"] * 2

    def at_once(self, who) -> Circular:
        return actions.write_circular(
            actor=who,
            delegations=queries.get_selected(Filter(), ["ken", "bra"]),
            subject=SUBJECT,
            body=BODY,
            expected_version=queries.key_of(SUBJECT, BODY),
        )

    def test_a_time_that_is_past_is_refused(self, office, two):
        with pytest.raises(NotPossible, match="is past"):
            plan(office, hours=-1)
        assert not Circular.objects.exists()

    def test_another_time_than_the_one_looked_at_is_refused(self, office, two):
        at = clock.now() + timedelta(hours=2)
        with pytest.raises(NotPossible, match="The text has changed since the preview"):
            actions.write_circular(
                actor=office,
                delegations=queries.get_selected(Filter(), ["ken"]),
                subject=SUBJECT,
                body=BODY,
                expected_version=queries.key_of(SUBJECT, BODY, (), at),
            )


class TestAtTheDesk:
    @pytest.fixture
    def desk(self, client, two):
        return sign_in(client, make_user(None, Role.SECRETARIAT, name="Thu Hà"))

    def test_its_page_has_the_text_and_cancelling_says_what_it_means(self, desk, office):
        circular = plan(office)
        page = f"/desk/circulars/{circular.pk}/"
        listed = desk.get(LIST).content.decode()
        assert f'href="{page}"' in listed
        assert "call-off" not in listed
        text = text_of(desk.get(page))
        assert "Of {members} members, {drafts} are drafts." in text
        assert "Brazil, Kenya" in text
        assert "If you cancel it, nobody gets this e-mail." in text
        desk.post(f"{page}call-off/")
        text = text_of(desk.get(page))
        assert "Cancelled Thu Hà" in text
        assert "If you cancel it" not in text
        assert "Of {members} members" in text

    def sent(self, answer, **more):
        values = {"subject_en": "Buses for {delegation}", "body_en": "See the plan.", **more}
        if answer is not None:
            values |= {
                "looked_at": answer.context["looked_at"],
                "keep": [stored for _name, stored in answer.context["files"]],
            }
        return values

    def test_a_time_that_is_past_is_said_before_the_preview_offers_to_send(self, desk):
        sent = {"subject_en": "Buses", "body_en": "They wait.", "send_at": "2025-01-02T09:00", "preview": "1"}
        page = desk.post(NEW, sent)
        assert page.status_code == 422
        assert "The time to send it is past." in page.content.decode()
        assert "Send it to" not in page.content.decode()

    def test_a_file_goes_with_each_mail(self, desk):
        file = SimpleUploadedFile("plan of buses.pdf", PDF)
        answer = desk.post(NEW, self.sent(None, attached=[file], preview="1"))
        assert "plan of buses.pdf" in text_of(answer)
        # What was attached stands through a second look, without being sent again.
        answer = desk.post(NEW, self.sent(answer, preview="1"))
        desk.post(NEW, self.sent(answer, send="1"))
        assert [(one.name, one.file.size) for one in CircularFile.objects.all()] == [("plan of buses.pdf", len(PDF))]
        for mail in letters("circular"):
            made = letter.compose(mail, current_conference())
            assert [(one.filename, one.content, one.mimetype) for one in made.attachments] == [
                ("plan of buses.pdf", PDF, "application/pdf")
            ]
        assert "plan of buses.pdf" in text_of(desk.get(LIST))

    def test_what_is_no_document_is_refused_and_the_text_stays(self, desk):
        answer = desk.post(NEW, self.sent(None, attached=[SimpleUploadedFile("plan.pdf", b"MZ")], preview="1"))
        page = text_of(answer, 422)
        assert "plan.pdf: This file is not a PDF, JPEG or PNG." in page
        assert "See the plan." in page

    def test_nobody_attaches_a_file_of_others(self, desk):
        file = SimpleUploadedFile("secret.pdf", PDF)
        stored = desk.post(NEW, self.sent(None, attached=[file], preview="1")).context["files"][0][1]
        other = type(desk)()
        sign_in(other, make_user(None, Role.SECRETARIAT))
        answer = other.post(NEW, {**self.sent(None), "keep": [stored], "preview": "1"})
        assert answer.context["files"] == []

    def test_planned_and_called_off(self, desk):
        with clock.standing(clock.now()):
            at = (clock.now() + timedelta(days=1)).astimezone(current_conference().zone)
            typed = at.strftime("%Y-%m-%dT%H:%M")
            answer = desk.post(NEW, self.sent(None, send_at=typed, preview="1"))
            assert "Send it to 2 persons on" in text_of(answer)
            desk.post(NEW, self.sent(answer, send_at=typed, send="1"))
            circular = Circular.objects.get()
            assert circular.send_at.astimezone(current_conference().zone).strftime("%Y-%m-%dT%H:%M") == typed
            assert "Cancel the circular" in text_of(desk.get(LIST))
            desk.post(f"{LIST}{circular.pk}/call-off/")
            assert "Cancelled" in text_of(desk.get(LIST))
            assert letters("circular") == []
