"""Guests outside the delegations: entered, invited, answering, seated and received."""

from __future__ import annotations

import json

import pytest
import time_machine
from django.db import IntegrityError
from django.urls import reverse

from conference.audit.models import AccessLogEntry, AuditEntry
from conference.core import lifecycle
from conference.core.access import Role
from conference.core.errors import NotPossible
from conference.correspondence.models import Message
from conference.models import Rank
from conference.parties.models import Party
from schedule.calendar.models import Engagement
from schedule.receptions.arrivals import codes, queries
from schedule.receptions.arrivals.actions import record_arrival
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.guest_list.rules import OUTSIDE, Rule, find_guests
from schedule.receptions.guest_papers import data
from schedule.receptions.invitations import actions as invitations
from schedule.receptions.models import Invitation, OutsideGuest, Reception
from schedule.receptions.outside_guests import actions
from schedule.receptions.receiving.queries import line
from tests.markup import compact
from tests.people import make_member, make_user, sign_in
from tests.receptions.scene import NOW, Scene, make_scene, send_invitations

LIST, NEW, IMPORT = (
    "/desk/receptions/outside-guests/",
    "/desk/receptions/outside-guests/new/",
    "/desk/receptions/outside-guests/import/",
)
TITLE = "Ambassador to Viet Nam"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(keeper, clock) -> Scene:
    return keeper(make_scene)


@pytest.fixture
def desk(client, scene):
    return sign_in(client, make_user(None, Role.PROTOCOL))


def enter(scene: Scene, party: str = "FRA", **values: object) -> OutsideGuest:
    facts = {
        "party": Party.objects.get(code=party),
        "honorific": "H.E. Ms.",
        "family_name": "Delcourt",
        "given_names": "Hélène",
        "functional_title": TITLE,
        "protocol_rank": Rank.objects.get(code="minister"),
        "email": "helene@embassy.example",
        "language": "fr",
    }
    return actions.create_guest(actor=scene.protocol, values={**facts, **values})


def invite(scene: Scene) -> Invitation:
    rule = Rule(OUTSIDE)
    expected = find_guests(Reception.objects.get(), rule).fingerprint
    guest_list.invite_by_rule(actor=scene.protocol, reception=scene.reception, rule=rule, expected=expected)
    return Invitation.objects.filter(outside_guest__isnull=False).latest("pk")


def link_of(guest: OutsideGuest) -> str:
    message = Message.objects.filter(kind="receptions.invited", recipient=guest.email).latest("pk")
    return "/" + json.loads(message.sealed)["url"].split("/", 3)[3]


class TestTheList:
    def sent(self, **values: object) -> dict[str, object]:
        france = Party.objects.get(code="FRA").pk
        return {"party": france, "family_name": "Delcourt", "given_names": "Hélène", "language": "fr", **values}

    def test_a_guest_is_entered_changed_and_removed_and_each_read_is_logged(self, desk, scene):
        rank = Rank.objects.get(code="minister")
        sent = self.sent(honorific="H.E. Ms.", functional_title=TITLE, protocol_rank=rank.pk, email="h@embassy.example")
        assert desk.post(NEW, sent).status_code == 302
        guest = OutsideGuest.objects.get()
        assert (guest.party.code, guest.called, guest.protocol_rank) == ("FRA", "H.E. Ms. Hélène Delcourt", rank)
        text = compact(desk.get(LIST).content.decode())
        assert "<bdi>H.E. Ms. Hélène Delcourt</bdi>" in text
        url = reverse("receptions:outside-guest", args=[guest.public_id])
        desk.get(url)
        reads = AccessLogEntry.objects.filter(verb="delegate.opened")
        assert {(read.subject_type, read.subject_id) for read in reads} == {("receptions.outsideguest", str(guest.pk))}
        desk.post(url, {**sent, "email": "", "version": 1})
        guest.refresh_from_db()
        assert guest.email == ""
        changed = AuditEntry.objects.get(verb="outside_guest.changed").details["changed"]
        assert changed == {"email": "changed"}  # not to what
        assert desk.post(url, {**sent, "family_name": "Other", "version": 1}).status_code == 409
        desk.post(f"{url}remove/", {"version": 2})
        assert "Nobody is on the list" in desk.get(LIST).content.decode()

    def test_nobody_is_entered_twice_and_the_page_says_so_at_the_name(self, desk, scene):
        desk.post(NEW, self.sent())
        answer = desk.post(NEW, self.sent(functional_title="Consul"))
        assert answer.context["form"].errors["family_name"] == [
            "A guest of this name and party is on the list already."
        ]
        assert 'value="Consul"' in answer.content.decode()
        guest = OutsideGuest.objects.get()
        with pytest.raises(IntegrityError, match="outsideguest_listed_once"):
            OutsideGuest.objects.create(
                party=guest.party, family_name="Delcourt", given_names="Hélène", record_id="1" * 32
            )

    def test_a_guest_who_is_invited_keeps_the_party_and_is_not_removed(self, desk, scene):
        guest = enter(scene)
        invitation = invite(scene)
        url = reverse("receptions:outside-guest", args=[guest.public_id])
        answer = desk.post(url, self.sent(party=Party.objects.get(code="KEN").pk, version=1))
        assert "has been invited: the party stays" in answer.context["form"].errors["party"][0]
        assert "First record that the guest declines." in desk.post(f"{url}remove/", {"version": 1}).content.decode()
        invitations.answer_invitation(invitation=invitation, answer=invitations.Answer("no"), actor=scene.protocol)
        desk.post(f"{url}remove/", {"version": 1})
        assert OutsideGuest.objects.get().state == "removed"


class TestTheImport:
    HEAD = "Family name\tGiven names\tParty\tProtocol rank\tE-mail address\tLanguage"

    def test_all_are_entered_when_every_line_is_right(self, desk, scene):
        table = (
            f"{self.HEAD}\nDelcourt\tHélène\tFrance\tMinister\th@embassy.example\tfrançais\nMuriuki\tDaniel\tKEN\t\t\t"
        )
        checked = desk.post(IMPORT, {"table": table})
        assert "Enter 2 guests" in compact(checked.content.decode())
        assert OutsideGuest.objects.count() == 0
        assert desk.post(IMPORT, {"table": table, "save": "1"}).status_code == 302
        first, second = OutsideGuest.objects.order_by("family_name")
        assert (first.party.code, first.protocol_rank.code, first.email, first.language) == (
            "FRA",
            "minister",
            "h@embassy.example",
            "fr",
        )
        assert (second.given_names, second.protocol_rank, second.email, second.language) == ("Daniel", None, "", "en")
        assert AuditEntry.objects.filter(verb="outside_guest.added").count() == 2

    def test_nobody_is_entered_when_a_line_is_wrong_and_each_mistake_is_named_at_its_line(self, desk, scene):
        enter(scene)
        lines = [
            "Delcourt\tHélène\tFRA\t\t\t",
            "Muriuki\tDaniel\tKEN\t\t\t",
            "Muriuki\tDaniel\tKEN\t\t\t",
            "\tX\tKEN\t\t\t",
            "A\tB\tAtlantis\tDuke\tnone\tKlingon",
            "A\tB\tKEN\t\tnone\t",
        ]
        answer = desk.post(IMPORT, {"table": "\n".join([self.HEAD, *lines]), "save": "1"})
        assert answer.status_code == 422
        problems = {line.number: line.problems for line in answer.context["lines"]}
        assert problems == {
            2: ["A guest of this name and party is on the list already."],
            3: [],
            4: ["The same party and name already appear in line 3."],
            5: ["Family name: This field is required."],
            6: [
                "There is no party called “Atlantis”. Enter its short name in any language, or its code.",
                "There is no protocol rank called “Duke”.",
                "“Klingon” is not one of the languages.",
            ],
            7: ["E-mail address: Enter a valid email address."],
        }
        assert "Nobody was entered: 5 lines have to be corrected." in answer.content.decode()
        assert OutsideGuest.objects.count() == 1


class TestAnInvitation:
    def test_it_goes_to_the_guest_in_the_own_language_and_is_answered_by_its_link(self, client, scene):
        guest = enter(scene)
        invitation = invite(scene)
        assert (invitation.party.code, invitation.delegation, invitation.personal) == ("FRA", None, True)
        message = Message.objects.get(kind="receptions.invited", recipient=guest.email)
        assert (message.language, message.scope) == ("fr", "")
        page = compact(client.get(link_of(guest)).content.decode())
        assert "<bdi>H.E. Ms. Hélène Delcourt</bdi>" in page
        assert f"<bdi>{TITLE}, French Republic</bdi>" in page
        client.post(link_of(guest), {"to": "yes", "companion": "Mr. Paul Delcourt", "version": 1})
        invitation.refresh_from_db()
        assert (invitation.state, invitation.persons, scene.taken()) == ("accepted", 2, 2)
        assert Engagement.objects.count() == 0
        assert Message.objects.filter(kind="receptions.answered").get().recipient == guest.email

    def test_protocol_records_the_answer_of_a_guest_without_an_address(self, desk, scene):
        enter(scene, email="")
        page = desk.post("/desk/receptions/banquet/wave/", {"kind": "outside"})
        [guest] = page.context["preview"].guests
        sent = {"kind": "outside", "guest": guest.key, "step": "check"}
        check = compact(desk.post("/desk/receptions/banquet/wave/", sent).content.decode())
        assert "1 guest has no e-mail address and receives none: hand over the card, and record the answer." in check
        before = Message.objects.count()
        invitation = invite(scene)
        url = reverse("receptions:record-answer", args=["banquet", invitation.public_id])
        assert f'href="{url}"' in desk.get("/desk/receptions/banquet/").content.decode()
        assert f"You record the answer of {guest.person.called}, given by telephone" in compact(
            desk.get(url).content.decode()
        )
        said = desk.post(url, {"to": "yes", "version": 1, "diet": "vegan"}, follow=True).content.decode()
        assert "An e-mail confirms your answer." not in said
        invitation.refresh_from_db()
        assert (invitation.state, invitation.diet, scene.taken()) == ("accepted", "vegan", 1)
        assert Message.objects.count() == before
        entry = AuditEntry.objects.get(verb="invitation.accepted")
        assert entry.actor_id == int(desk.session["_auth_user_id"])

    def test_a_reminder_names_the_link_of_the_invitation_and_only_who_has_an_address_gets_one(self, scene):
        guest = enter(scene)
        enter(scene, "KEN", email="")
        invite(scene)
        send_invitations()
        guest_list.remind(actor=scene.protocol, reception=scene.reception)
        reminders = Message.objects.filter(kind="receptions.reminded", scope="")
        assert [message.recipient for message in reminders] == [guest.email]
        assert json.loads(reminders[0].sealed)["url"] == ""

    def test_a_new_link_goes_to_the_guest(self, client, desk, scene):
        guest = enter(scene)
        invitation = invite(scene)
        send_invitations()
        old = link_of(guest)
        url = reverse("receptions:anew", args=["banquet", invitation.public_id])
        assert "An e-mail with the new link goes to: <bdi>H.E. Ms. Hélène Delcourt</bdi>." in compact(
            desk.get(url).content.decode()
        )
        desk.post(url, {"version": 1})
        assert client.get(old).status_code == 404
        assert client.get(link_of(guest)).status_code == 200

    def test_waiting_guests_are_admitted_by_rank_whether_of_a_delegation_or_not(self, scene):
        Reception.objects.update(capacity=1)
        scene.answer("FRA")
        enter(scene, "KEN", protocol_rank=Rank.objects.get(code="head-of-state"))
        waiting = invite(scene)
        head = Invitation.objects.get(guest=scene.heads["KEN"])
        invitations.answer_invitation(invitation=head, answer=invitations.Answer("yes"))
        invitations.answer_invitation(invitation=waiting, answer=invitations.Answer("yes"))
        scene.answer("FRA", "no")
        waiting.refresh_from_db()
        assert (waiting.state, Invitation.objects.get(guest=scene.heads["KEN"]).state) == ("accepted", "waiting")


class TestTheEvening:
    @pytest.fixture
    def coming(self, scene) -> Invitation:
        """An ambassador of Kenya with the rank of a head of State comes, and the head of Kenya's delegation, a minister."""
        enter(scene, "KEN", protocol_rank=Rank.objects.get(code="head-of-state"))
        invitation = invite(scene)
        invitations.answer_invitation(invitation=invitation, answer=invitations.Answer("yes"))
        invitations.answer_invitation(
            invitation=Invitation.objects.get(guest=scene.heads["KEN"]), answer=invitations.Answer("yes")
        )
        invitation.refresh_from_db()
        return invitation

    def test_the_guest_stands_in_the_line_by_rank_with_the_function(self, scene, coming):
        places = line(scene.reception).coming
        assert places[0].invitation.pk == coming.pk
        assert (places[0].function, places[0].party.code) == (TITLE, "KEN")

    def test_the_door_list_the_card_and_the_code_know_the_guest(self, client, scene, coming, clock):
        [door_list] = data.door_lists([scene.reception], data.BY_PARTY)["lists"]
        assert ("DELCOURT, Hélène", "Kenya") in [(row["guest"], row["party"]) for row in door_list["rows"]]
        [card] = data.cards([coming])["cards"]
        assert (card["guest"], card["party"]) == ("H.E. Ms. Hélène Delcourt", f"{TITLE}, Republic of Kenya")
        assert len(card["codes"]) == 1
        clock.move_to(scene.reception.door_opens)
        assert codes.read(codes.code_of(coming), scene.reception) == (coming, False)
        record_arrival(actor=scene.protocol, invitation=coming)
        assert [row.pk for row in queries.who_came(scene.reception)] == [coming.pk]
        desk = sign_in(client, make_user(None, Role.PROTOCOL))
        page = compact(desk.get("/desk/receptions/banquet/door/?q=Delcourt").content.decode())
        assert "<bdi>H.E. Ms. Hélène Delcourt</bdi>" in page


class TestWhatTheDatabaseHolds:
    @pytest.mark.parametrize(
        ("of_delegate", "of_guest", "constraint"),
        [
            (True, True, "invitation_of_one_guest"),
            (False, False, "of another party"),
            (False, True, ""),
            (True, False, ""),
        ],
    )
    def test_an_invitation_has_one_guest_a_delegate_or_an_outside_guest(self, scene, of_delegate, of_guest, constraint):
        member, guest = make_member("GHA", state="submitted"), enter(scene, "GHA")
        invitation = Invitation(
            reception=scene.reception,
            party=guest.party,
            delegation=member.delegation if of_delegate else None,
            guest=member if of_delegate else None,
            outside_guest=guest if of_guest else None,
            personal=True,
            secret_hash="x",
            sent_at=NOW,
        )

        @lifecycle.use_case
        def write():
            lifecycle.create(invitation, actor=scene.protocol, verb="x")

        if not constraint:
            write()
            return
        with pytest.raises(IntegrityError, match=constraint):
            write()

    def test_the_party_of_an_invitation_is_the_guests(self, scene):
        enter(scene)
        invitation = invite(scene)
        with pytest.raises(IntegrityError, match="of another party"):
            Invitation.objects.filter(pk=invitation.pk).update(party=Party.objects.get(code="KEN"))

    def test_a_guest_who_was_invited_stays_with_the_party(self, scene):
        guest = enter(scene)
        invite(scene)
        with pytest.raises(IntegrityError, match="of another party"):
            OutsideGuest.objects.filter(pk=guest.pk).update(party=Party.objects.get(code="KEN"))

    def test_nobody_removed_answers(self, scene):
        guest = enter(scene)
        invitation = invite(scene)
        invitations.answer_invitation(invitation=invitation, answer=invitations.Answer("no"))
        actions.remove_guest(actor=scene.protocol, guest=guest, expected_version=1)
        with pytest.raises(NotPossible, match="This invitation to Hélène Delcourt has ended"):
            invitations.answer_invitation(
                invitation=Invitation.objects.get(pk=invitation.pk), answer=invitations.Answer("yes")
            )
