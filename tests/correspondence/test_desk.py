"""The desk sees every message and every try, sends failures again and takes back what waits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import AlreadyDecided
from conference.correspondence.models import Message, Outcome
from conference.correspondence.outbox import delivery, queries
from conference.correspondence.outbox.leases import Lease
from conference.correspondence.outbox.smtp_connection import Verdict
from tests.correspondence.conftest import LINK, write
from tests.people import actor, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _world(world, trial):
    pass


@pytest.fixture
def secretariat(client):
    user = make_user("s@conference.example", Role.SECRETARIAT, name="Đặng Thuỳ Linh")
    sign_in(client, user)
    client.user = user
    return client


def failed(*emails: str, **kwargs) -> list[Message]:
    rows = write(*emails, **kwargs)
    for row in rows:
        delivery.record_verdict(Lease([row.pk]), row, Verdict(Outcome.REJECTED, "550 5.1.1 no such user"))
    return rows


class TestTheList:
    def test_shows_recipient_state_and_what_was_said(self, secretariat):
        failed("never@x.example")
        write("wait@x.example", version=2, name="Kamau Gitonga")
        page = secretariat.get("/desk/messages/")
        text = page.content.decode()
        assert "550 5.1.1 no such user" in text
        assert text.index("Kamau Gitonga") < text.index("never@x.example")
        assert "1 failed" in text
        assert "1 queued" in text
        assert LINK not in text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"state": "failed"}, ["never@x.example"]),
            ({"q": "GITONGA"}, ["wait@y.example"]),
            ({"q": "wait@"}, ["wait@y.example"]),
            ({"domain": "x.example"}, ["never@x.example"]),
            ({"kind": "trial.news", "state": "queued"}, ["wait@y.example"]),
            ({"kind": "nobody.knows"}, ["wait@y.example", "never@x.example"]),
            ({"state": "sent"}, []),
        ],
    )
    def test_is_narrowed(self, secretariat, query, found):
        failed("never@x.example")
        write("wait@y.example", version=2, name="Kamau Gitonga")
        page = secretariat.get("/desk/messages/", query)
        assert [row["message"].recipient for row in page.context["rows"]] == found

    def test_finds_a_reference(self, secretariat):
        one, _two = write("a@x.example", "b@x.example")
        page = secretariat.get("/desk/messages/", {"q": one.reference})
        assert [row["message"].pk for row in page.context["rows"]] == [one.pk]

    @pytest.mark.parametrize("scope", ["KEN", "UN-ECE", ""])
    def test_no_reference_of_another_delegation_finds_it(self, secretariat, scope):
        (one,) = write("a@x.example")
        Message.objects.filter(pk=one.pk).update(scope=scope)
        own = f"{scope or 'M'}-{one.pk:05d}"
        for reference, found in ((own, [one.pk]), (own.lower(), [one.pk]), (f"HAN-{one.pk:05d}", []), (f"X{own}", [])):
            page = secretariat.get("/desk/messages/", {"q": reference})
            assert [row["message"].pk for row in page.context["rows"]] == found, reference
        assert secretariat.get("/desk/find/", {"q": f"HAN-{one.pk:05d}"}).status_code == 200
        assert secretariat.get("/desk/find/", {"q": own})["Location"] == f"/desk/messages/{one.pk}/"

    def test_newest_is_by_the_time_shown_whatever_was_written_first(self, secretariat, monkeypatch):
        monkeypatch.setattr(queries, "PAGE", 2)
        for row, day in zip(write(*[f"r{n}@x.example" for n in range(4)]), (10, 2, 9, 3), strict=True):
            Message.objects.filter(pk=row.pk).update(created_at=datetime(2025, 10, day, tzinfo=UTC))
        first = secretariat.get("/desk/messages/", {"q": "x.example"})
        assert [row["message"].created_at.day for row in first.context["rows"]] == [10, 9]
        second = secretariat.get(f"/desk/messages/{first.context['pager']['next']}")
        assert [row["message"].created_at.day for row in second.context["rows"]] == [3, 2]
        assert second.context["pager"]["next"] == ""

    def test_pages_go_on_after_the_last_row_seen(self, secretariat):
        rows = write(*[f"r{n}@x.example" for n in range(53)])
        page = secretariat.get("/desk/messages/", {"q": "x.example"})
        assert len(page.context["rows"]) == 50
        assert page.context["pager"]["next"] == f"?q=x.example&before={rows[3].pk}"
        rest = secretariat.get("/desk/messages/" + page.context["pager"]["next"])
        assert [row["message"].pk for row in rest.context["rows"]] == [rows[n].pk for n in (2, 1, 0)]

    @pytest.mark.parametrize("count", [1, 3])
    def test_takes_the_same_queries_for_one_and_for_three(self, secretariat, django_assert_num_queries, count):
        failed(*[f"r{n}@x.example" for n in range(count)])
        secretariat.get("/desk/messages/")
        with django_assert_num_queries(QUERIES_OF_THE_LIST):
            assert len(secretariat.get("/desk/messages/").context["rows"]) == count


# Session, user, roles, the second factor's two, the page's two, the conference.
QUERIES_OF_THE_LIST = 8


class TestOneMessage:
    def test_shows_both_parts_and_every_try(self, secretariat, sink):
        (message,) = write("later@x.example")
        delivery.deliver([message.pk])
        page = secretariat.get(f"/desk/messages/{message.pk}/")
        text = page.content.decode()
        assert "450 4.2.1 mailbox busy" in text
        assert "Not now" in text
        assert "We received it on Wednesday 8 October 2025, 10:04" in text
        assert f'src="/desk/messages/{message.pk}/html"' in text
        assert "frame-src 'self'" in page["Content-Security-Policy"]
        assert LINK not in text
        html = secretariat.get(f"/desk/messages/{message.pk}/html")
        assert html["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
        assert html["Content-Security-Policy"].endswith("sandbox")
        assert "•••" in html.content.decode()
        assert LINK not in html.content.decode()

    def test_before_its_first_try_it_says_that_it_is_not_written(self, secretariat):
        (message,) = write()
        assert (
            "The message is written when it is first tried."
            in secretariat.get(f"/desk/messages/{message.pk}/").content.decode()
        )
        assert secretariat.get(f"/desk/messages/{message.pk}/html").status_code == 404

    def test_one_that_does_not_exist_is_not_found(self, secretariat):
        assert secretariat.get("/desk/messages/999999/").status_code == 404


class TestSendingAgain:
    def test_queues_it_with_its_message_id_and_tells_the_record(self, secretariat, sink):
        (message,) = failed("gone@x.example")
        assert "Send again" in secretariat.get(f"/desk/messages/{message.pk}/").content.decode()
        answer = secretariat.post("/desk/messages/again/", {"ids": [message.pk]}, follow=True)
        assert answer.redirect_chain == [(f"/desk/messages/{message.pk}/", 302)]
        assert "1 message is queued again." in answer.content.decode()
        now = Message.objects.get(pk=message.pk)
        assert (now.state, now.attempts, now.last_error, now.ended_at) == ("queued", 0, "", None)
        entry = AuditEntry.objects.get(verb="message.sent_again")
        assert (entry.actor_label, entry.scope, entry.subject_id) == ("Đặng Thuỳ Linh", "KEN", str(message.pk))
        assert "gone@x.example" not in entry.subject_label
        assert delivery.deliver([message.pk]) == 1
        assert sink.ids == [message.message_id]
        assert LINK in sink.taken[0].mail.get_body(("plain",)).get_content()
        assert [row.outcome for row in message.tries.all()] == ["rejected", "sent"]

    def test_all_that_the_page_shows(self, secretariat):
        rows = failed("a@x.example", "b@x.example")
        write("c@x.example", version=2)
        page = secretariat.get("/desk/messages/")
        assert sorted(page.context["failed"]) == [row.pk for row in rows]
        assert "Send these 2 failed messages again" in page.content.decode()
        secretariat.post("/desk/messages/again/", {"ids": page.context["failed"]})
        assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
        assert AuditEntry.objects.filter(verb="message.sent_again").count() == 2

    def test_one_that_is_no_failure_any_more_changes_nothing(self, secretariat):
        one, two = failed("a@x.example", "b@x.example")
        secretariat.post("/desk/messages/again/", {"ids": [one.pk]})
        answer = secretariat.post("/desk/messages/again/", {"ids": [one.pk, two.pk]})
        assert answer.status_code == AlreadyDecided.status
        assert "is queued. Nothing was changed." in answer.content.decode()
        assert Message.objects.get(pk=two.pk).state == "failed"

    def test_needs_the_right(self, client):
        (message,) = failed("a@x.example")
        officer = make_user("p@conference.example", Role.PROTOCOL)
        sign_in(client, officer)
        page = client.get("/desk/messages/")
        assert page.status_code == 200
        assert page.context["failed"] == []
        assert "Send again" not in client.get(f"/desk/messages/{message.pk}/").content.decode()
        assert client.post("/desk/messages/again/", {"ids": [message.pk]}).status_code == 403
        assert Message.objects.get().state == "failed"


class TestCancelling:
    def test_ends_it_and_forgets_its_secret(self, secretariat):
        (message,) = write()
        page = secretariat.get(f"/desk/messages/{message.pk}/")
        assert "Cancel this message?" in page.content.decode()
        secretariat.post(f"/desk/messages/{message.pk}/cancel/")
        now = Message.objects.get(pk=message.pk)
        assert (now.state, now.sealed) == ("cancelled", "")
        assert now.ended_at is not None
        assert AuditEntry.objects.filter(verb="message.cancelled", subject_id=str(message.pk)).count() == 1
        assert Lease([message.pk]).rows == []

    def test_one_that_is_being_sent_goes_on(self, secretariat):
        (message,) = write()
        assert Lease([message.pk]).rows
        answer = secretariat.post(f"/desk/messages/{message.pk}/cancel/")
        assert answer.status_code == 409
        assert Message.objects.get(pk=message.pk).state == "sending"


class TestThePreviews:
    def test_list_every_kind(self, secretariat):
        assert (
            '<a href="/desk/messages/previews/trial.news/">News of the trial</a>'
            in secretariat.get("/desk/messages/previews/").content.decode()
        )

    @pytest.mark.parametrize("language", ["en", "ar"])
    def test_show_html_beside_text_in_each_language(self, secretariat, language):
        page = secretariat.get("/desk/messages/previews/trial.news/", {"language": language})
        direction = "rtl" if language == "ar" else "ltr"
        assert page.status_code == 200
        assert f'<pre class="mailtext" tabindex="0" lang="{language}" dir="{direction}">' in page.content.decode()
        assert "•••" in page.content.decode()
        html = secretariat.get("/desk/messages/previews/trial.news/html", {"language": language}).content.decode()
        assert f'<html lang="{language}" dir="{direction}">' in html

    def test_of_a_kind_that_does_not_exist_are_not_found(self, secretariat):
        assert secretariat.get("/desk/messages/previews/no.such/").status_code == 404


def test_the_menu_leads_here_for_those_who_may(secretariat):
    assert '<a href="/desk/messages/" aria-current' in secretariat.get("/desk/messages/").content.decode()


def test_the_hours_of_the_demo_are_the_conferences(secretariat, settings):
    from datetime import timedelta

    settings.CLOCK_OFFSET = timedelta(days=-400)
    (message,) = write()
    page = secretariat.get(f"/desk/messages/{message.pk}/")
    assert timezone.now() - page.context["next_try"] > timedelta(days=399)


def test_actions_say_who_may(secretariat):
    from conference.core.errors import NotAllowed, NotFound
    from conference.correspondence.outbox import actions

    (message,) = failed("a@x.example")
    with pytest.raises(NotAllowed):
        actions.send_again(actor=actor(make_user(None, Role.PRINT_ROOM)), ids=[message.pk])
    with pytest.raises(NotFound):
        actions.send_again(actor=actor(secretariat.user), ids=[])
    with pytest.raises(NotAllowed):
        actions.cancel(actor=actor(make_user(None, Role.PROTOCOL)), message_id=message.pk)
