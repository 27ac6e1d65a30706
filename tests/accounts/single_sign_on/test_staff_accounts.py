"""What single sign-on means for accounts that are here: connecting, roles, local passwords, two providers."""

from __future__ import annotations

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.test import Client

from conference.accounts.models import RoleGrant, User
from conference.accounts.staff import actions
from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.core.errors import NotPossible
from tests.accounts.single_sign_on.oidc_provider import BEGIN
from tests.accounts.single_sign_on.saml_provider import browser
from tests.accounts.tools import PASSWORD, Passkey, code_now, enter_code, sign_in, signed_in_as
from tests.people import actor, give_totp, make_focal_point, make_user, prove_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
REFUSAL = "You sign in with Ministry, not with a password or a key."


@pytest.fixture
def secretary(world) -> User:
    return make_user("head@conference.example", Role.SECRETARIAT)


def staff_client(user: User) -> Client:
    client = browser()
    client.force_login(user)
    prove_second_factor(client, user)
    return client


def shown(client: Client) -> str:
    return client.get("/accounts/login/").content.decode()


class TestConnecting:
    @pytest.fixture
    def local(self, oidc) -> User:
        oidc.has("amina", "plenipo-security", amr=["mfa"])
        return make_user("amina@ministry.example", Role.PROTOCOL)

    def test_an_address_alone_connects_nothing(self, oidc, local, client):
        answer = oidc.sign_in(client, "amina")
        assert "Ask the secretariat to let you connect it with Ministry" in answer.content.decode()
        assert (signed_in_as(client), SocialAccount.objects.count(), local.roles) == (None, 0, {"protocol"})

    def test_with_leave_of_the_secretariat_it_is_connected_once(self, oidc, local, client, secretary):
        office = staff_client(secretary)
        page = office.get(f"/desk/staff/{local.pk}/").content.decode()
        assert "Allow single sign-on" in page
        office.post(f"/desk/staff/{local.pk}/connect/")
        oidc.sign_in(client, "amina")
        user = User.objects.get(pk=local.pk)
        assert signed_in_as(client) == user.pk
        assert (user.roles, user.has_usable_password(), user.connect_until) == ({"security"}, False, None)
        entries = AuditEntry.objects.filter(subject_id=str(user.pk)).order_by("pk").values_list("verb", flat=True)
        assert list(entries) == ["account.connection_allowed", "account.connected", "role.withdrawn", "role.granted"]
        oidc.has("thief", "plenipo-security", email="amina@ministry.example")
        assert oidc.sign_in(browser(), "thief").status_code == 403

    def test_not_for_an_address_that_the_provider_does_not_vouch_for(self, oidc, local, client, secretary):
        actions.allow_connecting(actor=actor(secretary), user=local)
        oidc.has("amina", "plenipo-security", email_verified=False)
        assert oidc.sign_in(client, "amina").status_code == 403
        oidc.has("amina", "plenipo-security", email_verified="true")
        assert oidc.sign_in(client, "amina").status_code == 403
        assert not SocialAccount.objects.exists()

    def test_not_after_three_days(self, oidc, local, client, secretary):
        actions.allow_connecting(actor=actor(secretary), user=local)
        User.objects.filter(pk=local.pk).update(connect_until=clock.now())
        assert oidc.sign_in(client, "amina").status_code == 403

    def test_only_the_secretariat_gives_leave(self, oidc, local):
        client = staff_client(make_user(None, Role.ACCREDITATION))
        assert client.post(f"/desk/staff/{local.pk}/connect/").status_code == 403
        assert User.objects.get(pk=local.pk).connect_until is None


def test_the_same_address_at_two_providers_is_two_persons(oidc, saml, set_up, client, client_two):
    set_up({**oidc.environment(), **saml.environment()})
    oidc.has("amina", "plenipo-security")
    oidc.sign_in(client, "amina")
    answer = saml.sign_in(client_two, "amina", "plenipo-secretariat")
    assert "An account has your address already" in answer.content.decode()
    assert (signed_in_as(client_two), User.objects.get().roles) == (None, {"security"})
    # A subject of the other provider that is called the same is somebody else too.
    saml.sign_in(client_two, "amina", "plenipo-secretariat", email="amina@foreign.example")
    assert {user.email: set(user.roles) for user in User.objects.all()} == {
        "amina@ministry.example": {"security"},
        "amina@foreign.example": {"secretariat"},
    }


class TestRoles:
    @pytest.fixture
    def amina(self, oidc, client) -> User:
        oidc.has("amina", "plenipo-security")
        oidc.sign_in(client, "amina")
        return User.objects.get(email="amina@ministry.example")

    def test_they_follow_from_groups_alone_and_the_page_says_so(self, amina, secretary):
        page = staff_client(secretary).get(f"/desk/staff/{amina.pk}/").content.decode()
        assert "The roles follow from the groups at Ministry at each sign-in" in page
        with pytest.raises(NotPossible, match="follow from the groups at Ministry"):
            actions.add_staff(actor=actor(secretary), email=amina.email, roles=[Role.PROTOCOL])
        assert list(RoleGrant.objects.filter(user=amina).values_list("role", flat=True)) == ["security"]

    def test_the_form_changes_the_rest(self, amina, secretary):
        values = {
            "name": "Amina W.",
            "language": "fr",
            "is_active": "on",
            "roles": "protocol",
            "expected_roles": "security",
        }
        answer = staff_client(secretary).post(f"/desk/staff/{amina.pk}/", values)
        assert answer.status_code == 302
        user = User.objects.get(pk=amina.pk)
        assert (user.name, user.roles) == ("Amina W.", {"security"})

    def test_a_closed_account_stays_closed(self, amina, secretary, oidc):
        actions.change_account(actor=actor(secretary), user=amina, is_active=False)
        other = browser()
        oidc.sign_in(other, "amina")
        assert signed_in_as(other) is None

    def test_nothing_here_opens_the_account(self, amina, client_two):
        amina.set_password(PASSWORD)
        amina.save()
        key = Passkey(amina)
        key.stored()
        assert key.sign_in(client_two)["Location"] == "/accounts/login/"
        assert REFUSAL in shown(client_two)
        sign_in(client_two, amina)
        assert signed_in_as(client_two) is None


class TestLocalSignIn:
    def test_it_stays_where_it_is_not_switched_off(self, oidc, client):
        user = make_user(None, Role.SECURITY)
        give_totp(user)
        sign_in(client, user)
        enter_code(client, code_now())
        assert signed_in_as(client) == user.pk

    @pytest.mark.parametrize("is_admin", [False, True])
    def test_staff_are_refused_in_words_where_it_is(self, oidc, client, set_up, is_admin):
        set_up(oidc.environment(STAFF_SIGN_IN="sso"))
        user = make_user(None, *([] if is_admin else [Role.SECURITY]))
        User.objects.filter(pk=user.pk).update(is_admin=is_admin)
        give_totp(user)
        assert sign_in(client, user)["Location"] == "/accounts/login/"
        page = shown(client)
        assert REFUSAL in page
        assert "Staff sign in there alone. Delegations sign in below." in page
        enter_code(client, code_now())
        assert signed_in_as(client) is None
        key = Passkey(user)
        key.stored()
        key.sign_in(client)
        assert signed_in_as(client) is None

    def test_a_wrong_password_says_nothing_of_it(self, oidc, client, set_up):
        set_up(oidc.environment(STAFF_SIGN_IN="sso"))
        answer = sign_in(client, make_user(None, Role.SECURITY), "wrong horse battery")
        assert REFUSAL not in answer.content.decode()

    def test_focal_points_keep_theirs(self, oidc, client, set_up):
        set_up(oidc.environment(STAFF_SIGN_IN="sso"))
        user = make_focal_point()
        sign_in(client, user)
        assert signed_in_as(client) == user.pk

    def test_a_link_in_a_mail_does_not_get_round_it(self, oidc, client, set_up):
        set_up(oidc.environment(STAFF_SIGN_IN="sso"))
        user = make_user(None, Role.SECURITY)
        client.post("/accounts/password/reset/", {"email": user.email})
        from conference.accounts.sign_in.letters import new_password_url

        page = client.get(new_password_url(user).removeprefix("http://127.0.0.1:8000"), follow=True)
        new = "a-long-new-passphrase-2026"
        client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
        assert signed_in_as(client) is None
        assert mail.outbox == []


def test_each_provider_has_a_button_that_keeps_where_one_was_going(oidc, saml, set_up, client):
    set_up({**oidc.environment(), **saml.environment()})
    page = client.get("/accounts/login/?next=/desk/staff/").content.decode()
    assert f'href="{BEGIN}?next=/desk/staff/"' in page
    assert "Sign in with Ministry" in page
    assert "Sign in with Foreign Office" in page
    assert page.index("Sign in with Ministry") < page.index('name="password"')


def test_without_a_provider_the_page_shows_none(world):
    assert "/accounts/provider/" not in shown(Client())
