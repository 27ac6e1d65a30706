"""An instrument says who issued and signed it, and counts once a second person has accepted it; the kinds that a treaty knows."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from conference.core.access import Role
from conference.core.errors import NotPossible
from conference.desk.registry import tasks_for
from conference.treaties.models import Treaty
from schedule.signing.instruments import actions, queries
from schedule.signing.instruments.models import InstrumentKind
from schedule.signing.models import Instrument
from schedule.signing.status import wording
from schedule.signing.status.queries import status
from tests.credentials.kit import PDF
from tests.people import make_party, make_user
from tests.signing.kit import content, deposit, depositary, enter, second, words_of
from tests.treaties.kit import hanoi, make_membership, make_organization

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def now(world):
    with time_machine.travel("2026-11-20T09:00:00+07:00", tick=False):
        yield


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(NotPossible) as refused:
        act(*args, **kwargs)
    return str(refused.value)


def counted(treaty: Treaty) -> int:
    return queries.progress_now(treaty).forecast.counted


class TestSecondPerson:
    def test_it_counts_once_another_person_has_accepted_it(self):
        treaty, who, other = hanoi(), depositary(), second()
        made = enter(treaty, "KEN", DAY, who=who)
        assert (made.state, counted(treaty), status().participants) == ("entered", 0, [])
        assert refusal(actions.accept, actor=who, instrument=made, expected_version=1) == (
            "You entered this instrument; another person must accept it."
        )
        actions.accept(actor=other, instrument=made, expected_version=1)
        assert (made.state, made.accepted_by_id, counted(treaty)) == ("deposited", other.user_id, 1)

    def test_a_correction_is_accepted_again_by_another_than_who_corrected(self):
        treaty, corrector = hanoi(), second()
        made = deposit(treaty, "KEN", DAY)
        values = {"content": content(date(2026, 11, 13)), "reason": "The receipt says the 13th", "expected_version": 2}
        actions.correct(actor=corrector, instrument=made, **values)
        assert (made.state, made.accepted_by_id, counted(treaty)) == ("entered", None, 0)
        assert refusal(actions.accept, actor=corrector, instrument=made, expected_version=3).startswith("You entered")
        assert actions.accept(actor=depositary(), instrument=made, expected_version=3).deposited_on == date(
            2026, 11, 13
        )

    def test_it_waits_on_the_desk_of_the_others_and_is_accepted_there(self, client):
        who = depositary()
        made = enter(hanoi(), "KEN", DAY, who=who)
        code = f"signing.accept.{made.pk}"
        assert any(task.key == code for task in tasks_for(second()))
        assert not any(task.key == code for task in tasks_for(who))
        client.force_login(make_user(None, Role.SECRETARIAT, name="Trần Văn Bình"))
        page = f"/desk/instruments/{made.public_id}/"
        shown = words_of(client.get(page))
        assert "President of the Republic , Nairobi" in shown
        assert "Amina Wanjiru , Head of State" in shown
        assert "Accept the instrument" in shown
        assert client.post(f"{page}accept/", {"version": 1}).status_code == 302
        assert Instrument.objects.get().state == "deposited"


class TestPaper:
    """UN Treaty Handbook, 3.3.5."""

    def test_it_says_who_issued_and_signed_it(self):
        treaty = hanoi()
        for field in ("issued_by", "issued_in", "signed_by"):
            assert refusal(enter, treaty, "KEN", DAY, **{field: ""}) == (
                "Enter who issued and who signed the instrument, where and when."
            )
        assert refusal(enter, treaty, "KEN", DAY, issued_on=date(2026, 11, 13)) == (
            "The instrument bears a later date than that of its deposit."
        )

    def test_another_office_needs_full_powers(self):
        treaty = hanoi()
        assert "or by a person with full powers of one of them" in refusal(
            enter, treaty, "KEN", DAY, signed_office="other"
        )
        powers = "Minister for Foreign Affairs, 1 October 2026"
        assert enter(treaty, "KEN", DAY, signed_office="other", signed_powers=powers).signed_powers == powers

    def test_an_organ_signs_for_an_organization_alone(self):
        """For an organization: Vienna Convention of 1986, article 7 (3)."""
        treaty, union = hanoi(), make_organization("EU")
        make_membership(union, make_party("FRA"))
        deposit(treaty, "FRA", DAY)
        assert "Head of State or Government" in refusal(enter, treaty, "KEN", DAY, signed_office="organ")
        assert refusal(enter, treaty, union, DAY, signed_office="head_of_state").startswith(
            "An instrument of an organization is signed by the organ that may do so under its rules"
        )
        assert enter(treaty, union, DAY, signed_office="organ").signed_office == "organ"
        assert enter(treaty, "BRA", DAY, signed_office="organ", signed_powers="Note 5, 1 October 2026")

    def test_it_holds_a_scan_that_a_correction_keeps(self, client):
        client.force_login(make_user(None, Role.SECRETARIAT, name="Trần Văn Bình"))
        made = enter(hanoi(), "KEN", DAY, document=PDF)
        page = f"/desk/instruments/{made.public_id}/"
        assert f'<a href="{page}scan/">{PDF.name}</a>' in client.get(page).text
        values = {"content": content(date(2026, 11, 13)), "reason": "The receipt says the 13th", "expected_version": 1}
        actions.correct(actor=depositary(), instrument=made, **values)
        answer = client.get(f"{page}scan/")
        assert b"".join(answer.streaming_content if answer.streaming else [answer.content]) == PDF.body


class TestKinds:
    def test_which_a_treaty_knows_follows_from_its_rules(self):
        treaty = hanoi()
        always = {"ratification", "acceptance", "approval", "succession"}
        assert set(queries.kinds_of(treaty)) == always | {"accession", "confirmation"}
        treaty.accession, treaty.organizations_sign = "none", False
        treaty.definitive_signature = treaty.provisional_application = True
        assert set(queries.kinds_of(treaty)) == always | {"definitive", "provisional"}

    def test_provisional_application_counts_never_and_leads_to_consent(self):
        """Vienna Convention, art. 25."""
        treaty = hanoi()
        assert refusal(enter, treaty, "KEN", DAY, "provisional") == (
            "The treaty does not provide for this kind of instrument."
        )
        Treaty.objects.update(provisional_application=True, threshold=1)
        treaty.refresh_from_db()
        deposit(treaty, "KEN", DAY, "provisional")
        assert counted(treaty) == 0
        [kenya] = status().participants
        assert (wording.instrument(kenya), kenya.in_force_on) == ("Applied provisionally from 12 Nov 2026", None)
        deposit(treaty, "KEN", date(2026, 11, 13))
        assert counted(treaty) == 1

    def test_formal_confirmation_is_of_organizations_and_succession_of_states(self):
        treaty, union, france = hanoi(), make_organization("EU"), make_party("FRA")
        make_membership(union, france)
        assert refusal(enter, treaty, france, DAY, "confirmation") == (
            "An act of formal confirmation is one of an organization; France is a State."
        )
        assert (
            refusal(enter, treaty, union, DAY, "succession", succession_on=DAY) == "Only a State succeeds to a treaty."
        )
        made = deposit(treaty, "KEN", DAY, InstrumentKind.SUCCESSION, succession_on=date(2026, 1, 1))
        assert (counted(treaty), made.succession_on) == (1, date(2026, 1, 1))
