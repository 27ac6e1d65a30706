"""Inviting by rule in waves, reminders once each, and answers after the deadline, which go to the host."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from conference.core.access import SYSTEM, Role
from conference.core.errors import NotPossible
from conference.core.undo import mails_wait
from conference.core.undo import window as undo_window
from conference.correspondence.models import Message
from conference.models import Rank
from conference.parties.models import Party
from conference.treaties.models import Treaty
from schedule.receptions.guest_list import actions
from schedule.receptions.guest_list.rules import Rule, find_guests
from schedule.receptions.invitations.late_answers import decide_late
from schedule.receptions.models import Invitation
from schedule.signing.appointments.actions import Intention, declare
from tests.markup import compact
from tests.people import make_delegation, make_focal_point, make_member, make_user, sign_in
from tests.programme.draft import add
from tests.receptions.scene import NOW, link_of, make_scene, told
from tests.signing.scene import intend

WAVE = "/desk/receptions/banquet/wave/"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(keeper, clock):
    return keeper(make_scene, invite=False)


@pytest.fixture
def desk(client, scene):
    return sign_in(client, make_user(None, Role.PROTOCOL))


def codes(candidates) -> list[str]:
    return [candidate.party.code for candidate in candidates]


def persons(candidates) -> list[object]:
    return [candidate.person for candidate in candidates]


def invite(desk, preview, **rule):
    """Send the list as it was ticked, then confirm it."""
    sent = {**rule, "guest": [guest.key for guest in preview.guests if guest.ticked]}
    check = desk.post(WAVE, {**sent, "step": "check"})
    answer = desk.post(WAVE, {**sent, "step": "invite", "expected": preview.fingerprint})
    return compact(check.content.decode()), answer


class TestRules:
    def test_heads_are_shown_before_they_are_invited_with_who_is_left_out_and_why(self, desk, scene):
        make_member("GHA", state="submitted")  # a delegation without a head
        make_member("PER", capacity="head", state="draft")
        make_member("NGA", capacity="head", state="submitted")
        Party.objects.filter(code="NGA").update(kind="ngo")
        page = desk.post(WAVE, {"kind": "heads"})
        preview = page.context["preview"]
        assert "There are 6 places in all." in compact(page.text)
        assert codes(preview.guests) == ["BRA", "CIV", "FRA", "KEN"]
        reasons = {who.rpartition("(")[2].strip(")"): why for who, why in preview.left_out}
        assert sorted(reasons.values()) == [
            "The delegation has named no head.",
            "The delegation has not submitted this person yet.",
            "The host does not receive this kind of party.",
        ]
        assert Invitation.objects.count() == 0
        check, answer = invite(desk, preview, kind="heads")
        assert "Invite these 4 guests" in check
        assert "There are 6 places in all. 0 persons are expected. 6 places are free." in check
        assert answer.status_code == 302
        assert set(Invitation.objects.values_list("wave", "personal")) == {(1, False)}
        assert len(told("invited")) == 4
        again = desk.post(WAVE, {"kind": "heads"}).context["preview"]
        assert (codes(again.guests), codes(again.double)) == ([], ["BRA", "CIV", "FRA", "KEN"])

    def test_a_second_wave_invites_persons_of_a_rank_and_above(self, desk, scene):
        minister = Rank.objects.get(code="minister")
        deputy = make_member("KEN", state="submitted", protocol_rank=minister)
        first = find_guests(scene.reception, Rule())
        actions.invite_by_rule(actor=scene.protocol, reception=scene.reception, rule=Rule(), expected=first.fingerprint)
        page = desk.post(WAVE, {"kind": "ranks", "rank": minister.pk})
        preview = page.context["preview"]
        assert persons(preview.guests) == [deputy]
        assert codes(preview.double) == ["BRA", "FRA", "KEN"]
        invite(desk, preview, kind="ranks", rank=minister.pk)
        second = Invitation.objects.get(guest=deputy)
        assert (second.wave, second.personal, second.is_guest_there) == (2, True, True)

    def test_signatories_are_a_rule_and_a_delegation_that_names_none_is_left_out(self, scene):
        signs = intend("KEN").signatory
        intention = Intention(signatory=None)
        declare(actor=SYSTEM, delegation=make_delegation("FRA"), treaty=Treaty.objects.get(), intention=intention)
        preview = find_guests(scene.reception, Rule("signatories"))
        assert persons(preview.guests) == [signs]
        assert preview.left_out == [("France", "The delegation signs and has named no signatory.")]

    def test_chairs_of_sessions_are_a_rule(self, scene):
        chair = make_member("KEN", state="submitted")
        session = add()
        type(session).objects.filter(pk=session.pk).update(chair=chair)
        assert persons(find_guests(scene.reception, Rule("chairs")).guests) == [chair]

    def test_an_empty_list_says_whether_the_rule_finds_nobody_or_all_are_on_the_list(self, desk, scene):
        chair, session = make_member("KEN", state="submitted"), add()
        everybody, nobody = "all whom this rule finds are on the list already.", "This rule finds nobody."
        page = desk.post(WAVE, {"kind": "chairs"}).text
        assert (everybody in page, nobody in page) == (False, True)
        assert '<div data-only-if="kind=ranks">' in page
        assert '<div data-only-if="kind=persons">' in page
        type(session).objects.filter(pk=session.pk).update(chair=chair)
        invite(desk, desk.post(WAVE, {"kind": "chairs"}).context["preview"], kind="chairs")
        page = desk.post(WAVE, {"kind": "chairs"}).text
        assert (everybody in page, nobody in page) == (True, False)

    def test_persons_by_name_or_the_reason_why_not(self, desk, scene):
        names = {"given_names": "Amina", "family_name": "Odhiambo", "name_on_badge": "Amina ODHIAMBO"}
        amina = make_member("KEN", state="submitted", **names)
        twins = [make_member(code, state="submitted", given_names="Li", family_name="Wei") for code in ("FRA", "BRA")]
        assert twins[0].full_name == twins[1].full_name
        sent = {"kind": "persons", "names": f"  amina   odhiambo\n{twins[0].full_name}\nNo One"}
        preview = desk.post(WAVE, sent).context["preview"]
        assert persons(preview.guests) == [amina]
        assert dict(preview.left_out)["No One"] == "Nobody of this name is in a delegation."
        assert dict(preview.left_out)[twins[0].full_name].startswith("Several persons have this name")

    @pytest.mark.parametrize(
        ("sent", "field", "words"),
        [
            ({"kind": "ranks"}, "rank", "Choose the lowest rank that is invited."),
            ({"kind": "persons"}, "names", "Write the names, one per line."),
            ({"kind": "persons", "names": "A\n" * 201}, "names", "At most 200 names at once."),
        ],
    )
    def test_what_lacks_is_said_at_its_field(self, desk, sent, field, words):
        answer = desk.post(WAVE, sent)
        assert answer.status_code == 422
        assert words in answer.context["form"].errors[field]

    def test_who_is_unticked_is_not_invited_and_the_rule_remembers_it(self, desk, scene):
        page = desk.get(WAVE, {"kind": "heads"})
        ranks = {guest.party.code: str(guest.person.protocol_rank) for guest in page.context["preview"].guests}
        assert ranks["BRA"] == str(Rank.objects.get(code="head-of-state"))
        assert f'<td data-label="Protocol rank">{ranks["BRA"]}</td>' in compact(page.content.decode())
        preview = page.context["preview"]
        france = next(guest for guest in preview.guests if guest.party.code == "FRA")
        preview.tick({guest.key for guest in preview.guests} - {france.key})
        check, _answer = invite(desk, preview, kind="heads")
        assert "Invite 3 guests?" in check
        assert sorted(scene.reception.invitations.values_list("party__code", flat=True)) == ["BRA", "CIV", "KEN"]
        again = desk.get(WAVE, {"kind": "heads"}).context["preview"]
        assert [(guest.party.code, guest.ticked) for guest in again.guests] == [("FRA", False)]
        assert desk.post(WAVE, {"kind": "heads", "step": "check"}).status_code == 422

    def test_an_invitation_is_undone_before_its_mail_goes_and_can_be_sent_again(self, desk, scene, clock):
        actions.invite(actor=scene.protocol, reception=scene.reception)
        mails = Message.objects.filter(kind="receptions.invited")
        assert all(mail.not_before >= NOW + mails_wait() for mail in mails)
        page = compact(desk.get("/desk/receptions/banquet/").content.decode())
        assert "Undo the invitations" in page
        said = desk.post("/desk/receptions/banquet/wave/undo/", follow=True)
        assert "Undone: 4 invitations are not sent." in said.content.decode()
        assert set(mails.values_list("state", flat=True)) == {"cancelled"}
        # Nobody was invited: the list is empty, and everybody can be invited anew.
        assert said.context["guests"] == []
        portal = sign_in(Client(), make_focal_point("KEN"))
        assert portal.get("/portal/ken/receptions/").context["invitations"] == []
        assert actions.invite(actor=scene.protocol, reception=scene.reception) == 4
        clock.shift(undo_window() + timedelta(seconds=1))
        with pytest.raises(NotPossible, match="have already been sent"):
            actions.undo_invitations(actor=scene.protocol, reception=scene.reception)
        assert scene.reception.invitations.filter(state="sent").count() == 4

    def test_who_has_answered_meanwhile_stays_invited(self, scene):
        actions.invite(actor=scene.protocol, reception=scene.reception)
        scene.answer("KEN")
        assert actions.undo_invitations(actor=scene.protocol, reception=scene.reception) == 3
        assert scene.state("KEN") == "accepted"

    def test_a_list_that_has_changed_invites_nobody(self, scene):
        seen = find_guests(scene.reception, Rule())
        make_member("GHA", capacity="head", state="submitted")
        with pytest.raises(NotPossible, match="The list has changed"):
            actions.invite_by_rule(
                actor=scene.protocol, reception=scene.reception, rule=Rule(), expected=seen.fingerprint
            )
        assert Invitation.objects.count() == 0


class TestReminders:
    @pytest.fixture
    def scene(self, keeper, clock):
        return keeper(make_scene)

    def test_each_who_has_not_answered_is_reminded_once_and_the_mail_waits(self, desk, scene, clock):
        scene.answer("KEN", "no")
        page = compact(desk.get("/desk/receptions/banquet/").content.decode())
        assert "Each is reminded once; the e-mails wait while this can be undone." in page
        assert "Remind 3 guests" in page
        desk.post("/desk/receptions/banquet/remind/")
        mails = Message.objects.filter(kind="receptions.reminded")
        assert sorted(mails.values_list("recipient", flat=True)) == [
            f"focal.{code}@mission.example" for code in ("bra", "civ", "fra")
        ]
        assert all(mail.not_before >= NOW + mails_wait() for mail in mails)
        clock.shift(mails_wait() + timedelta(seconds=1))
        refused = desk.post("/desk/receptions/banquet/remind/")
        assert "Everybody has answered or was reminded already." in refused.content.decode()
        assert mails.count() == 3

    def test_reminders_are_undone_together_and_can_be_sent_then(self, desk, scene):
        actions.remind(actor=scene.protocol, reception=scene.reception)
        assert "Undo the reminders" in desk.get("/desk/receptions/banquet/").content.decode()
        desk.post("/desk/receptions/banquet/remind/undo/")
        assert set(Message.objects.filter(kind="receptions.reminded").values_list("state", flat=True)) == {"cancelled"}
        assert actions.remind(actor=scene.protocol, reception=scene.reception) == 4

    def test_whoever_answers_meanwhile_gets_no_reminder(self, scene):
        actions.remind(actor=scene.protocol, reception=scene.reception)
        scene.answer("KEN")
        mail = Message.objects.get(kind="receptions.reminded", recipient="focal.ken@mission.example")
        assert mail.state == "cancelled"


class TestAfterTheDeadline:
    @pytest.fixture
    def scene(self, keeper, clock):
        return keeper(make_scene)

    @pytest.fixture
    def late(self, client, scene, clock):
        """Kenya, who regretted in time, says yes with a companion a day after the deadline."""
        scene.answer("KEN", "no")
        clock.move_to(scene.reception.answer_by + timedelta(days=1))
        sent = {"to": "yes", "companion": "Tom Simiyu", "version": scene.invitation("KEN").version}
        page = client.post(link_of("KEN"), sent, follow=True)
        return compact(page.content.decode())

    def test_the_answer_goes_to_the_host_and_the_earlier_one_holds(self, client, scene, late):
        assert "came after the deadline and waits for the host, who decides." in late
        assert (scene.state("KEN"), scene.taken()) == ("regretted", 0)
        desk = sign_in(client, make_user(None, Role.PROTOCOL))
        assert "Answers after the deadline await the host" in desk.get("/desk/").content.decode()
        page = compact(desk.get("/desk/receptions/banquet/").content.decode())
        assert "Answered late: Yes, <bdi>Tom Simiyu</bdi>" in page

    def test_the_host_takes_it_as_one_in_time(self, client, scene, late):
        invitation = scene.invitation("KEN")
        desk = sign_in(client, make_user(None, Role.PROTOCOL))
        url = f"/desk/receptions/banquet/{invitation.public_id}/late/"
        assert desk.post(url, {"word": "yes", "version": invitation.version}).status_code == 302
        assert (scene.state("KEN"), scene.taken()) == ("accepted", 2)
        assert scene.invitation("KEN").late_answer == ""
        with pytest.raises(NotPossible, match="No late answer waits here"):
            decide_late(actor=scene.protocol, invitation=scene.invitation("KEN"), accept=True)

    def test_the_host_declines_it_and_the_delegation_is_told(self, scene, late):
        decide_late(actor=scene.protocol, invitation=scene.invitation("KEN"), accept=False)
        assert (scene.state("KEN"), scene.invitation("KEN").late_at) == ("regretted", None)
        assert told("late_declined") == ["focal.ken@mission.example"]

    def test_a_couple_taken_late_where_one_place_is_left_waits_as_a_whole(self, scene, late):
        type(scene.reception).objects.update(capacity=1)
        decide_late(actor=scene.protocol, invitation=scene.invitation("KEN"), accept=True)
        assert (scene.state("KEN"), scene.taken()) == ("waiting", 0)

    def test_once_guests_arrive_nothing_is_asked_any_more(self, client, scene, clock):
        clock.move_to(scene.reception.begins + timedelta(seconds=1))
        page = client.post(link_of("KEN"), {"to": "yes", "version": 1})
        assert "please call the secretariat" in page.content.decode()
        assert scene.invitation("KEN").late_answer == ""
