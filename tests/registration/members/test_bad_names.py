"""A harmful name is refused, or is nothing but letters on page, mail, badge, list and calendar."""

from __future__ import annotations

import html
import io
import re
from html.parser import HTMLParser

import pytest

from conference.core.characters import check_printed
from conference.correspondence.letters import letter
from conference.models import current_conference
from conference.printing.documents import typeset
from delegations.accreditation.badges.actions import printing as accreditation
from delegations.accreditation.badges.contents import BadgeChoice
from delegations.accreditation.review.actions import decisions
from delegations.registration.members import queries
from delegations.registration.members.actions import editing, submission
from delegations.registration.models import Delegate
from tests.accreditation.kit import as_actor, officer, printer, security
from tests.people import actor, make_delegation, make_focal_point, make_member, sign_in
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
SPELT = {"Persian": "می‌خواهم Ana", "Hindi": "क्‍ष Ana"}
REFUSED = {
    "turned round": ("Ana\u202eamiL", "U+202E"),
    "isolated": ("Ana\u2066Lima", "U+2066"),
    "an escape": ("Ana\x1b[31m", "U+001B"),
    "nothing at all": ("Ana\x00", "U+0000"),
    "a tag of flags": ("Ana\U000e0041", "U+E0041"),
    "a heap of marks": ("A" + "\u0301" * 6, "more than 4 accents or marks"),
    "five thousand marks": ("A" + "\u0301" * 5000, "characters, which is too long for a name"),
}
FIELDS = ("family_name", "given_names", "name_on_badge", "honorific", "functional_title", "hotel")


@pytest.fixture
def portal(client, world):
    make_member("KEN", state="submitted", capacity="head")
    return sign_in(client, make_focal_point("KEN", name="Achieng Wambui"))


def enter(portal, typed: str) -> Delegate:
    sent = {**post(family_name=typed, given_names=""), "photo-file": picture()}
    answer = portal.post(NEW, sent)
    if answer.status_code == 422:  # unlikely, and the typist is sure
        form = answer.context["form"]
        assert {error.code for errors in form.errors.as_data().values() for error in errors} == {"question"}
        sure = [question.key for question in form.questions]
        answer = portal.post(NEW, {**sent, "photo-file": picture(), "sure": sure})
    assert answer.status_code == 302, answer.context["form"].errors
    return Delegate.objects.get(capacity="delegate")


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


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", REFUSED)
def test_what_hides_turns_or_heaps_is_refused_at_its_field(portal, name, field):
    typed, reason = REFUSED[name]
    answer = portal.post(NEW, post(**{field: typed}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    [message] = answer.context["form"].errors[field]
    assert reason in message
    assert Delegate.objects.filter(capacity="delegate").count() == 0


@pytest.mark.parametrize("field", [*FIELDS, "name_native"])
@pytest.mark.parametrize("typed", ["བསྟན་འཛིན", "Ana ᠠᠷᠠᠳ", "Ana 🙂"])
def test_a_letter_without_a_print_font_is_told_at_its_field(portal, typed, field):
    answer = portal.post(NEW, post(**{field: typed}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    [message] = answer.context["form"].errors[field]
    letter = next(one for one in typed if not one.isascii())
    why = (
        "this site has no print font for its script" if letter.isalpha() else "no print font of this site has this sign"
    )
    assert message.startswith(f"“{letter}” cannot be printed: {why}.")
    assert Delegate.objects.filter(capacity="delegate").count() == 0


@pytest.mark.parametrize(
    "name", ["ก้อง", "ស៊ុន", "የሺ", "Նարե", "ნინო", "שרה", "أمينة", "欣怡", "はると", "민준", "Ελένη", "Олена"]
)
def test_a_script_with_a_print_font_is_taken(name):
    check_printed(name)


@pytest.mark.parametrize("name", [*TAKEN, *SPELT])
def test_it_is_kept_letter_by_letter(portal, name):
    typed, kept = TAKEN.get(name, (SPELT.get(name, ""), ""))
    assert enter(portal, typed).family_name == (kept or typed)


@pytest.mark.parametrize("name", TAKEN)
def test_on_pages_it_is_text(portal, name):
    member = enter(portal, TAKEN[name][0])
    for url in ("/portal/ken/", f"/portal/ken/members/{member.public_id}/", "/portal/ken/history/"):
        answer = portal.get(url)
        page = answer.content.decode()
        assert " ".join(str(member).split()) in text_of(answer) or html.escape(str(member)) in page
        assert not acts_by_itself(page)


@pytest.mark.parametrize("name", TAKEN)
def test_in_mails_it_is_text(portal, name):
    member = enter(portal, TAKEN[name][0])
    jane = actor(make_focal_point("KEN"))
    submission.submit_members(actor=jane, delegation=make_delegation("KEN"), members=[member])
    editing.withdraw_member(actor=jane, member=member, expected_version=2)
    for kind in ("submitted", "withdrawn"):
        mail = letter.compose(letters(kind)[0], current_conference())
        body, mark_up = mail.body, mail.alternatives[0][0]
        assert str(member) in " ".join(body.split())
        assert html.escape(str(member)) in mark_up or str(member) in said(mark_up)
        assert not acts_by_itself(mark_up)
        assert "\n" not in mail.subject
        # The head of the mail that leaves holds nobody whom a name put there.
        assert mail.message()["Bcc"] is None


@pytest.mark.parametrize("name", TAKEN)
def test_on_paper_it_is_text(portal, name):
    member = enter(portal, TAKEN[name][0])
    submission.submit_members(actor=actor(make_focal_point("KEN")), delegation=make_delegation("KEN"), members=[member])
    decisions.vet(actor=as_actor(security()), delegate=member)
    decisions.accredit(actor=as_actor(officer()), delegate=member)
    out = io.BytesIO()
    accreditation.print_badges(BadgeChoice(again=True), out, actor=as_actor(printer()))
    pages = open_pdf(out.getvalue())
    assert _letters(str(member)) in _letters(words(pages[0]))
    party = {
        "name": "Kenya",
        "formal": "Republic of Kenya",
        "members": [
            {"name": str(one), "function": one.functional_title, "head": one.is_head}
            for one in queries.members_of(member.delegation)
        ],
    }
    groups = [{"title": "Member States", "parties": [party]}]
    listed = open_pdf(typeset.compile("participants.typ", {**PARTICIPANTS, "groups": groups}))
    assert _letters(str(member)) in _letters(" ".join(words(page) for page in listed))


def _letters(text: str) -> str:
    """Drop spaces and hyphens: where a line ends is the paper's affair."""
    return re.sub(r"[\s\u00ad\u2010-]|\ufffe", "", text)


@pytest.mark.parametrize("name", TAKEN)
def test_the_public_calendar_names_nobody(portal, name):
    member = enter(portal, TAKEN[name][0])
    calendar = portal.get("/programme.ics")
    assert calendar.status_code == 200
    assert str(member) not in calendar.content.decode()
