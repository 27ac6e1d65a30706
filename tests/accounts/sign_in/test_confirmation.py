"""Who was signed in some time ago confirms it before what does most harm, and what he typed is neither lost nor repeated."""

from __future__ import annotations

import html
import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conference.accounts.models import BrowserSession, RoleGrant, User
from conference.core.access import Role
from conference.machines.models import Machine
from delegations.registration.models import Delegate
from tests.accounts.sign_in.test_sessions import browser, unused_for
from tests.accounts.tools import PASSWORD, Passkey, code_now, sign_in
from tests.people import make_focal_point, make_user, prove_second_factor

pytestmark = pytest.mark.django_db
CONTINUE = "/accounts/continue/"
SOON = (timezone.now() + timedelta(days=30)).date().isoformat()
MAKE = {"name": "Door controllers", "scopes": "gates.read", "until": SOON, "per_minute": "120"}
EXPORT = "/portal/ken/export.csv"


def staff_client(*roles: Role) -> Client:
    client, user = Client(), make_user(None, *roles)
    client.force_login(user)
    prove_second_factor(client, user)
    return client


def pass_time(client: Client, minutes: int) -> None:
    """Move all that the session knows of the past back, and nothing of its use."""
    session = client.session
    for record in session.get("account_authentication_methods", []):
        record["at"] -= minutes * 60
    if "latest_bulk_act" in session:
        session["latest_bulk_act"] -= minutes * 60
    session["moved"] = time.time()
    session.save()
    began = timezone.now() - timedelta(minutes=minutes)
    BrowserSession.objects.filter(pk=session.session_key).update(began_at=began)


def form_of(page: str) -> tuple[str, list[tuple[str, str]]]:
    """Return where the page's kept form goes, and what it sends, as a browser would read it."""
    action = re.search(r'<form method="post" action="([^"]*)" data-once>', page)
    pairs = re.findall(r'<textarea name="([^"]*)" hidden>\n?(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(action[1]), [(html.unescape(name), html.unescape(value)) for name, value in pairs]


def send_kept(client: Client):
    action, pairs = form_of(client.get(CONTINUE).content.decode())
    return client.post(action, dict(pairs))


def test_a_recent_proof_is_enough(world):
    client = browser(make_focal_point())
    pass_time(client, 14)
    assert client.get(EXPORT).status_code == 200


def test_an_older_one_is_confirmed_and_leads_to_the_file(world):
    client = browser(make_focal_point())
    pass_time(client, 15)
    answer = client.get(EXPORT)
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/accounts/reauthenticate/?next={EXPORT.replace('/', '%2F')}",
    )
    page = client.get(answer["Location"]).content.decode()
    assert "Your last sign-in is some time ago" in page
    wrong = client.post("/accounts/reauthenticate/", {"password": "not this one", "next": EXPORT})
    assert (wrong.status_code, client.get(EXPORT).status_code) == (200, 302)
    right = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": EXPORT})
    assert right["Location"] == EXPORT
    assert client.get(EXPORT).status_code == 200


def test_other_pages_ask_for_nothing(world):
    client = browser(make_focal_point())
    pass_time(client, 600)
    assert client.get("/portal/ken/").status_code == 200


def test_the_time_is_a_setting(world, settings):
    settings.CONFIRM_MINUTES = 60
    client = browser(make_focal_point())
    pass_time(client, 59)
    assert client.get(EXPORT).status_code == 200


class TestKeptForm:
    def test_nothing_is_done_until_the_person_sends_it_again(self, world):
        client = staff_client(Role.SECRETARIAT)
        pass_time(client, 20)
        answer = client.post("/desk/machines/make/", MAKE)
        assert (answer.status_code, Machine.objects.count()) == (302, 0)
        assert answer["Location"] == f"/accounts/reauthenticate/?next={CONTINUE.replace('/', '%2F')}"
        done = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": CONTINUE})
        assert (done["Location"], Machine.objects.count()) == (CONTINUE, 0)
        page = client.get(CONTINUE).content.decode()
        assert "Door controllers" in page
        assert Machine.objects.count() == 0
        assert send_kept(client).status_code == 200
        assert [machine.name for machine in Machine.objects.all()] == ["Door controllers"]
        over = client.get(CONTINUE, follow=True).content.decode()
        assert "There is nothing left to send." in over

    def test_the_kept_form_waits_for_the_confirmation_as_any_other(self, world):
        client = staff_client(Role.SECRETARIAT)
        pass_time(client, 20)
        client.post("/desk/machines/make/", MAKE)
        assert send_kept(client).status_code == 302
        assert Machine.objects.count() == 0

    def test_it_is_stored_encrypted(self, world):
        client = staff_client(Role.SECRETARIAT)
        pass_time(client, 20)
        client.post("/desk/machines/make/", MAKE)
        assert "Door controllers" not in str(dict(client.session))

    @pytest.mark.parametrize("typed", ["two\r\nlines", "\nstarts below", "<b>&amp;</b>", "نص عربي", " spaces "])
    def test_a_text_arrives_as_it_was_typed(self, world, typed):
        client = staff_client(Role.SECRETARIAT)
        pass_time(client, 20)
        client.post("/desk/machines/make/", {"name": typed})
        _action, pairs = form_of(client.get(CONTINUE).content.decode())
        assert pairs == [("name", typed)]

    def test_somebody_else_at_the_same_browser_does_not_see_it(self, world):
        user, other = make_focal_point(), make_focal_point("BRA")
        client = browser(user)
        unused_for(client, timedelta(hours=3))
        client.post("/portal/ken/members/new/", {"surname": "Wambui"})
        sign_in(client, other)
        assert client.get(CONTINUE).status_code == 302
        assert "carried_form" not in client.session


class TestWaysOfConfirming:
    @pytest.fixture
    def secretariat(self, world) -> tuple[Client, User]:
        user = make_user(None, Role.SECRETARIAT)
        client = Client()
        client.force_login(user)
        prove_second_factor(client, user)
        pass_time(client, 20)
        return client, user

    def test_by_a_code(self, secretariat):
        client, _user = secretariat
        assert client.post("/desk/staff/new/", {}).status_code == 302
        client.post(reverse("mfa_reauthenticate"), {"code": code_now()})
        assert client.post("/desk/staff/new/", {}).status_code == 422

    def test_by_a_passkey(self, secretariat):
        client, user = secretariat
        key = Passkey(user)
        key.stored()
        assert client.post("/desk/staff/new/", {}).status_code == 302
        options = client.get(reverse("mfa_reauthenticate_webauthn")).context["js_data"]["request_options"]
        client.post(reverse("mfa_reauthenticate_webauthn"), {"credential": key.answer(options)})
        assert client.post("/desk/staff/new/", {}).status_code == 422

    def test_the_session_has_a_new_key_and_ends_when_it_would_have(self, secretariat):
        client, user = secretariat
        before = BrowserSession.objects.get(user=user)
        client.post(reverse("mfa_reauthenticate"), {"code": "000000"})
        assert client.session.session_key == before.session_key
        client.post(reverse("mfa_reauthenticate"), {"code": code_now()})
        after = BrowserSession.objects.get(user=user)  # the only one
        assert after.session_key == client.session.session_key != before.session_key
        assert (after.began_at, after.expire_date) == (before.began_at, before.expire_date)
        old = Client()
        old.cookies["sessionid"] = before.session_key
        assert old.get("/desk/").status_code == 302
        assert client.get("/desk/").status_code == 200

    @pytest.mark.parametrize(
        "page", ["account_email", "mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]
    )
    def test_one_s_own_addresses_and_factors_are_changed_after_it_alone(self, secretariat, page):
        client, user = secretariat
        sent = {"email": "other@hanoi2025.example", "action_add": ""}
        answer = client.post(reverse(page), sent)
        assert (answer.status_code, answer["Location"].startswith("/accounts/")) == (302, True)
        assert "reauthenticate" in answer["Location"]
        assert user.emailaddress_set.count() == 1
        client.post(reverse("mfa_reauthenticate"), {"code": code_now()})
        assert "reauthenticate" not in client.post(reverse(page), sent).get("Location", "")

    def test_who_has_no_way_here_signs_in_anew(self, world):
        """As after single sign-on: there is no password, and the proof is the provider's."""
        user = make_focal_point()
        client = browser(user)
        user.set_unusable_password()
        user.save()
        client.force_login(user)
        pass_time(client, 20)
        answer = client.get(EXPORT)
        assert answer["Location"] == f"/accounts/login/?next={EXPORT}"
        assert "_auth_user_id" not in client.session


def is_asked(client: Client, url: str, data: dict) -> bool:
    answer = client.post(url, data)
    return answer.status_code == 302 and answer["Location"].startswith("/accounts/reauthenticate/")


class TestBulkActs:
    DO = "/desk/accreditation/several/do/"

    def test_a_queue_is_worked_off_without_being_asked_at_each_act(self, world):
        client = staff_client(Role.ACCREDITATION)
        asked = []
        for _act in range(14):
            asked.append(is_asked(client, self.DO, {}))
            pass_time(client, 10)
        assert asked == [False] * 12 + [True] * 2  # after two hours

    def test_a_pause_ends_that(self, world):
        client = staff_client(Role.ACCREDITATION)
        assert not is_asked(client, self.DO, {})
        pass_time(client, 16)
        assert is_asked(client, self.DO, {})

    def test_no_export_follows_from_being_at_work(self, world):
        client = staff_client(Role.SECRETARIAT)
        page = "/desk/delegations/invite/list/"
        client.post(page, {})
        pass_time(client, 14)
        assert not is_asked(client, page, {})
        pass_time(client, 2)
        assert not is_asked(client, page, {})
        assert is_asked(client, "/desk/participants/", {"kind": "csv"})


def test_changes_in_the_admin_ask_too(world):
    client, user = Client(), User.objects.create_superuser("admin@mission.example", PASSWORD)
    client.force_login(user)
    prove_second_factor(client, user)
    url = f"/admin/accounts/user/{user.pk}/change/"
    pass_time(client, 20)
    assert client.get(url).status_code == 200
    assert is_asked(client, url, {"name": "Somebody"})


def test_a_role_is_given_only_after_a_confirmation(world):
    client = staff_client(Role.SECRETARIAT)
    colleague = make_user(None, Role.PROTOCOL, name="Kofi Mensah")
    url = f"/desk/staff/{colleague.pk}/"
    sent = {
        "name": "Kofi Mensah",
        "language": "en",
        "roles": ["protocol", "security"],
        "is_active": "on",
        "expected_roles": "protocol",
    }
    pass_time(client, 20)
    assert client.get(url).status_code == 200
    client.post(url, sent)
    assert list(RoleGrant.objects.filter(user=colleague).values_list("role", flat=True)) == ["protocol"]
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": CONTINUE})
    action, pairs = form_of(client.get(CONTINUE).content.decode())
    assert [value for name, value in pairs if name == "roles"] == ["protocol", "security"]
    client.post(action, {**dict(pairs), "roles": ["protocol", "security"]})
    assert set(RoleGrant.objects.filter(user=colleague).values_list("role", flat=True)) == {"protocol", "security"}


def test_what_was_typed_outlives_an_unused_session(world):
    user = make_focal_point()
    client = browser(user)
    unused_for(client, timedelta(hours=3))
    answer = client.post("/portal/ken/members/new/", {"given_names": "Achieng", "surname": "Wambui"})
    assert answer["Location"] == f"/accounts/login/?next={CONTINUE}"
    page = client.get(answer["Location"]).content.decode()
    assert "You were signed out, since nothing was done here for a while." in page
    done = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": CONTINUE})
    assert (done["Location"], Delegate.objects.count()) == (CONTINUE, 0)
    action, pairs = form_of(client.get(CONTINUE).content.decode())
    assert (action, pairs) == ("/portal/ken/members/new/", [("given_names", "Achieng"), ("surname", "Wambui")])


def test_no_password_is_kept(world):
    client = browser(make_focal_point())
    unused_for(client, timedelta(hours=3))
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "x", "password2": "x"})
    assert "carried_form" not in client.session


def test_a_session_that_was_ended_keeps_nothing(world):
    client = browser(make_focal_point())
    BrowserSession.objects.all().delete()
    client.post("/portal/ken/members/new/", {"surname": "Wambui"})
    assert "carried_form" not in client.session
