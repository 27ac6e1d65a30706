"""What the console asks before an act: a signature right after the call, and a call on another day than the session's own."""

from __future__ import annotations

import re
import uuid

import pytest
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.core.errors import AlreadyDecided
from schedule.signing.ceremony.questions import Question
from schedule.signing.models import CeremonyAct, Signature
from tests.people import make_user, sign_in
from tests.signing.kit import words_of
from tests.signing.scene import BEGINS, appointment_of, do, minutes, protocol, sign, states

pytestmark = pytest.mark.usefixtures("begun")
NEXT_DAY = BEGINS + minutes(24 * 60)
ABOUT_THE_DAY = (
    "“Signing of the Convention” is set for Saturday 25 October 2025, and at the place of signature it is Sunday 26 October 2025. "
    "Is Brazil to be called on Sunday 26 October 2025 all the same?"
)
SO_SOON = "Brazil was called less than three seconds ago. Has it signed already?"


def question(session, verb: str, code: str, **values) -> str:
    """Return what is asked; nothing has been done then."""
    acts, before = CeremonyAct.objects.count(), states(session)
    with pytest.raises(Question) as asked:
        do(session, verb, code, **{"answers": (), **values})
    assert (CeremonyAct.objects.count(), states(session)) == (acts, before)
    return str(asked.value)


class TestSignedSoSoon:
    @pytest.mark.parametrize("verb", ["sign", "next"])
    def test_within_three_seconds_of_the_call_it_is_asked_and_the_answer_is_logged(self, session, verb):
        do(session, "call", "BRA")
        with clock.standing(BEGINS + minutes(2.9 / 60)):
            assert question(session, verb, "BRA", then="CIV") == SO_SOON
            assert not Signature.objects.exists()
            do(session, verb, "BRA", then="CIV", answers={"soon"})
        assert appointment_of("BRA").state == "signed"
        assert AuditEntry.objects.filter(verb="ceremony.signed_soon").count() == 1

    def test_after_three_seconds_nothing_is_asked(self, session):
        do(session, "call", "BRA")
        with clock.standing(BEGINS + minutes(3 / 60)):
            do(session, "sign", "BRA", answers=())
        assert not AuditEntry.objects.filter(verb="ceremony.signed_soon").exists()

    def test_the_second_of_two_presses_of_signed_call_the_next_is_asked_about(self, session):
        do(session, "call", "BRA")
        with clock.standing(BEGINS + minutes(1)):
            do(session, "next", "BRA", then="CIV", answers=())
            assert "Côte d'Ivoire was called less than three seconds ago." in question(
                session, "next", "CIV", then="KEN"
            )

    def test_who_was_faster_is_said_first(self, session):
        do(session, "call", "BRA")
        version = appointment_of("BRA").version
        do(session, "skip", "BRA")
        with pytest.raises(AlreadyDecided):
            do(session, "sign", "BRA", expected_version=version, answers=())

    def test_by_the_consoles_script_the_same_act_is_sent_again_with_the_answer(self, client, session):
        do(session, "call", "BRA")
        sign_in(client, make_user(None, Role.PROTOCOL))
        row, act = appointment_of("BRA"), reverse("signing:act", args=["first"])
        data = {"do": "sign", "id": row.public_id, "version": row.version, "key": uuid.uuid4()}
        answer = client.post(act, data, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()) == (
            409,
            {"question": SO_SOON, "answers": "soon", "label": "Yes, it has signed"},
        )
        again = client.post(act, {**data, "answers": "soon"}, headers={"accept": "application/json"})
        assert again.json() == {"number": 2}
        assert Signature.objects.count() == 1


class TestAnotherDay:
    def test_the_first_call_of_another_day_is_asked_about_and_the_answer_is_logged_with_both_days(self, session):
        with clock.standing(NEXT_DAY):
            assert question(session, "call", "BRA") == ABOUT_THE_DAY
            # An answer given on another day is none.
            assert question(session, "call", "BRA", answers={"day:2025-10-25"}) == ABOUT_THE_DAY
            do(session, "call", "BRA", answers={"day:2025-10-26"}, who=protocol("Bùi Khánh Chi"))
        entry = AuditEntry.objects.get(verb="ceremony.other_day")
        assert (entry.details["own_day"], entry.details["day"]) == ("2025-10-25", "2025-10-26")
        assert (entry.actor_label, entry.reason) == ("Bùi Khánh Chi", "2025-10-25 → 2025-10-26")

    def test_it_is_asked_once_a_day_and_again_after_that_call_was_undone(self, session):
        with clock.standing(NEXT_DAY):
            act = do(session, "call", "BRA", answers={"day:2025-10-26"})
            do(session, "undo", "BRA", act=act.number, reason="Tomorrow’s session", answers=())
            assert question(session, "call", "BRA") == ABOUT_THE_DAY
            do(session, "call", "BRA", answers={"day:2025-10-26"})
        with clock.standing(NEXT_DAY + minutes(1)):
            do(session, "next", "BRA", then="CIV", answers=())
        assert appointment_of("CIV").state == "called"

    def test_on_its_own_day_by_the_clock_of_the_place_nothing_is_asked(self, session):
        with clock.standing(BEGINS.replace(hour=16, minute=59)):  # 23:59 in Hanoi
            do(session, "call", "BRA", answers=())
        # Past midnight the next call is asked about, with the signature; the signature alone is not.
        with clock.standing(BEGINS.replace(hour=17, minute=1)):
            assert "Is Côte d'Ivoire to be called on Sunday 26 October 2025" in question(
                session, "next", "BRA", then="CIV"
            )
            do(session, "sign", "BRA", answers=())

    @pytest.mark.parametrize("verb", ["call", "recall"])
    def test_without_script_a_page_asks_and_its_button_sends_the_act(self, client, session, verb):
        if verb == "recall":
            do(session, "skip", "BRA")
        with clock.standing(NEXT_DAY):
            sign_in(client, make_user(None, Role.PROTOCOL))
            row, act = appointment_of("BRA"), reverse("signing:act", args=["first"])
            data = {"do": verb, "id": row.public_id, "version": row.version, "key": uuid.uuid4()}
            page = client.post(act, data)
            assert page.status_code == 409
            assert ABOUT_THE_DAY in words_of(page)
            assert appointment_of("BRA").state == row.state
            sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
            assert client.post(act, sent).status_code == 302
        assert appointment_of("BRA").state == "called"

    def test_both_questions_of_one_act_are_asked_one_after_the_other(self, client, session):
        with clock.standing(BEGINS.replace(hour=16, minute=59, second=59)):
            do(session, "call", "BRA", answers=())
        with clock.standing(BEGINS.replace(hour=17, minute=0, second=1)):
            sign_in(client, make_user(None, Role.PROTOCOL))
            row, then = appointment_of("BRA"), appointment_of("CIV")
            data = {"do": "next", "id": row.public_id, "version": row.version, "key": uuid.uuid4()}
            data |= {"then": then.public_id, "then_version": then.version}
            act, answers = reverse("signing:act", args=["first"]), []
            for _question in range(2):
                answer = client.post(act, data, headers={"accept": "application/json"}).json()
                data["answers"] = answer["answers"]
                answers.append(answer["answers"])
            assert answers == ["soon", "soon day:2025-10-26"]
            assert client.post(act, data, headers={"accept": "application/json"}).status_code == 200
        assert states(session) == {"BRA": "signed", "CIV": "called", "KEN": "scheduled"}


def test_signing_in_order_asks_nothing(session):
    sign(session, "BRA", "CIV")
    assert not AuditEntry.objects.filter(verb="ceremony.other_day").exists()
