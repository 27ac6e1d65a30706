"""How an embassy finds out that a visa letter is ours, and holds."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from conference.accounts.models import LoginFailures
from conference.accounts.sign_in import limits
from conference.core import clock
from conference.core.access import SYSTEM
from conference.core.errors import NotFound
from delegations.registration.members.actions import editing
from delegations.registration.visas import letters
from tests.printing.readback import codes, open_pdf
from tests.registration.kit import text_of
from tests.registration.visas.test_visa_letters import CHECK, before_the_conference, issue, traveller  # noqa: F401 (a fixture)


class TestTheCheck:
    def ask(self, client, number, code, status=200):
        return text_of(client.post(CHECK, {"number": number, "code": code}), status)

    def test_ours_and_in_force_without_a_name(self, client, world):
        letter = issue(traveller())
        text = self.ask(client, letter.number, letter.check_code)
        assert (
            "In force. Letter OC/VISA/2025/0001 was issued for a person of the delegation of the Republic of Kenya."
            in text
        )
        assert "Issued on:" in text
        assert "Sambongo" not in text

    @pytest.mark.parametrize("spelling", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "])
    def test_however_the_code_is_typed(self, client, world, spelling):
        letter = issue(traveller())
        assert "In force." in self.ask(client, letter.number.lower(), spelling(letter.check_code))

    @pytest.mark.parametrize(
        "number", ["OC-VISA-2025-0001", " oc/visa/2025/0001", "OC VISA 2025 0001.", "OC / VISA / 2025 / 0001"]
    )
    def test_however_the_number_is_typed(self, client, world, number):
        """As the name of the letter's file too: an embassy would take a genuine letter for a forged one."""
        letter = issue(traveller())
        assert letters.file_name(letter) == "OC-VISA-2025-0001.pdf"
        assert "In force. Letter OC/VISA/2025/0001" in self.ask(client, number, letter.check_code)

    def test_wrong_and_unknown_are_told_in_the_same_words(self, client, world):
        letter = issue(traveller())
        wrong = self.ask(client, letter.number, "AAAA-AAAA", 404)
        unknown = self.ask(client, "OC/VISA/2025/9999", letter.check_code, 404)
        assert "No such letter is known with this code." in wrong
        assert wrong.replace(letter.number, "") == unknown.replace("OC/VISA/2025/9999", "")

    def test_replaced_and_withdrawn_are_no_longer(self, client, world):
        member = traveller()
        first = issue(member)
        second = issue(member, expected_version=first.number)
        assert "No longer in force." in self.ask(client, first.number, first.check_code)
        assert "In force." in self.ask(client, second.number, second.check_code)
        editing.withdraw_member(actor=SYSTEM, member=member, expected_version=1)
        assert "No longer in force." in self.ask(client, second.number, second.check_code)

    def test_the_code_on_the_paper_fills_in_the_form(self, client, world):
        letter = issue(traveller())
        (code,) = codes(open_pdf(letters.make_letter_pdf(letter))[0])
        assert code.startswith("https://hanoi2025.example/visa/check/?")
        form = client.get(f"{CHECK}?{urlsplit(code).query}").context["form"]
        assert [form[name].value() for name in ("number", "code")] == [letter.number, letter.check_code]

    def test_after_the_stay_that_it_names_it_holds_no_more(self, world):
        letter = issue(traveller())
        with clock.standing(datetime(2025, 10, 27, 16, tzinfo=UTC)):
            assert letters.find_letter(letter.number, letter.check_code)[1] is True
        with clock.standing(datetime(2025, 10, 28, 16, tzinfo=UTC)):
            assert letters.find_letter(letter.number, letter.check_code)[1] is False

    @pytest.mark.parametrize("code", ["", "-", "----", "none", "NONE", "é", "\u0000x", "٠"])
    def test_odd_codes_open_nothing(self, world, code):
        letter = issue(traveller())
        for number in (letter.number, "OC/VISA/2025/0002", ""):
            with pytest.raises(NotFound):
                letters.find_letter(number, code)

    def test_nothing_typed(self, client, world):
        answer = client.post(CHECK, {})
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"number", "code"}

    def test_who_guesses_is_stopped_and_a_flushed_cache_forgives_nothing(self, client, world):
        from django.core.cache import cache

        letter = issue(traveller())
        for _each in range(limits.FREE):
            self.ask(client, letter.number, "AAAA-AAAA", 404)
        cache.clear()
        text = self.ask(client, letter.number, letter.check_code, 429)
        assert "Too many attempts." in text
        assert "In force." not in text
        other = client.post(CHECK, {"number": letter.number, "code": letter.check_code}, REMOTE_ADDR="192.0.2.7")
        assert "In force." in text_of(other)

    def test_a_household_of_ipv6_is_one_place_that_guesses(self, client, world):
        """It has as many addresses as it likes; the next household is another."""
        letter = issue(traveller())
        sent = {"number": letter.number, "code": "AAAA-AAAA"}
        tries = [
            client.post(CHECK, sent, REMOTE_ADDR=f"2001:db8:1:2:{n}::1").status_code for n in range(limits.FREE + 1)
        ]
        assert tries == [404] * limits.FREE + [429]
        assert client.post(CHECK, sent, REMOTE_ADDR="2001:db8:1:3::1").status_code == 404

    def test_right_answers_are_not_counted(self, client, world):
        letter = issue(traveller())
        for _each in range(limits.FREE + 2):
            self.ask(client, letter.number, letter.check_code)
        assert LoginFailures.objects.get().count == 0
