"""A harmful name is refused, or is nothing but letters on page, mail, badge, list and calendar."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.test import Client

from conference.accounts.models import User
from conference.core.characters import check_printed
from conference.correspondence.letters import letter
from conference.models import Category, current_conference
from conference.printing.documents import typeset
from delegations.accreditation.badges.actions import printing as accreditation
from delegations.accreditation.badges.contents import BadgeChoice
from delegations.accreditation.review.actions import decisions
from delegations.registration.members import queries
from delegations.registration.members.actions import editing, submission
from delegations.registration.models import Delegate
from tests.accreditation.kit import as_actor, officer, printer, security
from tests.people import actor, make_delegation, make_focal_point, make_member, make_world, sign_in
from tests.printing.documents.test_papers import PARTICIPANTS
from tests.printing.readback import open_pdf, words
from tests.registration.kit import letters, picture, post, text_of

NEW = "/portal/ken/members/new/"
# As typed, and as it is kept when that differs.
TAKEN = {
    "HTML": ("<img src=x onerror=alert(1)>Ana", ""),
    "an entity": ("&lt;b&gt;Ana&amp;", ""),
    "an attribute": ("\" autofocus onfocus='alert(1)' x=\"Ana", ""),
    "a template": ("{{ conference }}{% now 'Y' %}Ana", ""),
    "a format": ("%(who)s %s %d {0} Ana", ""),
    "typesetting": ('#eval("1+1") *Ana* $x$ @ref', ""),
    "a formula": ('=HYPERLINK("http://x.example","Ana")', ""),
    "fullwidth signs": ("＝1＋1－＠Ana", ""),
    "a line for a mail's head": ("Ana\r\nBcc: x@x.example", "Ana Bcc: x@x.example"),
    "lines for a calendar": ("Ana\nEND:VEVENT\nBEGIN:VEVENT;,\\n", "Ana END:VEVENT BEGIN:VEVENT;,\\n"),
    "a separator of lines": ("Ana\u2028Lima", "Ana Lima"),
}
# Joiners that spelling needs; the fonts of badges are another matter (tests/printing).
SPELT = {"Persian": ("می‌خواهم Ana", ""), "Hindi": ("क्‍ष Ana", "")}
REFUSED = {
    "turned round": ("Ana\u202eamiL", "U+202E"),
    "isolated": ("Ana\u2066Lima", "U+2066"),
    "an escape": ("Ana\x1b[31m", "U+001B"),
    "nothing at all": ("Ana\x00", "U+0000"),
    "a tag of flags": ("Ana\U000e0041", "U+E0041"),
    "a heap of marks": ("A" + "\u0301" * 6, "more than 4 accents or marks"),
    "five thousand marks": ("A" + "\u0301" * 5000, "characters, which is too long for a name"),
}
FOCAL_POINT = "focal@ken.example"
FIELDS = ("family_name", "given_names", "name_on_badge", "honorific", "functional_title", "hotel")


@pytest.fixture
def portal(client, world):
    make_member("KEN", state="submitted", capacity="head")
    return sign_in(client, make_focal_point("KEN", name="Achieng Wambui"))


def enter(portal, typed: str) -> Delegate:
    number = f"D{Delegate.objects.count():07d}"
    sent = {**post(family_name=typed, given_names="", document_number=number), "photo-file": picture()}
    answer = portal.post(NEW, sent)
    if answer.status_code == 422:  # unlikely, and the typist is sure
        form = answer.context["form"]
        assert {error.code for errors in form.errors.as_data().values() for error in errors} == {"question"}
        sure = [question.key for question in form.questions]
        answer = portal.post(NEW, {**sent, "photo-file": picture(), "sure": sure})
    assert answer.status_code == 302, answer.context["form"].errors
    return Delegate.objects.filter(capacity="delegate").latest("pk")


def said(mark_up: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", mark_up)).split())


class _Reader(HTMLParser):
    """Notes every attribute that runs something and every picture that is no file of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [name for name, _value in attrs if name.startswith("on")]
        self.found += [tag for name, value in attrs if tag == "img" and (name, value) == ("src", "x")]


def acts_by_itself(page: str) -> list[str]:
    reader = _Reader()
    reader.feed(page)
    return reader.found


def test_control_the_reader_sees_what_was_not_made_text():
    assert acts_by_itself("<p>" + TAKEN["HTML"][0]) == ["onerror", "img"]
    assert acts_by_itself(f'<p title="{TAKEN["an attribute"][0]}">') == ["onfocus"]


def wrong_in(answer, fields: Sequence[str]) -> dict[str, str]:
    """Return the one message of each field; nobody was entered."""
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert sorted(errors) == sorted(fields)
    assert Delegate.objects.filter(capacity="delegate").count() == 0
    messages = {}
    for field in fields:
        [messages[field]] = errors[field]
    return messages


@pytest.mark.parametrize("name", REFUSED)
def test_what_hides_turns_or_heaps_is_refused_at_its_field(portal, name):
    typed, reason = REFUSED[name]
    messages = wrong_in(portal.post(NEW, post(**dict.fromkeys(FIELDS, typed))), FIELDS)
    assert {field: message for field, message in messages.items() if reason not in message} == {}


def test_only_the_field_that_is_wrong_is_named(portal):
    assert wrong_in(portal.post(NEW, post(hotel=REFUSED["isolated"][0])), ["hotel"])


@pytest.mark.parametrize("typed", ["བསྟན་འཛིན", "Ana ᠠᠷᠠᠳ", "Ana 🙂"])
def test_a_letter_without_a_print_font_is_told_at_its_field(portal, typed):
    fields = (*FIELDS, "name_native")
    letter = next(character for character in typed if not character.isascii())
    why = (
        "this site has no print font for its script" if letter.isalpha() else "no print font of this site has this sign"
    )
    start = f"“{letter}” cannot be printed: {why}."
    messages = wrong_in(portal.post(NEW, post(**dict.fromkeys(fields, typed))), fields)
    assert {field: message for field, message in messages.items() if not message.startswith(start)} == {}


@pytest.mark.parametrize(
    "name", ["ก้อง", "ស៊ុន", "የሺ", "Նարե", "ნინო", "שרה", "أمينة", "欣怡", "はると", "민준", "Ελένη", "Олена"]
)
def test_a_script_with_a_print_font_is_taken(name):
    check_printed(name)


def make_entered() -> dict[str, Delegate]:
    """Every name that is taken, entered in the portal."""
    make_world()
    Category.objects.filter(letter="D").update(places=len(TAKEN) + len(SPELT))
    make_member("KEN", state="submitted", capacity="head")
    portal = sign_in(Client(), make_focal_point("KEN", name="Achieng Wambui", email=FOCAL_POINT))
    entered = {}
    with time_machine.travel(datetime(2025, 10, 1, 3, tzinfo=UTC), tick=False) as moment:
        for name, (typed, _kept) in [*TAKEN.items(), *SPELT.items()]:
            entered[name] = enter(portal, typed)
            moment.shift(timedelta(minutes=2))  # what is entered within a minute is one line of the history
    return entered


@pytest.fixture
def entered(keeper) -> dict[str, Delegate]:
    return keeper(make_entered)


@pytest.fixture
def of_kenya(entered) -> User:
    return User.objects.get(email=FOCAL_POINT)


@pytest.fixture
def harmful(entered) -> list[Delegate]:
    return [entered[name] for name in TAKEN]


def test_it_is_kept_letter_by_letter(entered):
    assert {name: member.family_name for name, member in entered.items()} == {
        name: kept or typed for name, (typed, kept) in [*TAKEN.items(), *SPELT.items()]
    }


def test_on_pages_it_is_text(harmful, client, of_kenya):
    sign_in(client, of_kenya)
    everybody = [client.get(url) for url in ("/portal/ken/", "/portal/ken/history/")]
    for member in harmful:
        for answer in (*everybody, client.get(f"/portal/ken/members/{member.public_id}/")):
            page = answer.content.decode()
            assert " ".join(str(member).split()) in text_of(answer) or html.escape(str(member)) in page
            assert not acts_by_itself(page)


@pytest.mark.slow
def test_in_mails_it_is_text(harmful, of_kenya):
    jane = actor(of_kenya)
    for member in harmful:
        submission.submit_members(actor=jane, delegation=member.delegation, members=[member])
        editing.withdraw_member(actor=jane, member=member, expected_version=2)
    for kind in ("submitted", "withdrawn"):
        messages = letters(kind)
        assert len(messages) == len(harmful)
        for member, message in zip(harmful, messages, strict=True):
            mail = letter.compose(message, current_conference())
            body, mark_up = mail.body, mail.alternatives[0][0]
            assert str(member) in " ".join(body.split())
            assert html.escape(str(member)) in mark_up or str(member) in said(mark_up)
            assert not acts_by_itself(mark_up)
            assert "\n" not in mail.subject
            # The head of the mail that leaves holds nobody whom a name put there.
            assert mail.message()["Bcc"] is None


@pytest.mark.slow
def test_on_paper_it_is_text(db):
    entered = make_entered()  # for itself: each test has a folder of its own for photos
    harmful = [entered[name] for name in TAKEN]
    of_kenya = User.objects.get(email=FOCAL_POINT)
    submission.submit_members(actor=actor(of_kenya), delegation=make_delegation("KEN"), members=harmful)
    guard, accreditor = as_actor(security()), as_actor(officer())
    for member in harmful:
        decisions.vet(actor=guard, delegate=member)
        decisions.accredit(actor=accreditor, delegate=member)
    out = io.BytesIO()
    accreditation.print_badges(BadgeChoice(again=True), out, actor=as_actor(printer()))
    badges = _letters(" ".join(words(page) for page in open_pdf(out.getvalue())))
    party = {
        "name": "Kenya",
        "formal": "Republic of Kenya",
        "members": [
            {"name": str(one), "function": one.functional_title, "head": one.is_head}
            for one in queries.members_of(harmful[0].delegation)
        ],
    }
    groups = [{"title": "Member States", "parties": [party]}]
    paper = open_pdf(typeset.compile("participants.typ", {**PARTICIPANTS, "groups": groups}))
    listed = _letters(" ".join(words(page) for page in paper))
    names = {str(member): _letters(str(member)) for member in harmful}
    assert {name for name, plain in names.items() if plain not in badges or plain not in listed} == set()


def _letters(text: str) -> str:
    """Drop spaces and hyphens: where a line ends is the paper's affair."""
    return re.sub(r"[\s\u00ad\u2010-]|\ufffe", "", text)


def test_the_public_calendar_names_nobody(harmful, client):
    calendar = client.get("/programme.ics")
    assert calendar.status_code == 200
    assert [str(member) for member in harmful if str(member) in calendar.content.decode()] == []
