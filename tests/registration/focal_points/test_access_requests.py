"""Asking for an invitation: everybody is answered alike; the desk invites or declines, once."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from conference.accounts.sign_in import limits
from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotAllowed
from conference.correspondence.models import Message
from conference.desk import registry
from conference.parties.models import PartyName
from conference.parties.spellings import Spellings
from delegations.registration.focal_points.actions import access_requests
from delegations.registration.focal_points.actions.access_requests import TooMany
from delegations.registration.models import AccessRequest, FocalPointInvitation
from tests.people import actor, make_focal_point, make_party, make_user, sign_in
from tests.registration.focal_points.test_invitation import invite
from tests.registration.kit import letters, text_of

PAGE, DESK = "/invitation/ask/", "/desk/delegations/requests/"
EMAIL = "baraka@mission.example"
TYPED = {
    "party_words": "Kenya",
    "name": "Otieno Baraka",
    "function": "Second Secretary",
    "email": EMAIL,
    "phone": "+41 22 550 0199",
    "language": "fr",
    "words": "Ms. Wambui has left Geneva.\nI replace her.",
}


def ask(network: str = "192.0.2.7", **more) -> None:
    asked = {"party_words": "Kenya", "name": "Otieno Baraka", "email": EMAIL, **more}
    access_requests.ask_for_access(request=AccessRequest(**asked), network=network)


def waiting(**more) -> AccessRequest:
    make_party("KEN")
    ask(**more)
    return AccessRequest.objects.latest("pk")


@pytest.fixture
def desk(client, world):
    return sign_in(client, make_user(None, Role.SECRETARIAT, name="Nguyễn Thu Hà"))


class TestAsking:
    def test_it_is_kept_whole_and_confirmed(self, client, world):
        make_party("KEN")
        answer = client.post(PAGE, TYPED)
        assert answer.headers["Location"] == "/invitation/ask/thanks/"
        row = AccessRequest.objects.get()
        kept = {name: getattr(row, name) for name in TYPED}
        assert kept == TYPED
        assert (row.party.code, row.answered_at, row.granted) == ("KEN", None, None)
        [letter] = letters("access_received")
        assert (letter.recipient, letter.language) == (EMAIL, "fr")
        assert "request is with the secretariat" in text_of(client.get(answer.headers["Location"]))

    def test_nothing_that_was_typed_stands_in_the_mail(self, client, world):
        client.post(PAGE, {**TYPED, "party_words": "Buy at shop.example", "name": "Shop Example"})
        [letter] = letters("access_received")
        assert set(letter.context) == {"at", "sent_to"}
        assert letter.recipient_name == ""

    @pytest.mark.parametrize(
        "words", ["Kenia", "كينيا", "KEN", "the Republic of Kenya", "  kenya ", "Republic of Kenya"]
    )
    def test_a_party_is_known_by_any_of_its_names(self, world, words):
        for language, short in (("es", "Kenia"), ("ar", "كينيا")):
            PartyName.objects.create(party=make_party("KEN"), language=language, short=short, formal=short)
        ask(party_words=words)
        assert AccessRequest.objects.get().party.code == "KEN"

    def test_a_name_of_two_parties_is_neither(self, world):
        for code in ("KEN", "BRA"):
            PartyName.objects.create(party=make_party(code), language="fr", short="Union", formal="l'Union")
        known = Spellings()
        assert (known.find("Union"), known.is_several("Union"), known.is_several("Kenya")) == (None, True, False)

    def test_other_words_are_taken_as_they_are(self, world):
        ask(party_words="Ministry of Justice of Wakanda")
        row = AccessRequest.objects.get()
        assert (row.party, row.party_words) == (None, "Ministry of Justice of Wakanda")

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("party_words", "", "This field is required."),
            ("name", "Otieno\u202eBaraka", "a character that reverses the direction of the text"),
            ("email", "nobody", "valid"),
            ("phone", "call me", "A telephone number may contain only digits, spaces, +, - and brackets"),
            ("words", "\u202eevil", "reverses the direction of the text (U+202E)"),
            ("words", "x" * 1001, "1000"),
            ("language", "xx", "xx"),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field_and_the_rest_stays(self, client, world, field, value, said):
        answer = client.post(PAGE, {**TYPED, field: value})
        assert answer.status_code == 422
        [words] = answer.context["form"].errors[field]
        assert said in words
        assert "Second Secretary" in answer.content.decode()
        assert AccessRequest.objects.count() == 0

    def test_the_names_to_choose_from_are_in_the_readers_language(self, client, world):
        PartyName.objects.create(party=make_party("KEN"), language="es", short="Kenia", formal="la República de Kenia")
        client.cookies["django_language"] = "es"
        assert '<option value="Kenia"></option>' in client.get(PAGE).content.decode()

    def test_it_is_found_from_the_ways_that_end(self, client, world):
        for path in ("/accounts/login/", "/invitation/" + "x" * 43 + "/"):
            assert f'href="{PAGE}"' in client.get(path).content.decode()
        sign_in(client, make_user())
        assert f'href="{PAGE}"' in client.get("/portal/").content.decode()


class TestEverybodyIsAnsweredAlike:
    def said(self, client: Client, **more) -> tuple:
        answer = client.post(PAGE, {**TYPED, **more})
        page = client.get(answer.headers["Location"]).content.decode()
        page = re.sub(r'(name="csrf-token" content|name="csrfmiddlewaretoken" value)="[^"]*"', "", page)
        headers = {name: value for name, value in answer.headers.items() if name not in ("Set-Cookie", "Expires")}
        return answer.status_code, headers, answer.content, page

    def test_known_or_not(self, world):
        make_focal_point("KEN", email="acts@mission.example")
        invite("KEN", email="invited@mission.example")
        make_user("staff@hanoi2025.example", Role.SECRETARIAT)
        plain = self.said(Client(), email="new@mission.example", party_words="Nowhere")
        for email in ("acts@mission.example", "invited@mission.example", "staff@hanoi2025.example"):
            assert self.said(Client(), email=email) == plain
        mails = {(mail.kind, tuple(mail.context), mail.recipient_name) for mail in letters("access_received")}
        assert mails == {("registration.access_received", ("at", "sent_to"), "")}
        assert len(letters("access_received")) == 4

    def test_again_or_not_and_nothing_is_kept_or_sent_twice(self, world):
        first = self.said(Client())
        for _each in range(8):  # past the address's own limit
            assert self.said(Client(), email=EMAIL.upper()) == first
        assert AccessRequest.objects.count() == 1
        assert len(letters("access_received")) == 1

    def test_one_mail_for_an_address_whatever_it_asks_besides(self, world):
        make_party("KEN")
        ask()
        ask(party_words="Brazil")
        ask(party_words="KEN")  # the same party by another name
        assert list(AccessRequest.objects.values_list("party_words", flat=True)) == ["Kenya", "Brazil"]
        assert len(letters("access_received")) == 1


class TestLimits:
    def test_a_network_is_told_after_thirty_and_the_flushed_cache_forgives_nothing(self, client, world):
        for number in range(30):
            ask("127.0.0.1", email=f"n{number}@mission.example")
            cache.clear()
        answer = client.post(PAGE, TYPED)
        assert answer.status_code == 429
        assert "Too many requests came from your network" in text_of(answer, 429)
        assert 'value="Second Secretary"' in answer.content.decode()
        assert not AccessRequest.objects.filter(email=EMAIL).exists()
        assert Client(REMOTE_ADDR="198.51.100.9").post(PAGE, TYPED).status_code == 302

    def test_an_address_of_six_is_its_network(self, rf):
        def network(address: str) -> str:
            return limits.network_of(rf.get("/", REMOTE_ADDR=address))

        assert network("2001:db8:1:2:aaaa::1") == network("2001:db8:1:2:bbbb::9") == "2001:db8:1:2::/64"
        assert network("2001:db8:1:3::1") != network("2001:db8:1:2::1")
        assert network("192.0.2.7") == "192.0.2.7"
        assert network("::ffff:192.0.2.7") == "192.0.2.7"  # as a server that listens for both writes it

    def test_an_address_makes_five_rows_at_most_and_is_told_nothing(self, world):
        for number in range(9):
            ask(party_words=f"Land {chr(65 + number)}")
            cache.clear()
        assert AccessRequest.objects.count() == 5

    def test_the_answer_of_a_closed_network_keeps_no_count(self, world):
        for number in range(30):
            ask(email=f"n{number}@mission.example")
        for _each in range(3):
            with pytest.raises(TooMany):
                ask()
        assert limits.LoginFailures.objects.get(key=limits.key_at("asknet", "192.0.2.7")).count == 30

    def test_no_address_stands_in_the_counts(self, world):
        ask()
        for row in limits.LoginFailures.objects.values_list("key", flat=True):
            assert re.fullmatch(r"(ask|asknet)-\d+", row)

    def test_the_sign_in_counts_as_before(self):
        assert limits.wait_after(4).total_seconds() == 0
        assert limits.wait_after(5).total_seconds() == 60
        assert limits.wait_after(30, 30).total_seconds() == 60


class TestTheDesk:
    def test_what_waits_stands_under_attention_with_its_remedy(self, world):
        assert "registration.access" not in {one.key for one in registry.tasks_for(SYSTEM)}
        waiting()
        waiting(email="second@mission.example")
        [matter] = [one for one in registry.tasks_for(SYSTEM) if one.key == "registration.access"]
        assert (matter.title, matter.url) == ("2 requests for an invitation", DESK)

    def test_the_page_says_what_is_known(self, desk):
        make_focal_point("KEN", name="Achieng Wambui", email="wambui@mission.example")
        make_focal_point("BRA", email=EMAIL)
        invite("FRA", email=EMAIL)
        row = waiting(words="I replace her.")
        assert "Kenya Otieno Baraka" in text_of(desk.get(DESK))
        text = text_of(desk.get(f"{DESK}{row.pk}/"))
        assert "I replace her." in text
        assert "This address acts for Brazil already." in text
        assert "This address has an invitation for France that was not taken up" in text
        assert "For Kenya act now: Achieng Wambui wambui@mission.example" in text

    def test_granting_invites_the_address_in_its_language(self, desk):
        row = waiting(language="fr", party_words="Ministry in Nairobi")
        assert "No party is called by these words" in text_of(desk.get(f"{DESK}{row.pk}/"))
        answer = desk.post(f"{DESK}{row.pk}/grant/", {"party": str(make_party("KEN").pk)}, follow=True)
        assert f"The invitation goes to {EMAIL} by e-mail. E-mail goes out at " in text_of(answer)
        row.refresh_from_db()
        assert (row.granted, row.party.code, str(row.answered_by)) == (True, "KEN", "Nguyễn Thu Hà")
        invitation = FocalPointInvitation.objects.get()
        assert (invitation.email, invitation.name, invitation.language) == (EMAIL, "Otieno Baraka", "fr")
        assert AuditEntry.objects.filter(verb="access.granted").count() == 1
        assert AuditEntry.objects.filter(verb="focal_point.invited", scope="KEN").count() == 1

    def test_without_a_party_nothing_is_granted(self, desk):
        row = waiting()
        answer = desk.post(f"{DESK}{row.pk}/grant/", {"party": ""})
        assert answer.status_code == 422
        assert answer.context["grant"].errors == {"party": ["This field is required."]}

    def test_who_acts_already_is_said_and_the_request_stays_open(self, desk):
        make_focal_point("KEN", email=EMAIL)
        row = waiting()
        answer = desk.post(f"{DESK}{row.pk}/grant/", {"party": str(row.party_id)})
        assert "is already a focal point of Kenya" in text_of(answer, 422)
        row.refresh_from_db()
        assert row.answered_at is None

    @pytest.mark.parametrize("tell", [True, False])
    def test_declining_tells_the_asker_or_nobody(self, desk, tell):
        row = waiting(language="es")
        typed = {"reason": "Kenya names its focal points by note verbale.", **({"tell": "on"} if tell else {})}
        text = text_of(desk.post(f"{DESK}{row.pk}/decline/", typed, follow=True))
        assert ("the reason goes to" in text, "No mail was sent" in text) == (tell, not tell)
        row.refresh_from_db()
        assert (row.granted, row.reason) == (False, typed["reason"])
        told = [(one.recipient, one.language, one.context["reason"]) for one in letters("access_declined")]
        assert told == ([(EMAIL, "es", typed["reason"])] if tell else [])
        assert AuditEntry.objects.get(verb="access.declined").reason == typed["reason"]
        assert FocalPointInvitation.objects.count() == 0

    def test_a_reason_is_needed(self, desk):
        row = waiting()
        answer = desk.post(f"{DESK}{row.pk}/decline/", {"reason": "  ", "tell": "on"})
        assert answer.context["decline"].errors == {"reason": ["This field is required."]}

    def test_after_an_answer_one_may_ask_again(self, world):
        row = waiting()
        access_requests.decline_access(actor=SYSTEM, request=row, reason="Who?", tell=False)
        ask()
        assert AccessRequest.objects.filter(answered_at__isnull=True).count() == 1
        assert len(letters("access_received")) == 2

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.SECRETARIAT])
    def test_others_answer_nothing(self, world, role):
        row, officer = waiting(), actor(make_user(None, role))
        with pytest.raises(NotAllowed):
            access_requests.grant_access(actor=officer, request=row, party=row.party)
        with pytest.raises(NotAllowed):
            access_requests.decline_access(actor=officer, request=row, reason="No.", tell=True)

    def test_the_second_is_told_by_whom(self, desk):
        row = waiting()
        access_requests.decline_access(
            actor=actor(make_user(None, Role.SECRETARIAT, name="Trần Thu Hà")), request=row, reason="No.", tell=False
        )
        answer = desk.post(f"{DESK}{row.pk}/grant/", {"party": str(row.party_id)})
        assert "Otieno Baraka (Kenya): already answered by Trần Thu Hà. Nothing was changed." in text_of(answer, 409)
        assert FocalPointInvitation.objects.count() == 0

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_asks_the_same_number_of_queries(self, desk, count, django_assert_num_queries):
        from conference.web import menu

        for number in range(count):
            waiting(email=f"n{number}@mission.example")
            row = waiting(email=f"m{number}@mission.example")
            access_requests.decline_access(actor=SYSTEM, request=row, reason="No.", tell=False)
        with menu.entries.override({}):
            desk.get(DESK)
            with django_assert_num_queries(9):
                desk.get(DESK)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def answers(self) -> list:
        from tests.people import make_conference
        from tests.registration.members.test_races import overlap

        make_conference()
        row = waiting()
        first = actor(make_user(None, Role.SECRETARIAT, name="Trần Thu Hà"))
        second = actor(make_user(None, Role.SECRETARIAT))
        return overlap(
            lambda: access_requests.grant_access(actor=first, request=row, party=row.party),
            lambda: access_requests.decline_access(actor=second, request=row, reason="No.", tell=True),
        )

    def test_one_answers_and_the_other_is_told(self):
        _first, second = self.answers()
        assert isinstance(second, AlreadyDecided)
        assert "already answered by Trần Thu Hà" in str(second)
        assert (len(letters("invitation")), len(letters("access_declined"))) == (1, 0)

    def test_control_without_the_lock_both_do(self, monkeypatch):
        monkeypatch.setattr(access_requests, "_lock_open", lambda request: AccessRequest.objects.get(pk=request.pk))
        assert not any(isinstance(one, Exception) for one in self.answers())
        assert (len(letters("invitation")), len(letters("access_declined"))) == (1, 1)

    def asked_twice(self) -> tuple[int, int]:
        from tests.people import make_conference
        from tests.registration.members.test_races import overlap

        make_conference()
        ask("198.51.100.1", email="other@mission.example")  # makes the place of no address of ours
        limits.count_attempt(limits.key_at("ask", EMAIL))
        overlap(lambda: ask("192.0.2.1"), lambda: ask("192.0.2.2"))
        rows = AccessRequest.objects.filter(email=EMAIL).count()
        return rows, Message.objects.filter(kind="registration.access_received", recipient=EMAIL).count()

    def test_one_request_is_kept_and_one_mail_sent(self):
        assert self.asked_twice() == (1, 1)

    def test_control_without_the_count_two_are_kept(self, monkeypatch):
        monkeypatch.setattr(limits, "count_attempt", lambda key, free=5: True)
        assert self.asked_twice()[0] == 2


def test_the_telephone_is_encrypted_in_the_database(world):
    waiting(phone="+41 22 550 0199")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM registration_accessrequest")
        assert "0199" not in cursor.fetchone()[0]
    assert AccessRequest.objects.get().phone == "+41 22 550 0199"
