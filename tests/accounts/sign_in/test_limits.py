"""Guesses at a password or a code are counted in the database, alike for every address."""

from __future__ import annotations

import html
import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from conference.accounts.models import LoginFailures
from conference.accounts.sign_in import limits
from conference.core.access import Role
from tests.accounts.tools import (
    MISMATCH,
    TOO_MANY,
    WRONG_CODE,
    Passkey,
    code_now,
    enter_code,
    sign_in,
    signed_in_as,
)
from tests.people import give_totp, make_user

pytestmark = pytest.mark.django_db


def words(response) -> str:
    return "in" if response.status_code == 302 else "".join(response.context["form"].non_field_errors())


def fail(client: Client, user, times: int = limits.FREE) -> None:
    """Try wrong passwords; the cache forgets each."""
    for _ in range(times):
        assert words(sign_in(client, user, "wrong")) == MISMATCH
        cache.clear()


def test_after_five_failures_even_the_right_password_waits_though_the_cache_is_flushed(client):
    user = make_user(None, Role.SECURITY)
    fail(client, user)
    assert words(sign_in(client, user)) == TOO_MANY
    cache.clear()
    assert words(sign_in(client, user)) == TOO_MANY
    with travel(timezone.now() + timedelta(seconds=59), tick=False):
        assert words(sign_in(client, user)) == TOO_MANY
    with travel(timezone.now() + timedelta(seconds=61), tick=False):
        assert words(sign_in(client, user)) == "in"


def test_the_wait_doubles_from_a_minute_to_an_hour(client):
    user = make_user(None, Role.SECURITY)
    now = timezone.now()
    with travel(now, tick=False):
        fail(client, user)
    waits = []
    for _ in range(9):
        row = LoginFailures.objects.get(key=limits.key_of(user))
        waits.append(round((row.free_at - now).total_seconds() / 60))
        now = row.free_at
        with travel(now - timedelta(seconds=1), tick=False):
            assert words(sign_in(client, user, "wrong")) == TOO_MANY
        with travel(now, tick=False):
            assert words(sign_in(client, user, "wrong")) == MISMATCH
        cache.clear()
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_what_is_tried_while_it_is_closed_does_not_prolong_it(client):
    user = make_user(None, Role.SECURITY)
    fail(client, user)
    before = LoginFailures.objects.get(key=limits.key_of(user))
    for _ in range(10):
        sign_in(client, user, "wrong")
        cache.clear()
    after = LoginFailures.objects.get(key=limits.key_of(user))
    assert (after.count, after.free_at) == (before.count, before.free_at)


def test_a_completed_sign_in_forgives(client):
    user = make_user()
    fail(client, user, 4)
    assert words(sign_in(client, user)) == "in"
    assert not LoginFailures.objects.exists()
    client.post(reverse("account_logout"))
    fail(client, user, 5)


def test_every_address_reads_and_behaves_the_same():
    """Staff, a focal point and an unknown address: the same words and as many queries."""
    staff, focal = make_user("security@hanoi2025.example", Role.SECURITY), make_user("focal.ken@mission.example")
    seen = {}
    start = timezone.now()
    for email in (staff.email, focal.email, "nobody@mission.example"):
        client, said = Client(REMOTE_ADDR="192.0.2.1"), []
        for seconds in (0, 1, 2, 3, 4, 5, 63, 64, 120, 185, 186):
            cache.clear()
            with travel(start + timedelta(seconds=seconds), tick=False):
                said.append(words(sign_in(client, email, "wrong")))
        seen[email] = said
    assert seen[staff.email] == seen[focal.email] == seen["nobody@mission.example"]
    short = {MISMATCH: "-", TOO_MANY: "!"}
    assert "".join(short[word] for word in seen[staff.email]) == "-----!!-!-!"


def test_the_refusal_costs_the_same_for_every_address(client, django_assert_num_queries):
    staff = make_user("security@hanoi2025.example", Role.SECURITY)
    for email in (staff.email, "nobody@mission.example"):
        fail(client, email)
    with django_assert_num_queries(3):  # the address, whether there is a count, the count
        assert not limits.count_attempt(limits.key_for(staff.email))
    with django_assert_num_queries(4):  # and the user's own column of addresses
        assert not limits.count_attempt(limits.key_for("nobody@mission.example"))


def test_unknown_addresses_take_a_bounded_number_of_rows(client, monkeypatch):
    monkeypatch.setattr(limits, "PLACES", 3)
    for number in range(30):
        limits.count_attempt(limits.key_for(f"nobody{number}@mission.example"))
    assert LoginFailures.objects.count() == 3


def test_however_the_address_is_typed_it_is_one_account(client):
    user = make_user("security@hanoi2025.example", Role.SECURITY)
    for typed in ("Security@hanoi2025.example", " security@HANOI2025.example", "SECURITY@HANOI2025.EXAMPLE"):
        fail(client, typed, 1)
    fail(client, user, 2)
    assert words(sign_in(client, user)) == TOO_MANY


def test_a_day_of_quiet_forgives(client):
    user = make_user(None, Role.SECURITY)
    fail(client, user)
    with travel(timezone.now() + timedelta(days=2), tick=False):
        fail(client, user, 1)
        assert LoginFailures.objects.get(key=limits.key_of(user)).count == 1


class TestTheSecondStepSharesTheCount:
    def test_the_password_gives_no_fresh_guesses_at_the_code(self, client):
        user = make_user(None, Role.SECURITY)
        give_totp(user)
        said = []
        for _ in range(7):
            cache.clear()
            assert words(sign_in(client, user)) == "in" if len(said) < 5 else TOO_MANY
            if len(said) < 5:
                said.append(enter_code(client, "000000").context["form"].errors["code"][0])
            else:
                break
        assert said == [WRONG_CODE] * 5
        assert LoginFailures.objects.get(key=limits.key_of(user)).count == 5

    def test_the_right_code_waits_too(self, client):
        user = make_user(None, Role.SECURITY)
        give_totp(user)
        sign_in(client, user)
        for _ in range(5):
            enter_code(client, "000000")
            cache.clear()
        assert enter_code(client, code_now()).context["form"].errors["code"] == [TOO_MANY]
        assert signed_in_as(client) is None
        later = timezone.now() + timedelta(seconds=61)
        with travel(later):
            assert enter_code(client, code_now()).url == "/me/"

    def test_passwords_and_codes_add_up(self, client, client_two):
        user = make_user(None, Role.SECURITY)
        give_totp(user)
        sign_in(client, user)
        for _ in range(2):
            enter_code(client, "000000")
            cache.clear()
        fail(client_two, user, 3)
        assert enter_code(client, code_now()).context["form"].errors["code"] == [TOO_MANY]

    def test_a_long_wait_survives_the_right_password(self, client):
        user = make_user(None, Role.SECURITY)
        give_totp(user)
        fail(client, user)
        now = timezone.now() + timedelta(seconds=61)
        with travel(now, tick=False):
            assert words(sign_in(client, user)) == "in"
            assert enter_code(client, "000000").context["form"].errors["code"] == [WRONG_CODE]
        with travel(now + timedelta(seconds=119), tick=False):
            assert enter_code(client, code_now()).context["form"].errors["code"] == [TOO_MANY]
        with travel(now + timedelta(seconds=121), tick=False):
            assert enter_code(client, code_now()).url == "/me/"

    def test_recovery_codes_are_counted_too(self, client):
        from tests.accounts.tools import give_recovery_codes

        user = make_user(None, Role.SECURITY)
        give_totp(user)
        codes = give_recovery_codes(user)
        sign_in(client, user)
        for _ in range(5):
            enter_code(client, "12345678")
            cache.clear()
        assert enter_code(client, codes[0]).context["form"].errors["code"] == [TOO_MANY]

    def test_typing_a_code_again_is_counted(self, client):
        user = make_user(None, Role.SECURITY)
        client.force_login(user)
        for _ in range(5):
            client.post(reverse("mfa_reauthenticate"), {"code": "000000"})
            cache.clear()
        page = client.post(reverse("mfa_reauthenticate"), {"code": code_now()})
        assert page.context["form"].errors["code"] == [TOO_MANY]


def test_typing_the_password_again_is_counted(client):
    user = make_user()
    client.force_login(user)
    for _ in range(5):
        client.post(reverse("account_reauthenticate"), {"password": "wrong"})
        cache.clear()
    page = client.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})
    assert page.context["form"].errors["password"] == [TOO_MANY]


def test_nobody_can_close_the_door_of_the_passkey(client, client_two, world):
    user = make_user(None, Role.SECURITY)
    client.force_login(user)
    key = Passkey(user)
    key.add_to(client)
    fail(client_two, user)
    assert words(sign_in(client_two, user)) == TOO_MANY
    owner = Client()
    assert key.sign_in(owner).url == "/me/"
    assert owner.get("/desk/").status_code == 200


def test_the_owner_of_the_mailbox_gets_in_past_a_stranger_s_guesses(client, client_two):
    user = make_user("focal.ken@mission.example")
    fail(client_two, user)
    assert words(sign_in(client, user)) == TOO_MANY
    from conference.accounts.sign_in.letters import new_password_url

    page = client.get(new_password_url(user).removeprefix("http://127.0.0.1:8000"), follow=True)
    done = client.post(
        page.request["PATH_INFO"], {"password1": "an entirely new one", "password2": "an entirely new one"}
    )
    assert done.url == "/me/"
    assert signed_in_as(client) == user.pk


def test_a_new_password_is_no_way_round_the_second_step(client, client_two):
    user = make_user(None, Role.SECURITY)
    give_totp(user)
    sign_in(client_two, user)
    for _ in range(5):
        enter_code(client_two, "000000")
        cache.clear()
    from conference.accounts.sign_in.letters import new_password_url

    page = client.get(new_password_url(user).removeprefix("http://127.0.0.1:8000"), follow=True)
    done = client.post(
        page.request["PATH_INFO"], {"password1": "an entirely new one", "password2": "an entirely new one"}
    )
    assert done.url == reverse("mfa_authenticate")
    assert signed_in_as(client) is None
    assert enter_code(client, code_now()).context["form"].errors["code"] == [TOO_MANY]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    GUESSES = 16

    def attack(self, email: str) -> dict[str, int]:
        """Try wrong passwords at once, each from an address of its own; count what was said."""
        start, said = threading.Barrier(self.GUESSES, timeout=20), []

        def guess(number: int) -> None:
            try:
                client = Client(REMOTE_ADDR=f"198.51.100.{number}")
                start.wait()
                # By the page itself: what the test client keeps of templates is mixed up between threads.
                page = html.unescape(sign_in(client, email, "wrong").content.decode())
                said.extend(word for word in (MISMATCH, TOO_MANY) if word in page)
            finally:
                connection.close()

        threads = [threading.Thread(target=guess, args=[number]) for number in range(self.GUESSES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {word: said.count(word) for word in set(said)}

    @pytest.mark.parametrize("email", ["security@hanoi2025.example", "nobody@mission.example"])
    def test_attempts_at_once_cannot_exceed_the_five(self, email):
        make_user("security@hanoi2025.example", Role.SECURITY)
        assert self.attack(email) == {MISMATCH: 5, TOO_MANY: self.GUESSES - 5}

    def test_control_without_the_count_all_are_looked_at(self, monkeypatch):
        make_user("security@hanoi2025.example", Role.SECURITY)
        monkeypatch.setattr(limits, "FREE", 1000)
        assert self.attack("security@hanoi2025.example") == {MISMATCH: self.GUESSES}

    def test_control_looking_first_and_counting_later_lets_more_through(self, monkeypatch):
        """What the one UPDATE is for: all find the account open, and only then does anybody count."""
        user = make_user("security@hanoi2025.example", Role.SECURITY)
        have_looked = threading.Barrier(self.GUESSES, timeout=20)

        def look_then_count(key: str) -> bool:
            row = LoginFailures.objects.filter(key=key).first()
            free = row is None or row.count < limits.FREE
            have_looked.wait()
            if free:
                LoginFailures.objects.filter(key=key).update(count=(row.count if row else 0) + 1)
            return free

        monkeypatch.setattr(limits, "count_attempt", look_then_count)
        assert self.attack(user.email)[MISMATCH] == self.GUESSES


def test_a_network_of_six_is_one_address_to_the_sign_in(rf):
    """What allauth counts, by `ip`, it counts by the same network as `limits.network_of`."""
    for request in (rf.get("/", REMOTE_ADDR=f"2001:db8:1:2:{last:x}::1") for last in range(3)):
        assert ratelimit.get_ip(request) == "2001:db8:1:2::"
    assert ratelimit.get_ip(rf.get("/", REMOTE_ADDR="::ffff:192.0.2.7")) == "192.0.2.7"


def test_behind_the_proxy_the_address_that_the_proxy_added_counts(rf, settings):
    """What a client claims stands before it, and without a proxy (the control) nothing that is claimed counts."""
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": "198.51.100.9, 192.0.2.7"})
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert limits.network_of(request) == "192.0.2.7"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert limits.network_of(request) == "127.0.0.1"


def test_nobody_else_counts_by_address():
    """Whoever asks for a request's address to count by gets its network, from `limits.network_of`."""
    root = Path(limits.__file__).parents[3]
    asking = {
        str(file.relative_to(root))
        for layer in ("conference", "delegations", "schedule")
        for file in (root / layer).rglob("*.py")
        if re.search(r"get_client_ip|REMOTE_ADDR|FORWARDED_FOR", file.read_text(encoding="utf-8"))
    }
    assert asking == {"conference/accounts/sign_in/adapter.py", "conference/accounts/sign_in/limits.py"}
