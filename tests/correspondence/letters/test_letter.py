"""Headers that no name or address can break, and what a recipient's program needs."""

from __future__ import annotations

import email
import email.policy

import pytest

from conference.correspondence.letters.letter import NoAddress, address, compose, shown
from conference.correspondence.letters.plain_text import one_line
from tests.correspondence.conftest import LINK, write


def posted(message, world):
    raw = compose(message, world).message(policy=email.policy.SMTP).as_bytes()
    return email.message_from_bytes(raw, policy=email.policy.default), raw


def test_the_headers(world, trial):
    (message,) = write(language="ar")
    mail, raw = posted(message, world)
    assert mail["Message-ID"] == message.message_id
    assert mail["From"].addresses[0].display_name == "أمانة المؤتمر، Hanoi"  # in the recipient's language
    assert mail["From"].addresses[0].addr_spec == "delegations@hanoi2025.example"
    assert mail["Reply-To"] == "secretariat@hanoi2025.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "ar"
    assert mail["To"].addresses[0].display_name == "Achieng Wambui"
    assert mail["To"].addresses[0].addr_spec == "focal.kenya@mission.example"
    assert mail["Date"].datetime == message.created_at.replace(microsecond=0)
    assert str(mail["Date"]).endswith("+0700")
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@pytest.mark.parametrize("bad", ["\r\n", "\n", "\r", "\u2028", "\u2029", "\u0085", "\x00"])
def test_no_value_opens_a_second_header(world, trial, bad):
    evil = f"Kenya{bad}Bcc: everybody@x.example{bad}{bad}<b>body"
    (message,) = write(party=evil.replace("\x00", ""), name=evil.replace("\x00", ""))
    message.recipient_name = evil  # as if it had got past the queue
    mail, _raw = posted(message, world)
    assert mail["Bcc"] is None
    assert mail["To"].addresses[0].addr_spec == "focal.kenya@mission.example"
    assert len(mail["To"].addresses) == 1
    # A line end in a value ends the subject; every other break becomes a blank.
    party = evil.replace("\x00", "")
    assert mail["Subject"] == one_line(f"{party}: seven members received".partition("\n")[0])
    assert not set(str(mail["Subject"])) & set("\r\n\u2028\u2029\u0085")


@pytest.mark.parametrize(
    ("mailbox", "name", "written"),
    [
        ("a@x.example", "Wambui, Achieng", '"Wambui, Achieng" <a@x.example>'),
        ("a@x.example", 'The "Chief" <b@y.example>', '"The \\"Chief\\" <b@y.example>" <a@x.example>'),
        ("a@x.example", "", "a@x.example"),
        ("a@bücher.example", "", "a@xn--bcher-kva.example"),
    ],
)
def test_addresses(mailbox, name, written):
    assert address(mailbox, name) == written


@pytest.mark.parametrize(
    "mailbox", ["", "nobody", "a@x.example\r\nBcc: b@y.example", "é@x.example", "a@x.example, b@y.example"]
)
def test_what_is_no_address_is_refused(world, trial, mailbox):
    (message,) = write()
    message.recipient = mailbox
    with pytest.raises(NoAddress):
        compose(message, world)


def test_sealed_values_go_into_the_mail_and_not_into_what_is_kept(world, trial):
    (message,) = write()
    mail, _raw = posted(message, world)
    assert LINK in mail.get_body(("plain",)).get_content()
    assert f'href="{LINK}"' in mail.get_body(("html",)).get_content()
    assert LINK not in message.text + message.html + message.subject_line
    assert "•••" in message.text


def test_a_second_writing_says_what_the_first_said(world, trial):
    (message,) = write()
    posted(message, world)
    message.context = {**message.context, "words": "something else"}
    kept = message.text
    posted(message, world)
    assert message.text == kept


def test_an_address_is_shown_without_the_quotes_of_a_header():
    assert (
        shown('"Conference secretariat, Hanoi" <delegations@x.example>')
        == "Conference secretariat, Hanoi <delegations@x.example>"
    )
    assert shown("a@x.example") == "a@x.example"
