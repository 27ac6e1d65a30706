"""Where one is signed in: the list, ending, the limits of unused sessions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conference.accounts.models import BrowserSession
from conference.accounts.sign_in import sessions
from conference.accounts.staff import actions
from conference.audit.models import AuditEntry
from conference.core.access import SYSTEM, Role
from conference.retention import purging
from tests.accounts.tools import PASSWORD, sign_in, signed_in_as
from tests.people import make_focal_point, make_user, prove_second_factor

pytestmark = pytest.mark.django_db
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
TELEPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0"
LIST = "/accounts/sessions/"


def browser(user, agent: str = WINDOWS) -> Client:
    """Return a browser in which the user signed in with the password."""
    client = Client(headers={"user-agent": agent})
    sign_in(client, user)
    assert signed_in_as(client) == user.pk
    return client


def row_of(client: Client) -> BrowserSession:
    return BrowserSession.objects.get(session_key=client.session.session_key)


def unused_for(client: Client, time: timedelta) -> None:
    """Move the session's use into the past, as if the time had passed."""
    row = row_of(client)
    BrowserSession.objects.filter(pk=row.pk).update(seen_at=row.seen_at - time, idle_until=row.idle_until - time)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WINDOWS, "Firefox on Windows"),
        (TELEPHONE, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8.0", "An unknown browser"),
    ],
)
def test_a_browser_has_its_name_in_words(agent, words):
    assert sessions.browser_of(BrowserSession(user_agent=agent)) == words


def test_the_list_says_where_one_is_signed_in_and_ends_the_others(world):
    user = make_focal_point()
    here, telephone = browser(user), browser(user, TELEPHONE)
    page = here.get(LIST).content.decode()
    assert page.count("Safari on iPhone") == page.count("Firefox on Windows") == 1
    assert page.count("127.0.0.1") == 2
    assert page.count("End this session") == 1  # not of this browser
    assert here.session.session_key not in page
    assert telephone.session.session_key not in page
    other = row_of(telephone).public_id
    assert here.post(f"{LIST}{other}/end/").status_code == 302
    assert telephone.get(LIST).status_code == 302
    assert signed_in_as(telephone) is None
    assert signed_in_as(here) == user.pk
    assert "Ended; whoever used it has to sign in again." in here.get(LIST).content.decode()
    entry = AuditEntry.objects.get(verb="account.sessions_ended")
    assert (entry.actor_id, entry.subject_id, entry.details) == (user.pk, str(user.pk), {"sessions": 1})


def test_all_others_end_at_once(world):
    user = make_focal_point()
    here, second, third = (browser(user) for _ in range(3))
    here.post(f"{LIST}end/")
    assert [signed_in_as(client) for client in (here, second, third)] == [user.pk, None, None]
    assert "There was no other session." in here.post(f"{LIST}end/", follow=True).content.decode()


def test_nobody_ends_the_session_of_another(world):
    other = browser(make_focal_point("BRA"))
    here = browser(make_focal_point())
    answer = here.post(f"{LIST}{row_of(other).public_id}/end/")
    assert (answer.status_code, signed_in_as(other) is None) == (409, False)
    here.post(f"{LIST}end/")
    assert signed_in_as(other) is not None


def test_a_request_under_way_does_not_bring_an_ended_session_back(world):
    client = browser(make_focal_point())
    session = client.session
    session["typed"] = "x"
    sessions.end_all(row_of(client).user)
    with pytest.raises(UpdateError):
        session.save()
    assert not BrowserSession.objects.filter(session_key=session.session_key).exists()


def test_a_new_password_ends_the_other_sessions(world):
    user = make_focal_point()
    here, other = browser(user), browser(user)
    new = "nine herons over the delta"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}, follow=True)
    assert BrowserSession.objects.filter(user=user).count() == 1
    assert [signed_in_as(here), signed_in_as(other)] == [user.pk, None]


class TestStaffAccounts:
    def test_the_secretariat_ends_a_session_of_somebody(self, world, client):
        user = make_user(None, Role.PROTOCOL)
        first, second = browser_of_staff(user), browser_of_staff(user)
        secretariat = make_user(None, Role.SECRETARIAT)
        client.force_login(secretariat)
        prove_second_factor(client, secretariat)
        page = client.get(f"/desk/staff/{user.pk}/").content.decode()
        assert page.count("Firefox on Windows") == 2
        client.post(f"/desk/staff/{user.pk}/sessions/end/", {"session": str(row_of(first).public_id)})
        assert [signed_in_as(first), signed_in_as(second)] == [None, user.pk]
        client.post(f"/desk/staff/{user.pk}/sessions/end/")
        assert signed_in_as(second) is None
        entries = AuditEntry.objects.filter(verb="account.sessions_ended", actor=secretariat)
        assert [(entry.subject_id, entry.details) for entry in entries] == [(str(user.pk), {"sessions": 1})] * 2

    @pytest.mark.parametrize("lost", ["closed", "role", "factor"])
    def test_who_loses_access_is_signed_out_at_once(self, world, lost):
        user = make_user(None, Role.PROTOCOL, Role.PROGRAMME)
        client = browser_of_staff(user)
        if lost == "closed":
            actions.change_account(actor=SYSTEM, user=user, is_active=False)
        elif lost == "role":
            actions.save_account(actor=SYSTEM, user=user, roles=[Role.PROTOCOL], expected_roles="programme,protocol")
        else:
            actions.reset_second_factor(actor=SYSTEM, user=user)
        assert (signed_in_as(client), BrowserSession.objects.filter(user=user).count()) == (None, 0)

    def test_a_new_role_ends_nothing(self, world):
        user = make_user(None, Role.PROTOCOL)
        client = browser_of_staff(user)
        actions.save_account(actor=SYSTEM, user=user, roles=[Role.PROTOCOL, Role.PROGRAMME], expected_roles="protocol")
        assert signed_in_as(client) == user.pk


def browser_of_staff(user) -> Client:
    client = Client(headers={"user-agent": WINDOWS})
    client.force_login(user)
    prove_second_factor(client, user)
    session = row_of(client)
    BrowserSession.objects.filter(pk=session.pk).update(user_agent=WINDOWS)
    return client


class TestLimits:
    @pytest.mark.parametrize(("role", "minutes"), [(None, 120), (Role.PROTOCOL, 30)])
    def test_an_unused_session_ends_by_the_limit_of_its_user(self, world, role, minutes):
        user = make_user(None, role) if role else make_focal_point()
        client = browser_of_staff(user) if role else browser(user)
        unused_for(client, timedelta(minutes=minutes, seconds=-5))
        assert client.get(LIST).status_code == 200
        unused_for(client, timedelta(minutes=minutes, seconds=5))
        answer = client.get(LIST)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={LIST}")
        assert list(sessions.living_sessions(user)) == []

    def test_an_administrator_without_a_role_has_the_limit_of_staff(self, world):
        user = make_user(None)
        assert sessions.idle_limit(user) == timedelta(minutes=120)
        user.is_admin = True
        assert sessions.idle_limit(user) == timedelta(minutes=30)

    def test_the_limit_is_a_setting(self, world, settings):
        settings.IDLE_MINUTES_DELEGATIONS = 5
        client = browser(make_focal_point())
        unused_for(client, timedelta(minutes=5, seconds=1))
        assert client.get(LIST).status_code == 302

    def test_use_puts_the_end_off_and_writes_once_a_minute(self, world):
        client = browser(make_focal_point())
        before = row_of(client)

        def writes() -> int:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(LIST).status_code == 200
            return sum("UPDATE" in query["sql"] for query in asked)

        assert [writes() for _ in range(3)] == [0, 0, 0]
        unused_for(client, timedelta(seconds=61))
        assert [writes() for _ in range(3)] == [1, 0, 0]
        assert row_of(client).seen_at > before.seen_at

    def test_no_use_lengthens_a_session_beyond_half_a_day(self, world):
        client = browser(make_focal_point())
        end = row_of(client).expire_date
        session = client.session
        session["typed"] = "x"
        session.save()
        assert row_of(client).expire_date == end
        assert end - row_of(client).began_at < timedelta(hours=12, seconds=5)
        BrowserSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
        assert client.get(LIST).status_code == 302

    def test_what_is_over_is_deleted(self, world):
        client = browser(make_focal_point())
        other = browser(make_focal_point("BRA"))
        key = client.session.session_key
        BrowserSession.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
        assert purging.tasks["sessions that are over"].purge_due(timezone.now()) == 1
        assert signed_in_as(other) is not None

    def test_a_visitor_has_a_session_of_nobody(self, client, world):
        session = client.session
        session["typed"] = "x"
        session.save()
        row = BrowserSession.objects.get()
        assert (row.user_id, row.idle_until, session.get(SESSION_KEY)) == (None, None, None)
