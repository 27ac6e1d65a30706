"""A second factor for focal points, by a setting."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from conference.accounts.models import BrowserSession
from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import NotPossible
from delegations.registration.models import FocalPoint
from tests.accounts.sign_in.test_sessions import browser
from tests.accounts.tools import Passkey, code_now, give_recovery_codes, sign_in, signed_in_as
from tests.people import give_totp, make_focal_point, make_user, prove_second_factor

pytestmark = pytest.mark.django_db
HOME, SET_UP = "/portal/ken/", "/accounts/2fa/"
OFFER = "Your password alone opens this account."


def told(client: Client) -> str:
    return client.get(SET_UP).content.decode()


class TestOff:
    def test_nobody_is_asked_or_told(self, world):
        client = browser(make_focal_point())
        assert client.get(HOME).status_code == 200
        assert OFFER not in told(client)


class TestOffered:
    @pytest.fixture(autouse=True)
    def _offered(self, settings):
        settings.FOCAL_POINT_SECOND_FACTOR = "offered"

    def test_it_is_told_after_signing_in_and_nothing_is_closed(self, world):
        client = browser(make_focal_point())
        assert OFFER in client.get(HOME).content.decode()

    def test_who_has_one_is_not_told(self, world):
        user = make_focal_point()
        give_totp(user)
        client = Client()
        sign_in(client, user)
        client.post("/accounts/2fa/authenticate/", {"code": code_now()})
        assert signed_in_as(client) == user.pk
        assert OFFER not in told(client)


class TestRequired:
    @pytest.fixture(autouse=True)
    def _required(self, settings):
        settings.FOCAL_POINT_SECOND_FACTOR = "required"

    def test_all_else_waits_and_the_passkey_comes_first(self, world):
        client = browser(make_focal_point())
        assert client.get(HOME)["Location"] == SET_UP
        page = told(client)
        assert "Set up a passkey or an authenticator app to continue." in page
        assert page.index("Security keys and passkeys") < page.index("Authenticator app</h2>")

    def test_a_passkey_opens_the_delegation_and_comes_with_recovery_codes(self, world):
        user = make_focal_point()
        client = browser(user)
        Passkey(user).add_to(client)
        assert client.get(HOME).status_code == 200
        types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        assert types == {"webauthn", "recovery_codes"}

    def test_a_session_from_before_shows_it(self, world):
        user = make_focal_point()
        client = browser(user)
        give_totp(user)
        assert client.get(HOME)["Location"].startswith("/accounts/2fa/reauthenticate/")
        client.post("/accounts/2fa/reauthenticate/", {"code": code_now()})
        assert client.get(HOME).status_code == 200

    def test_a_recovery_code_opens_it_once(self, world):
        user = make_focal_point()
        give_totp(user)
        code = give_recovery_codes(user)[0]
        for opened in (user.pk, None):
            client = Client()
            sign_in(client, user)
            client.post("/accounts/2fa/authenticate/", {"code": code})
            assert signed_in_as(client) == opened

    def test_the_last_one_stays(self, world):
        authenticator = give_totp(make_focal_point())
        with pytest.raises(NotPossible, match="You need a second factor"):
            authenticator.delete()

    def test_visitors_and_public_pages_are_not_asked(self, world, client):
        assert client.get("/accounts/login/").status_code == 200
        assert client.get("/programme/").status_code == 200


class TestLost:
    def test_the_secretariat_resets_it(self, world):
        user = make_focal_point()
        give_totp(user)
        point, here = FocalPoint.objects.get(user=user), Client()
        here.force_login(user)
        secretariat, client = make_user(None, Role.SECRETARIAT), Client()
        client.force_login(secretariat)
        prove_second_factor(client, secretariat)
        assert "Reset the second factor" in client.get("/desk/delegations/ken/people/").content.decode()
        client.post(f"/desk/delegations/ken/people/{point.pk}/second-factor/")
        assert not Authenticator.objects.filter(user=user).exists()
        assert not BrowserSession.objects.filter(user=user).exists()
        entry = AuditEntry.objects.get(verb="account.second_factor_reset")
        assert (entry.actor_id, entry.subject_id) == (secretariat.pk, str(user.pk))
        assert "Reset the second factor" not in client.get("/desk/delegations/ken/people/").content.decode()

    def test_the_secretariat_signs_somebody_out_everywhere(self, world):
        user, colleague = make_focal_point(), make_focal_point()
        point, here, other = FocalPoint.objects.get(user=user), browser(user), browser(colleague)
        secretariat, client = make_user(None, Role.SECRETARIAT), Client()
        client.force_login(secretariat)
        prove_second_factor(client, secretariat)
        assert client.get("/desk/delegations/ken/people/").content.decode().count("End all sessions") == 2
        client.post(f"/desk/delegations/ken/people/{point.pk}/sessions/end/")
        assert (signed_in_as(here), signed_in_as(other)) == (None, colleague.pk)
        assert AuditEntry.objects.get(verb="account.sessions_ended").actor_id == secretariat.pk

    def test_no_focal_point_does(self, world):
        user, colleague = make_focal_point(), make_focal_point()
        give_totp(colleague)
        point = FocalPoint.objects.get(user=colleague)
        url = f"/desk/delegations/ken/people/{point.pk}/second-factor/"
        assert browser(user).post(url).status_code == 404
        assert Authenticator.objects.filter(user=colleague).exists()
