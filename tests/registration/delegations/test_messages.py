"""Every letter of registration in both parts; what is sealed stands in the mail alone."""

from __future__ import annotations

import pytest

from conference.correspondence.letters import letter, registry, rendering
from conference.models import current_conference
from delegations.registration.members.actions import editing, submission
from tests.people import actor, make_delegation, make_focal_point, make_member
from tests.registration.focal_points.test_invitation import invite
from tests.registration.kit import letters, make_deadline

KINDS = [notice.kind for notice in registry.all_notices() if notice.kind.startswith("registration.")]


def read(message):
    mail = letter.compose(message, current_conference())
    return mail.subject, mail.body, mail.alternatives[0][0]


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_sample_can_be_read(world, kind, language):
    notice = registry.get_notice(kind)
    assert set(notice.sample()) == notice.variables
    about = {"conference": world, "language": language, "name": "Ms. Wambui", "reference": "KEN-8"}
    said = rendering.render_letter(notice, notice.sample(), **about)
    if kind != "registration.access_received":  # nothing that a stranger typed
        assert "Kenya" in said.subject + said.text
    assert said.subject.count("\n") == 0
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in said.html
    assert "style=" in said.html
    assert "<img" not in said.html
    assert max(map(len, said.text.splitlines())) <= 80


def test_there_is_one_for_every_step():
    assert {kind.removeprefix("registration.") for kind in KINDS} == {
        "invitation",
        "appointed",
        "joined",
        "access_received",
        "access_declined",
        "ended",
        "note_received",
        "note_accepted",
        "submitted",
        "back_in_review",
        "withdrawn",
        "entered_twice",
        "visa_letter",
        "circular",
        "equipment_decided",
        "replaced",
        "late_asked",
        "late_withdrawn",
        "late_granted",
        "late_declined",
        "equipment_received",
        "member_asked",
        "own_page_done",
    }


def test_the_submission_tells_the_news_first(world):
    jane = make_focal_point("KEN", name="Ms. Wambui")
    from datetime import UTC, datetime

    make_deadline(at=datetime(2125, 10, 15, 11, tzinfo=UTC))
    make_member("KEN", family_name="Barasa", given_names="Naliaka", honorific="H.E. Ms.", capacity="head")
    make_member("KEN", family_name="Rono", given_names="Chelangat", honorific="Ms.", nationality="")
    submission.submit_members(actor=actor(jane), delegation=make_delegation("KEN"))
    subject, text, html = read(letters("submitted")[0])
    assert subject == "Kenya: 1 member received, 1 still incomplete"
    assert text.startswith("Dear Ms. Wambui,\n\nWe received 1 member of your delegation on")
    order = [
        "Open the delegation:\nhttp",
        "STILL MISSING\n2. Ms. Chelangat Rono: nationality",
        "DEADLINES, Hanoi time, UTC+7\nMon 15 Oct 2125, 18:00  Confirmation",
        "18:00 in Hanoi is 14:00 in Nairobi (UTC+3).",
        "RECEIVED\n1. H.E. Ms. Naliaka Barasa, Head of delegation: complete",
        "Liaison officer for Kenya: Ms. Trần Thu Hà.",
        "Sent to the focal points of Kenya: Ms. Wambui.",
    ]
    places = [text.find(part) for part in order]
    assert -1 not in places, (order[places.index(-1)], text)
    assert places == sorted(places)
    assert "/portal/ken/" in text
    assert "Delegation submitted: Republic of Kenya" in html
    assert "○ nationality" in html


def test_the_link_stands_in_the_mail_and_not_in_what_is_kept(world):
    path = invite(name="Ms. Wambui")
    message = letters("invitation")[0]
    _subject, text, html = read(message)
    assert path in text
    assert path in html
    secret = path.strip("/").split("/")[-1]
    assert secret not in message.text + message.html + message.subject_line


def test_names_cannot_break_a_letter(world):
    jane = make_focal_point("KEN", name="Ms. Wambui")
    member = make_member("KEN", state="accredited", family_name="<b>Bold</b> {{ url }}", given_names="X")
    editing.withdraw_member(actor=actor(jane), member=member, expected_version=1)
    subject, text, html = read(letters("withdrawn")[0])
    assert subject == "Kenya: X <b>Bold</b> {{ url }} withdrawn"
    assert "X <b>Bold</b> {{ url }} was withdrawn" in " ".join(text.split())
    assert "&lt;b&gt;Bold&lt;/b&gt; {{ url }}" in html
    assert "<b>Bold</b>" not in html


def test_a_focal_point_who_left_gets_no_letter(world):
    from conference.core import clock
    from delegations.registration.models import FocalPoint

    jane = make_focal_point("KEN")
    make_focal_point("KEN", email="stays@mission.example")
    FocalPoint.objects.filter(user=jane).update(until=clock.now())
    member = make_member("KEN", state="submitted")
    editing.withdraw_member(
        actor=actor(make_focal_point("KEN", email="third@mission.example")), member=member, expected_version=1
    )
    assert [one.recipient for one in letters("withdrawn")] == ["stays@mission.example", "third@mission.example"]
