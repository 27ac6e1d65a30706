"""The demo's mail goes to a folder, and a page shows every letter with working links."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, mailers
from django.utils import timezone

from conference.correspondence.mailbox import backend
from conference.correspondence.models import Message
from conference.correspondence.outbox import delivery
from tests.correspondence.conftest import LINK, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path, world, trial):
    place = tmp_path / "mailbox"
    settings.MAILERS = {
        "default": {
            "BACKEND": "conference.correspondence.mailbox.backend.MailboxBackend",
            "OPTIONS": {"folder": str(place)},
        }
    }
    settings.ROOT_URLCONF = "tests.correspondence.demo_site"
    return place


def deliver(*emails: str, **context) -> list[Message]:
    rows = write(*emails, **context)
    assert delivery.deliver([row.pk for row in rows]) == len(rows)
    return rows


def test_a_letter_is_one_whole_file(folder):
    (message,) = deliver("focal.kenya@mission.example")
    (path,) = folder.iterdir()
    assert re.fullmatch(r"\d{20}-[0-9a-f]{8}\.eml", path.name)
    raw = path.read_bytes()
    assert f"Message-ID: {message.message_id}\r\n".encode() in raw
    found = backend.read(folder, path.stem)
    assert found is not None
    assert (found.to, found.subject) == (
        "Achieng Wambui <focal.kenya@mission.example>",
        "Kenya: seven members received",
    )
    assert LINK in found.text
    assert LINK in found.html


def test_a_folder_that_cannot_be_written_is_a_server_that_is_away(folder):
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("no folder")
    (message,) = write()
    assert delivery.deliver([message.pk]) == 0
    message.refresh_from_db()
    assert (message.state, message.tries.get().outcome) == ("queued", "transient")


def test_the_list_shows_the_newest_first_and_finds_a_recipient(folder, client):
    assert "No messages yet" in client.get("/demo/mailbox/").content.decode()
    deliver("kenya@mission.example", words="first")
    deliver("brazil@mission.example", version=2, party="Brazil", words="second")
    page = client.get("/demo/mailbox/").content.decode()
    assert page.index("Brazil: second") < page.index("Kenya: first")
    page = client.get("/demo/mailbox/", {"to": "KENYA@"}).content.decode()
    assert "Kenya: first" in page
    assert "Brazil: second" not in page


def test_the_newest_is_what_was_written_last_whenever_it_was_delivered(folder, client):
    late = write("kenya@mission.example", words="written at noon")
    early = write("brazil@mission.example", version=2, party="Brazil", words="written in the morning")
    noon = timezone.now()
    Message.objects.filter(pk=late[0].pk).update(created_at=noon)
    Message.objects.filter(pk=early[0].pk).update(created_at=noon - timedelta(hours=3))
    for (row,) in (late, early):
        assert delivery.deliver([row.pk]) == 1
    page = client.get("/demo/mailbox/").content.decode()
    assert page.index("Kenya: written at noon") < page.index("Brazil: written in the morning")


def test_it_finds_words_of_a_subject_and_says_when_none_fits(folder, client):
    deliver("kenya@mission.example", words="first")
    deliver("brazil@mission.example", version=2, party="Brazil", words="second")
    page = client.get("/demo/mailbox/", {"to": "brazil: SEC"}).content.decode()
    assert "Brazil: second" in page
    assert "Kenya: first" not in page
    page = client.get("/demo/mailbox/", {"to": "nobody@nowhere"}).content.decode()
    assert "No message matches" in page
    assert "Submit a delegation" not in page


def test_links_lead_to_the_house_at_the_port_where_it_stands_today(folder, settings):
    """Yesterday's demo stood at port 8000, today's at 8457."""
    settings.PUBLIC_URL = "http://127.0.0.1:8457"
    text = "Answer: http://127.0.0.1:8000/invited/abc/ or write to http://127.0.0.1.example/x/"
    mailers.default.send_messages([EmailMessage("Invitation", text, to=["a@x.example"])])
    (path,) = folder.iterdir()
    found = backend.read(folder, path.stem)
    assert found is not None
    assert found.text.strip() == "Answer: http://127.0.0.1:8457/invited/abc/ or write to http://127.0.0.1.example/x/"


def test_the_list_comes_in_pages(folder, client):
    for n in range(52):
        mailers.default.send_messages([EmailMessage(f"Letter {n}", "Text", to=[f"r{n}@x.example"])])
    page = client.get("/demo/mailbox/")
    assert len(page.context["rows"]) == 50
    rest = client.get("/demo/mailbox/" + page.context["pager"]["next"])
    assert [row.subject for row in rest.context["rows"]] == ["Letter 1", "Letter 0"]
    assert rest.context["pager"]["next"] == ""


def test_a_letter_has_both_its_parts_and_its_html_a_page_of_its_own(folder, client):
    deliver()
    (row,) = client.get("/demo/mailbox/").context["rows"]
    page = client.get(f"/demo/mailbox/{row.name}/")
    text = page.content.decode()
    assert 'sandbox="allow-popups allow-top-navigation-by-user-activation" src="html"' in text
    assert f'<a href="{LINK}" rel="nofollow">{LINK}</a>' in text
    assert "style=" not in text
    policy = page["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "unsafe-inline" not in policy

    html = client.get(f"/demo/mailbox/{row.name}/html")
    assert html["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-top-navigation-by-user-activation"
    )
    assert html["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head><base target="_top">' in html.content.decode()
    assert f'href="{LINK}"' in html.content.decode()


def test_a_letter_without_html_shows_its_text_alone(folder, client):
    mailers.default.send_messages([EmailMessage("Plain", "Only text <b>", to=["a@x.example"])])
    (row,) = client.get("/demo/mailbox/").context["rows"]
    text = client.get(f"/demo/mailbox/{row.name}/").content.decode()
    assert "<iframe" not in text
    assert "Only text &lt;b&gt;" in text
    assert client.get(f"/demo/mailbox/{row.name}/html").status_code == 404


@pytest.mark.parametrize("name", ["00000000000000000000-00000000", "..-..-keys", "passwd"])
def test_what_is_no_letter_is_not_there(folder, client, name):
    deliver()
    assert client.get(f"/demo/mailbox/{name}/").status_code == 404


def test_without_the_demos_mailbox_there_is_no_page(settings, client, world):
    settings.ROOT_URLCONF = "tests.correspondence.demo_site"
    assert client.get("/demo/mailbox/").status_code == 404
    settings.ROOT_URLCONF = "conference.urls"
    assert client.get("/demo/mailbox/").status_code == 404
