"""The pages of the meetings: what each side sees of the other, constant queries."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from conference.core import lifecycle
from conference.core.access import SYSTEM, Role
from conference.parties.models import Party
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import Meeting
from tests.bilaterals.scene import AT, NOW, make_scene, meeting_room, offer_times
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in

FORM = {
    "party": "BRA",
    "length": "20",
    "topics": "Ratification timetables",
    "party_size": "5",
    "press": "photo",
    "layout": "sofas",
    "contact": "Wangari Mathenge, +254 700 555 0148",
    "start": AT.isoformat(),
}


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def in_words(page) -> str:
    """Return the text of a page as it is read: one space between words and none before a mark."""
    return re.sub(r"\s+([.,;])", r"\1", " ".join(re.sub(r"<[^>]+>", "", page.content.decode()).split()))


def test_a_request_by_the_form(client, scene):
    page = sign_in(client, scene.user_ke).post(reverse("bilaterals:ask", args=["ken"]), FORM)
    meeting = Meeting.objects.get()
    assert page.status_code == 302
    assert page.url == reverse("bilaterals:meeting", args=["ken", meeting.public_id])
    assert (meeting.starts, meeting.ends, meeting.asked) == (AT, AT + timedelta(minutes=20), scene.brazil)


def test_own_engagements_show_their_reason_and_nothing_is_said_of_the_others(client, scene):
    make_member("FRA", capacity="head", state="submitted")
    france = make_delegation("FRA")
    scene.ask(AT + timedelta(hours=1), asked=france)  # Kenya meets France
    of_france = actor(make_focal_point("FRA"))
    other = scene.ask(AT + timedelta(hours=2), actor=of_france, asking=france)  # France meets Brazil
    actions.accept(actor=scene.of_brazil, meeting=other)
    page = sign_in(client, scene.user_ke).get(reverse("bilaterals:ask", args=["ken"]), {"party": "BRA"})
    text = page.content.decode()
    assert "Bilateral meeting, Kenya and France" in text
    assert "busy" not in text
    assert "France and Brazil" not in text
    assert AT + timedelta(hours=2) not in page.context["offered"].starts


def _france():
    make_member("FRA", capacity="head", state="submitted")
    return make_delegation("FRA")


def test_a_clash_keeps_what_was_typed_and_says_who_is_engaged(client, scene):
    scene.ask(asked=_france())
    page = sign_in(client, scene.user_ke).post(reverse("bilaterals:ask", args=["ken"]), FORM)
    text = page.content.decode()
    assert page.status_code == 422
    assert "Naliaka Barasa is engaged 14:20–14:50 (Hanoi time, UTC+7)" in page.context["form"].errors["start"][0]
    assert "Ratification timetables" in text
    assert Meeting.objects.filter(asked=scene.brazil).count() == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("start", "", "Choose one of the times, or name another one."),
        ("start", "tomorrow", "This is not a valid time. Choose one of those offered."),
        ("start", "2025-10-25T14:20", "This is not a valid time. Choose one of those offered."),
        ("party_size", "0", "greater than or equal to 1"),
        ("topics", "", "This field is required."),
        ("topics", "Data \u202eatad", "reverses the direction of the text (U+202E)"),
        ("interpretation", "English and \u2067French", "reverses the direction of the text (U+2067)"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_kept(client, scene, field, value, words):
    page = sign_in(client, scene.user_ke).post(reverse("bilaterals:ask", args=["ken"]), {**FORM, field: value})
    text = page.content.decode()
    assert words in text
    assert "Wangari Mathenge, +254 700 555 0148" in text
    assert Meeting.objects.count() == 0


def test_whoever_answers_what_was_answered_sees_how_it_stands(client, scene):
    meeting = scene.ask()
    url = reverse("bilaterals:answer", args=["bra", meeting.public_id])
    answer = {"answer": "accept", "version": meeting.version, "words": ""}
    assert sign_in(client, scene.user_br).post(url, answer).status_code == 302
    page = client.post(url, {**answer, "answer": "decline"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "This meeting was changed in the meantime and is now as shown. Your change was not saved." in text
    assert "Accepted, needs a room" in text
    meeting.refresh_from_db()
    assert meeting.state == "accepted"


@pytest.mark.parametrize(
    ("view", "form", "field", "state"),
    [("answer", "answer_form", "words", "requested"), ("cancel", "cancel_form", "reason", "accepted")],
)
def test_words_that_turn_round_are_refused_at_the_field_and_kept(client, scene, view, form, field, state):
    meeting = scene.ask()
    if state == "accepted":
        meeting = actions.accept(actor=actor(scene.user_br), meeting=meeting)
    url = reverse(f"bilaterals:{view}", args=["bra", meeting.public_id])
    typed = {"answer": "accept", "version": meeting.version, field: "See you at \u202e02:41"}
    page = sign_in(client, scene.user_br).post(url, typed)
    assert page.status_code == 422
    assert "reverses the direction of the text (U+202E)" in page.context[form].errors[field][0]
    assert "See you at \u202e02:41" in page.content.decode()
    meeting.refresh_from_db()
    assert meeting.state == state


def test_who_comes_is_said_only_when_they_have_answered(client, scene):
    """One asks for an office; whoever answers says who comes."""
    meeting = scene.ask()
    url = reverse("bilaterals:meeting", args=["ken", meeting.public_id])
    asker = sign_in(client, scene.user_ke)
    assert "Joana Lima" not in asker.get(url).content.decode()
    actions.accept(actor=scene.of_brazil, meeting=meeting)
    assert "Joana Lima" in asker.get(url).content.decode()


def test_a_meeting_that_will_not_be_waits_for_no_room(client, scene):
    meeting = scene.ask()
    url = reverse("bilaterals:meeting", args=["bra", meeting.public_id])
    waits = "Protocol gives it once all have agreed."
    assert waits in sign_in(client, scene.user_br).get(url).content.decode()
    actions.decline(actor=scene.of_brazil, meeting=meeting)
    assert waits not in client.get(url).content.decode()


def test_the_asking_side_reads_until_when_its_request_is_held(client, scene):
    meeting = scene.ask()
    page = sign_in(client, scene.user_ke).get(f"/portal/ken/bilaterals/{meeting.public_id}/").content.decode()
    assert 'held until <time datetime="2025-10-11T14:00+07:00">Sat 11 Oct, 14:00</time>.' in page
    assert "You have proposed another time" not in page


@pytest.mark.parametrize(
    ("zone", "told", "chosen"),
    [("Africa/Nairobi", "; 10:20 in Nairobi (UTC+3)", "Kenya: 10:20 (UTC+3), "), ("Asia/Bangkok", "", "")],
)
def test_the_clock_of_the_own_capital_is_told_where_it_shows_another_time(client, scene, zone, told, chosen):
    Party.objects.filter(code="KEN").update(zone_name=zone)
    meeting = scene.ask()
    sign_in(client, scene.user_ke)
    page = in_words(client.get(f"/portal/ken/bilaterals/{meeting.public_id}/"))
    assert f"14:20–14:40, Hanoi (UTC+7){told} " in page
    values = {"party": "BRA", "length": "20", "start": (AT + timedelta(hours=1)).isoformat()}
    asked = in_words(client.get(reverse("bilaterals:chosen", args=["ken"]), values))
    assert f"Hanoi (UTC+7); {chosen.replace('10:20', '11:20')}Brazil: 05:20 (UTC−3)." in asked


def test_answering_by_the_form(client, scene):
    meeting = scene.ask()
    url = reverse("bilaterals:answer", args=["bra", meeting.public_id])
    page = sign_in(client, scene.user_br).post(url, {"answer": "accept", "version": meeting.version, "words": "Gladly"})
    meeting.refresh_from_db()
    assert (page.status_code, meeting.state, meeting.answer_words) == (302, "accepted", "Gladly")


def test_a_meeting_of_others_is_not_found(client, scene):
    meeting = scene.ask()
    client = sign_in(client, make_focal_point("FRA"))
    assert client.get(reverse("bilaterals:meeting", args=["fra", meeting.public_id])).status_code == 404
    assert client.get(reverse("bilaterals:meeting", args=["ken", meeting.public_id])).status_code == 404


def test_protocol_gives_a_room_on_the_board(client, scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    page = client.get(reverse("bilaterals:board"))
    assert "Kenya, Brazil" in page.content.decode()
    url = reverse("bilaterals:place", args=[meeting.public_id])
    page = client.post(url, {"room": scene.room.code, "version": meeting.version, "next": "board"}, follow=True)
    assert "Kenya and Brazil meet in Bilateral room B-3." in page.text


def test_a_refusal_on_the_board_says_why_and_what_is_free(client, scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    url = reverse("bilaterals:place", args=[meeting.public_id])
    page = client.post(url, {"room": scene.small.code, "version": meeting.version, "next": "board"})
    text = page.content.decode()
    assert page.status_code == 409
    assert "Refused, nothing changed." in text
    assert "has 8 seats; this meeting needs 10" in text
    assert "Take Bilateral room B-3" in text


def _replace_the_head_of_brazil(scene, new: bool):
    @lifecycle.use_case
    def withdraw():
        lifecycle.move(scene.head_br, "withdrawn", actor=SYSTEM, verb="delegate.withdrawn")

    withdraw()
    if new:
        make_member("BRA", capacity="head", state="submitted", family_name="Melo", given_names="Ana")


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (True, "Joana Lima is no longer head of the delegation; Ana Melo is."),
        (False, "Joana Lima is no longer head of the delegation, which has none now."),
    ],
)
def test_what_needs_attention_since_a_head_was_replaced_can_be_settled(client, scene, new, words):
    """Also a request without an answer: the desk leads to its page, where something must be to do."""
    meeting = scene.ask()
    url = reverse("bilaterals:desk-meeting", args=[meeting.public_id])
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    assert "not the head" not in client.get(url).content.decode()
    _replace_the_head_of_brazil(scene, new)
    assert url in client.get("/desk/").content.decode()
    text = client.get(url).content.decode()
    assert words in text
    assert "Give the room" not in text
    cancel = reverse("bilaterals:desk-cancel", args=[meeting.public_id])
    assert f'action="{cancel}"' in text
    sent = {"version": meeting.version, "reason": "A new head of Brazil"}
    assert "These are informed at once by e-mail, and it cannot be undone." in client.post(cancel, sent).text
    done = client.post(cancel, {**sent, "asked": "1"}, follow=True)
    assert "Cancelled. All delegations are informed." in done.content.decode()
    after = client.get(url).content.decode()
    assert f'action="{cancel}"' not in after
    assert "not the head" not in after


def test_a_delegation_keeps_a_meeting_with_its_new_head_on_the_page(client, scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    url = f"/portal/bra/bilaterals/{meeting.public_id}/"
    client = sign_in(client, scene.user_br)
    assert "Ana Melo" not in client.get(url).content.decode()
    _replace_the_head_of_brazil(scene, new=True)
    client.cookies["django_language"] = "en"
    (left,) = client.get("/portal/bra/").context["waiting"][:1]
    assert (left.remedy, left.url) == ("Keep it with the new head, or cancel it", url)
    assert "Keep it with Ana Melo" in client.get(url).content.decode()
    done = client.post(f"{url}keep/", {"version": meeting.version}, follow=True).content.decode()
    assert "Kept with the new head. All sides are informed." in done
    assert "Keep it with" not in done
    assert client.get("/portal/bra/").context["waiting"] == []


def test_protocol_asks_both_again_with_the_new_head_by_one_click(client, scene):
    meeting = actions.accept(actor=scene.of_brazil, meeting=scene.ask())
    meeting = actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    _replace_the_head_of_brazil(scene, new=True)
    url = reverse("bilaterals:desk-meeting", args=[meeting.public_id])
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    assert "Ask all again, with Ana Melo" in client.get(url).content.decode()
    keep = reverse("bilaterals:desk-keep", args=[meeting.public_id])
    assert client.post(keep, {"version": meeting.version, "party": "CIV"}).status_code == 422
    client.post(keep, {"version": meeting.version, "party": "BRA"})
    found = Meeting.objects.get()
    assert (found.state, found.room, found.asked_principal.family_name) == ("confirmed", scene.room, "Melo")
    assert (found.asking_agrees, found.asked_agrees) == (False, False)
    kenya = sign_in(client, scene.user_ke)
    (left,) = kenya.get("/portal/ken/").context["waiting"][:1]
    assert left.title == "The bilateral meeting with Brazil has changed"
    page = f"/portal/ken/bilaterals/{meeting.public_id}/"
    assert "Please agree again" in kenya.get(page).content.decode()
    kenya.post(f"{page}answer/", {"version": found.version, "answer": "agree"})
    assert Meeting.objects.get().asking_agrees
    assert "Please agree again" not in kenya.get(page).content.decode()


def test_another_time_is_proposed_and_accepted_on_the_pages(client, scene):
    meeting = scene.ask()
    brazil = sign_in(client, scene.user_br)
    page = f"/portal/bra/bilaterals/{meeting.public_id}/"
    offer_times(scene.brazil, scene.kenya, AT + timedelta(hours=1), AT + timedelta(days=1))
    times = [value for value, _word in brazil.get(page).context["times_form"].fields["first"].choices]
    later = (AT + timedelta(hours=1)).astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).isoformat()
    sunday = (AT + timedelta(days=1)).astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).isoformat()
    # They have that one already.
    assert meeting.starts.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).isoformat() not in times
    brazil.post(f"{page}answer/", {"version": 1, "answer": "propose", "first": later, "second": sunday})
    assert Meeting.objects.get().state == "countered"
    # The proposing side reads both times, not the first one alone, and until when they are held.
    own = brazil.get(page).content.decode()
    assert "You have proposed another time" in own
    for day, span in (("Sat 25 Oct", "15:20–15:40"), ("Sun 26 Oct", "14:20–14:40")):
        assert f'<li class="num">{day}, <span class="num">{span}</span></li>' in own
    assert "The time is held until <time" in own
    assert "1 other time proposed" in brazil.get("/portal/bra/bilaterals/").content.decode()
    protocol = sign_in(client, make_user(None, Role.PROTOCOL))
    assert "1 other time proposed" in protocol.get(reverse("bilaterals:board-day", args=[AT.date()])).content.decode()
    desk = protocol.get(reverse("bilaterals:desk-meeting", args=[meeting.public_id])).text
    assert re.search(r"Other times proposed:\s+Sun 26 Oct, .*14:20–14:40", desk)
    kenya = sign_in(client, scene.user_ke)
    (left,) = kenya.get("/portal/ken/").context["waiting"][:1]
    assert left.title == "Brazil proposes another time for a bilateral meeting"
    page = f"/portal/ken/bilaterals/{meeting.public_id}/"
    text = kenya.get(page).content.decode()
    offer = Meeting.objects.get().offers.get()
    assert "Sun 26 Oct, 14:20" in text
    version = Meeting.objects.get().version
    kenya.post(f"{page}answer/", {"version": version, "answer": "accept", "choice": str(offer.pk)})
    assert (Meeting.objects.get().state, Meeting.objects.get().starts) == ("accepted", offer.starts)


def test_what_was_agreed_by_telephone_is_confirmed_by_one_click(client, scene):
    sign_in(client, scene.user_ke).post(reverse("bilaterals:ask", args=["ken"]), {**FORM, "by_telephone": "on"})
    meeting = Meeting.objects.get()
    page = f"/portal/bra/bilaterals/{meeting.public_id}/"
    brazil = sign_in(client, scene.user_br)
    assert "has entered what was agreed by telephone" in brazil.get(page).content.decode()
    brazil.post(f"{page}answer/", {"version": 1, "answer": "accept", "choice": "first"})
    assert Meeting.objects.get().state == "accepted"


def test_the_form_takes_further_delegations_a_pull_aside_and_wishes(client, scene):
    make_member("FRA", capacity="head", state="submitted")
    window = "2025-10-25T14:00:00+07:00/2025-10-25T18:00:00+07:00"
    more = {"further": ["FRA"], "pull_aside": "on", "place": "Foyer", "preferred": [window], "length": "60"}
    client = sign_in(client, scene.user_ke)
    wrong = client.post(reverse("bilaterals:ask", args=["ken"]), {**FORM, **more, "impossible": [window]})
    assert "A time cannot be both preferred and impossible." in wrong.content.decode()
    client.post(reverse("bilaterals:ask", args=["ken"]), {**FORM, **more})
    meeting = Meeting.objects.get()
    assert (meeting.place, meeting.preferred, meeting.ends - meeting.starts) == (
        "Foyer",
        [window.split("/")],
        timedelta(hours=1),
    )
    assert [str(one) for one in meeting.parties()] == ["Kenya", "Brazil", "France"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_meeting_and_for_three(client, scene, django_assert_num_queries, count):
    _meetings(scene, count)
    client = sign_in(client, scene.user_br)
    url = reverse("bilaterals:meetings", args=["bra"])
    client.get(url)
    with django_assert_num_queries(13):
        page = client.get(url)
    assert len(page.context["to_answer"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_takes_the_same_queries_for_one_placed_meeting_and_for_three(
    client, scene, django_assert_num_queries, count
):
    for meeting in _meetings(scene, count):
        meeting = actions.accept(actor=scene.of_brazil, meeting=meeting)
        actions.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    url = reverse("bilaterals:board-day", args=["2025-10-25"])
    client.get(url)
    with django_assert_num_queries(17):
        page = client.get(url)
    assert len(page.context["placed"]) == count


def _meetings(scene, count):
    meeting_room("B-9", 12)
    found = []
    for number, code in enumerate(("FRA", "CIV", "HRV")[:count]):
        make_member(code, capacity="head", state="submitted")
        who = {"actor": actor(make_focal_point(code)), "asking": make_delegation(code)}
        found.append(scene.ask(AT + timedelta(hours=number), **who))
    return found
