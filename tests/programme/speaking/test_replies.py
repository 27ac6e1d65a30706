"""A delegation asks for its right of reply in the portal; the podium says when, gives the floor, or declines."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from conference.accounts.models import User
from conference.core import lifecycle
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotFound, NotPossible
from conference.correspondence.letters import registry
from conference.correspondence.letters.rendering import RenderedLetter, render_letter
from conference.correspondence.models import Message
from conference.desk.registry import tasks_for
from conference.models import current_conference
from schedule.programme.models import ReplyRequest
from schedule.programme.speaking.actions import interruptions, lists, replies
from schedule.programme.speaking.actions import podium as podium_actions
from tests.people import actor, make_delegation, make_party, make_user, sign_in
from tests.programme.speaking.scene import Scene
from tests.programme.speaking.test_podium import running
from tests.programme.speaking.test_undo import undo

__all__ = ["running"]
PODIUM = "/desk/speakers/general-debate/podium/"
KENYA = "/portal/ken/speaking/general-debate/"


@pytest.fixture
def hall(running: Scene) -> Scene:
    """France speaks; Kenya is on the list behind it."""
    running.do(podium_actions.begin, "FRA")
    return running


def ask(scene: Scene, code: str = "KEN", about: str = "FRA", words: str = "") -> ReplyRequest:
    delegation = make_delegation(code)
    return replies.ask(actor=scene.acting[code], delegation=delegation, about=scene.row(about), message=words)


def text(response) -> str:
    plain = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", plain)


def focal(code: str) -> Client:
    return sign_in(Client(), User.objects.get(email=f"focal.{code.lower()}@mission.example"))


def desk() -> Client:
    return sign_in(Client(), User.objects.get(email="protocol@hanoi2025.example"))


def letter_of(message: Message) -> RenderedLetter:
    about = {"conference": current_conference(), "language": "en", "name": "", "reference": ""}
    return render_letter(registry.get_notice(message.kind), message.context, **about)


def press(client: Client, do: str, request: ReplyRequest, **more) -> str:
    sent = {"do": do, "request": str(request.public_id), "version": request.version, **more}
    return text(client.post(f"{PODIUM}do/", sent, follow=True))


def test_asked_in_the_portal_placed_at_the_podium_and_told(hall: Scene):
    portal = focal("KEN")
    assert "Ask for the right of reply" in text(portal.get(KENYA))
    sent = {"about": str(hall.row("FRA").public_id), "words": "Our Ambassador replies."}
    said = text(portal.post(f"{KENYA}reply/", sent, follow=True))
    assert "The podium has received your request and decides when you reply. You will be informed by e-mail." in said
    assert "To the statement of France." in said
    (request,) = ReplyRequest.objects.all()
    podium = desk()
    shown = text(podium.get(PODIUM))
    assert "Asked for the right of reply" in shown
    assert "To the statement of France. Requested 14:00" in shown
    assert "“ Our Ambassador replies. ”" in shown
    assert "at the end of this meeting" in press(podium, "place", request, place="meeting")
    assert "Your delegation replies at the end of this meeting." in text(portal.get(KENYA))
    (mail,) = Message.objects.filter(kind="speaking.reply_answered")
    assert (mail.recipient, mail.context["minutes"]) == ("focal.ken@mission.example", 5)
    letter = letter_of(mail)
    assert letter.subject == "When you reply to France"
    said = " ".join(letter.text.split())
    assert "Your delegation replies to the statement of France at the end of this meeting." in said
    assert "You have 5 minutes." in said


def test_given_the_floor_from_its_request_and_undone_it_waits_again(hall: Scene, moment):
    request = replies.place(actor=hall.chief, request=ask(hall), place="next")
    moment.shift(timedelta(minutes=4))
    hall.do(podium_actions.end, "FRA")
    assert "Kenya" in press(desk(), "reply_asked", request)
    request.refresh_from_db()
    assert (request.state, request.interruption.minutes) == ("given", 5)
    undo(hall)
    request.refresh_from_db()
    assert (request.state, request.place, request.interruption) == ("placed", "next", None)


def test_the_floor_given_from_the_list_of_all_settles_the_request_too(hall: Scene, moment):
    request = ask(hall)
    hall.do(podium_actions.end, "FRA")
    interruptions.reply(actor=hall.chief, speakers=hall.now, delegation=request.delegation)
    request.refresh_from_db()
    assert request.state == "given"
    assert "Had the floor" in text(focal("KEN").get(KENYA))


def test_withdrawn_by_the_delegation_the_podium_gives_it_no_more(hall: Scene):
    request = ask(hall)
    hall.do(podium_actions.end, "FRA")
    said = text(focal("KEN").post(f"/portal/ken/speaking/reply/{request.public_id}/", {"version": 1}, follow=True))
    assert "The request for the right of reply is withdrawn." in said
    assert "withdrawn" in press(desk(), "reply_asked", request)
    assert interruptions.count_replies_today(hall.now, request.delegation) == 0
    assert "Ask for the right of reply" in text(focal("KEN").get(KENYA))


def test_declined_with_a_reason_that_the_delegation_reads(hall: Scene):
    request, podium = ask(hall), desk()
    assert "Give the reason; the delegation reads it." in press(podium, "decline", request, words=" ")
    press(podium, "decline", request, words="The statement did not name Kenya.")
    assert "Declined" in text(focal("KEN").get(KENYA))
    letter = letter_of(Message.objects.get(kind="speaking.reply_answered"))
    assert letter.subject == "No right of reply to France"
    assert "The organizers say: The statement did not name Kenya." in letter.text


def test_the_desk_has_it_as_a_task_until_it_is_answered(hall: Scene):
    def waiting() -> list[str]:
        return [task.title for task in tasks_for(hall.chief) if task.key.startswith("speaking.reply.")]

    request = ask(hall)
    assert waiting() == ["Kenya asks for its right of reply"]
    replies.place(actor=hall.chief, request=request, place="day")
    assert waiting() == []


def test_the_list_does_not_end_over_a_request(hall: Scene, moment):
    request = ask(hall)
    hall.do(podium_actions.end, "FRA")
    with pytest.raises(NotPossible, match="Kenya asked for its right of reply; give it the floor or decline it first"):
        lists.finish(actor=hall.chief, speakers=hall.now)
    replies.decline(actor=hall.chief, request=request, reason="No time.")
    assert lists.finish(actor=hall.chief, speakers=hall.now).state == "over"


class TestRefused:
    def test_a_statement_that_has_not_begun_or_is_the_own(self, hall: Scene):
        for about in ("HRV", "KEN"):
            with pytest.raises(NotPossible, match="Choose the statement that you reply to"):
                ask(hall, about=about)

    def test_a_second_request_and_a_third_reply(self, hall: Scene, moment):
        request = ask(hall)
        with pytest.raises(NotPossible, match="Your delegation has asked already"):
            ask(hall)
        hall.do(podium_actions.end, "FRA")
        for _minutes in (5, 3):
            row = interruptions.reply(actor=hall.chief, speakers=hall.now, delegation=request.delegation)
            moment.shift(timedelta(minutes=2))
            interruptions.resume(actor=hall.chief, speakers=hall.now, pk=row.pk)
        with pytest.raises(NotPossible, match="Kenya has had its two rights of reply today"):
            ask(hall)
        assert "Your delegation has had its two replies today." in text(focal("KEN").get(KENYA))

    def test_before_the_list_runs(self, scene: Scene):
        scene.inscribe("FRA")
        scene.inscribe("KEN")
        with pytest.raises(NotPossible, match="while the list is running"):
            ask(scene)
        assert "Right of reply" not in text(focal("KEN").get(KENYA))

    def test_others(self, hall: Scene):
        request = ask(hall)
        with pytest.raises(NotFound):
            replies.withdraw(actor=hall.acting["FRA"], request=request)
        printer = actor(make_user("print@hanoi2025.example", Role.PRINT_ROOM))
        with pytest.raises(NotAllowed):
            replies.place(actor=printer, request=request, place="day")
        with pytest.raises(NotAllowed):
            replies.decline(actor=printer, request=request, reason="No.")

    def test_an_answer_to_what_was_withdrawn_meanwhile(self, hall: Scene):
        request = ask(hall)
        seen = request.version
        replies.withdraw(actor=hall.acting["KEN"], request=ReplyRequest.objects.get(pk=request.pk))
        with pytest.raises(AlreadyDecided):
            replies.place(actor=hall.chief, request=request, place="day", expected_version=seen)

    def test_the_media_see_no_form(self, hall: Scene):
        hall.delegation("XMD")
        party = make_party("XMD")
        party.kind = "media"
        party.save()
        media, page = focal("XMD"), KENYA.replace("ken", "xmd")
        assert "Right of reply" not in text(media.get(page))
        answer = text(media.post(f"{page}reply/", {"about": str(hall.row("FRA").public_id)}))
        assert "Media organizations make no statements and have no right of reply." in answer
        assert "Choose the statement" not in answer


def test_the_database_holds_one_open_request_of_a_delegation(hall: Scene):
    request = ask(hall)
    with pytest.raises(DatabaseError, match=r"replyrequest_one_open|UNIQUE"), transaction.atomic():
        enter_again(hall, request)


@lifecycle.use_case
def enter_again(scene: Scene, request: ReplyRequest) -> None:
    second = ReplyRequest(
        list=request.list, delegation=request.delegation, about=request.about, asked_at=request.asked_at
    )
    lifecycle.create(second, actor=scene.chief, verb="reply.asked")
