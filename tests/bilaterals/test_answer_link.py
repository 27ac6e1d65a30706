"""The link of a mail: one side answers once without signing in, and learns nothing more than its own meeting."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from conference.core.access import SYSTEM
from conference.core.errors import NotPossible
from conference.correspondence.letters.letter import open_sealed
from conference.correspondence.letters.rendering import render_letter
from conference.correspondence.models import Message
from conference.models import current_conference
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from schedule.bilaterals.meetings import actions, notices
from schedule.bilaterals.meetings.actions.links import act_for, bearer_of, new_link
from schedule.bilaterals.models import AnswerLink, Meeting
from tests.bilaterals.scene import AT, NOW, Scene, make_scene, offer_times
from tests.people import make_delegation, make_member, sign_in
from tests.registration.kit import text_of

LATER = AT + timedelta(hours=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(keeper, clock) -> Scene:
    return keeper(make_scene)


@pytest.fixture
def meeting(scene):
    return scene.ask()


@pytest.fixture
def url(scene, meeting):
    return re.sub(r"^https?://[^/]+", "", new_link(meeting, scene.brazil))


def post(client, url, **values):
    return client.post(url, {"version": Meeting.objects.get().version, **values})


def test_opening_it_changes_nothing_and_shows_the_meeting_to_its_side(client, scene, meeting, url):
    page = client.get(url)
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("Republic of Kenya", "Ratification timetables", "Saturday 25 October 2025", "14:20–14:40", "Accept"):
        assert words in text
    assert "Barasa" in text
    # Whom to call there is theirs to say.
    assert "Mathenge" not in text
    assert (Meeting.objects.get().version, AnswerLink.objects.get().used_at) == (meeting.version, None)
    assert page["Referrer-Policy"] == "strict-origin"


def test_it_accepts_once_with_who_comes_and_how_many(client, scene, meeting, url):
    deputy = make_member("BRA", capacity="deputy_head", state="submitted", family_name="Costa")
    said = {"principal": deputy.pk, "party_size": 3, "contact": "Rui Prado", "languages": "Portuguese", "words": "Yes"}
    page = post(client, url, answer="accept", choice="first", **said)
    found = Meeting.objects.get()
    assert (page.status_code, found.state, found.asked_principal) == (200, "accepted", deputy)
    assert (found.asked_size, found.asked_contact, found.answer_words) == (3, "Rui Prado", "Yes")
    again = post(client, url, answer="decline")
    assert again.status_code == 409
    assert "This link has been used already." in again.content.decode()
    assert Meeting.objects.get().state == "accepted"


def test_it_takes_no_yes_of_a_head_who_has_left(client, scene, url):
    """The link came while she was head; neither she nor whoever is left can accept in her name, here or in the portal."""
    head = scene.head_br
    editing.withdraw_member(actor=SYSTEM, member=head, expected_version=Delegate.objects.get(pk=head.pk).version)
    signed_in = sign_in(Client(), make_delegation("BRA").focal_points.get().user)
    portal = reverse("bilaterals:answer", args=["bra", Meeting.objects.get().public_id])
    for door, address in ((client, url), (signed_in, portal)):
        named = post(door, address, answer="accept", choice="first", principal=head.pk)
        assert "One item to correct Who comes: Select a valid choice." in text_of(named, 422)
        unnamed = post(door, address, answer="accept", choice="first")
        assert "The head of your delegation has changed." in text_of(unnamed, 409)
    assert (Meeting.objects.get().state, AnswerLink.objects.get().used_at) == ("requested", None)


def test_it_declines(client, scene, url):
    post(client, url, answer="decline", words="Not this time")
    assert (Meeting.objects.get().state, Meeting.objects.get().answer_words) == ("declined", "Not this time")


def test_it_proposes_other_times(client, scene, url):
    offer_times(scene.brazil, scene.kenya, LATER)
    page = post(client, url, answer="propose", first=LATER.isoformat())
    assert page.status_code == 422  # not as the form offers it
    assert AnswerLink.objects.filter(delegation=scene.brazil).get().used_at is None
    offered = re.search(r'<option value="(2025-10-25T15:20[^"]+)"', client.get(url).content.decode())
    page = post(client, url, answer="propose", first=offered[1])
    assert page.status_code == 200
    assert (Meeting.objects.get().state, Meeting.objects.get().starts) == ("countered", LATER)


def test_out_of_date_it_says_so(client, scene, url, clock):
    clock.move_to(NOW + timedelta(hours=24, seconds=1))
    assert "This link is out of date" in client.get(url).content.decode()
    assert post(client, url, answer="accept", choice="first").status_code == 409
    assert Meeting.objects.get().state == "requested"


def test_what_was_answered_in_the_portal_is_not_asked_again(client, scene, meeting, url):
    actions.decline(actor=scene.of_brazil, meeting=meeting)
    text = client.get(url).content.decode()
    assert "This meeting does not await your answer any more." in text
    assert 'name="answer"' not in text


def test_a_newer_mail_ends_the_link_and_a_wrong_one_is_explained(client, scene, meeting, url):
    new_link(meeting, scene.brazil)
    for address in (url, reverse("bilaterals:link", args=["x" * 43])):
        page = client.get(address)
        assert (page.status_code, "This link is not valid" in page.content.decode()) == (404, True)


def test_the_mail_holds_it_sealed(scene, meeting):
    message = Message.objects.get(kind="bilaterals.requested")
    assert "answer_url" not in message.context
    assert "/bilateral/" in message.sealed


def test_the_mail_names_who_takes_part_for_the_asking_side(scene, meeting):
    message = Message.objects.get(kind="bilaterals.requested")
    context = message.context | open_sealed(message)
    letter = render_letter(
        notices.REQUESTED, context, conference=current_conference(), language="en", name="", reference="x"
    )
    for text in (letter.text, letter.html):
        assert f"{meeting.asking_principal.called} takes part for Kenya." in " ".join(text.split())


def test_once_it_is_used_or_out_of_date_it_says_that_and_nothing_else(client, scene, meeting, url, clock):
    shown = (
        "Kenya",
        "Brazil",
        "Ratification",
        "14:20",
        "25 October",
        "Naliaka",
        "Barasa",
        "Lima",
        "Gladly",
        "Declined",
    )
    assert [words in client.get(url).text for words in shown[:4]] == [True] * 4  # the control: it is open
    page = post(client, url, answer="decline", words="Gladly another time")
    assert "Declined. The time is free again." in page.text
    for used in (client.get(url), post(client, url, answer="accept", choice="first")):
        assert "This link has been used already. Its answer was recorded." in used.text
        assert [words for words in shown if words in used.text] == []
    # An undo in the portal lets it answer once more, and it shows the meeting again until it is out of date.
    actions.undo_step(actor=scene.of_brazil, meeting=Meeting.objects.get(), by=scene.brazil)
    assert "Ratification timetables" in client.get(url).text
    clock.move_to(NOW + timedelta(hours=24, seconds=1))
    late = client.get(url).text
    assert "This link is out of date: the time for the answer is over." in late
    assert [words for words in shown if words in late] == []


def test_of_two_answers_at_once_the_second_is_refused_by_the_act_itself(scene, meeting, url, clock):
    """Both pages found the link good."""
    link = AnswerLink.objects.get()
    assert act_for(SYSTEM, meeting, scene.brazil, link) == bearer_of(scene.brazil)
    with pytest.raises(NotPossible, match="This link has been used already"):
        act_for(SYSTEM, meeting, scene.brazil, link)
    new_link(meeting, scene.brazil)
    later = AnswerLink.objects.get(used_at=None)
    clock.move_to(NOW + timedelta(hours=24, seconds=1))
    with pytest.raises(NotPossible, match="This link is out of date"):
        act_for(SYSTEM, meeting, scene.brazil, later)


def test_the_other_side_s_message_and_what_other_times_replace_stand_there(client, scene, meeting):
    """As in the portal: who answers another time must read why it is proposed, and who comes."""
    actions.propose(
        actor=scene.of_brazil, meeting=meeting, by=scene.brazil, times=[LATER], message="Our head lands late."
    )
    link = re.sub(r"^https?://[^/]+", "", new_link(meeting, scene.kenya))
    portal = sign_in(Client(), make_delegation("KEN").focal_points.get().user)
    for page in (client.get(link), portal.get(reverse("bilaterals:meeting", args=["ken", meeting.public_id]))):
        text = text_of(page)
        assert "Our head lands late." in text
        assert scene.head_br.full_name in text
        assert "They replace every time proposed so far." in text


@pytest.mark.parametrize("pressed", ["accept", "propose"])
def test_there_is_one_message_and_all_that_was_typed_is_kept_whatever_is_pressed(client, scene, meeting, url, pressed):
    portal = sign_in(Client(), make_delegation("BRA").focal_points.get().user)
    page = reverse("bilaterals:answer", args=["bra", meeting.public_id])
    typed = {"words": "With pleasure", "contact": "Rui Prado", "other_time": "not a time", "party_size": "99"}
    for door, address in ((client, url), (portal, page)):
        answer = post(door, address, answer=pressed, choice="first", **typed)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert text.count('name="words"') == 1
        for value in typed.values():
            assert value in text
