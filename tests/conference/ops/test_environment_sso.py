"""Single sign-on is set up whole or not at all, and each lacking or unsafe setting is named."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from conference import environment, environment_sso
from conference.core.access import Role
from tests.conference.ops.test_environment import SAFE

OIDC = {
    "OIDC_URL": "https://login.ministry.example/realms/staff/",
    "OIDC_CLIENT_ID": "plenipo",
    "OIDC_CLIENT_SECRET": "a secret",
    "OIDC_NAME": "Ministry",
    "SSO_GROUPS": "plenipo-security:security, plenipo-secretariat:secretariat,plenipo-secretariat:protocol",
}
SAML = {
    "SAML_METADATA": "https://idp.ministry.example/metadata",
    "SAML_ENTITY_ID": "https://idp.ministry.example/",
    "SAML_NAME": "Ministry",
    "SSO_GROUPS": "plenipo-security:security",
}


def test_without_it_there_is_no_provider():
    sso = environment.read(SAFE).sso
    assert [provider["APPS"] for provider in sso.providers().values()] == [[], []]
    assert (sso.groups, sso.values["STAFF_SIGN_IN"]) == ({}, "local")


def test_openid_connect_is_taken_with_pkce():
    sso = environment.read({**SAFE, **OIDC, "STAFF_SIGN_IN": "sso", "OIDC_GROUPS_CLAIM": "memberOf"}).sso
    (app,) = sso.providers()["openid_connect"]["APPS"]
    assert (app["provider_id"], app["name"]) == ("oidc:https://login.ministry.example/realms/staff", "Ministry")
    assert (app["settings"]["oauth_pkce_enabled"], app["settings"]["groups"]) == (True, "memberOf")
    assert sso.groups == {"plenipo-security": ["security"], "plenipo-secretariat": ["secretariat", "protocol"]}
    assert sso.values["STAFF_SIGN_IN"] == "sso"


def test_saml_wants_signed_assertions_that_were_asked_for():
    (app,) = environment.read({**SAFE, **SAML}).sso.providers()["saml"]["APPS"]
    assert app["settings"]["advanced"] == {
        "want_assertion_signed": True,
        "strict": True,
        "reject_idp_initiated_sso": True,
    }
    assert app["settings"]["idp"]["metadata_url"] == "https://idp.ministry.example/metadata"


def test_names_of_groups_may_hold_commas_and_colons():
    sso = environment.read({**SAFE, **OIDC, "SSO_GROUPS": "CN=security,OU=staff:security; urn:x:desk:protocol"}).sso
    assert sso.groups == {"CN=security,OU=staff": ["security"], "urn:x:desk": ["protocol"]}


@pytest.mark.parametrize("setting", [*OIDC, "SAML_ENTITY_ID", "SAML_NAME"])
def test_each_missing_setting_is_named(setting):
    whole = OIDC if setting in OIDC else SAML
    with pytest.raises(ImproperlyConfigured, match=f"(?m)^  {setting} is missing: single sign-on is set up in part"):
        environment.read({**SAFE, **whole, setting: ""})


def test_saml_needs_metadata_or_an_address_and_a_certificate():
    with pytest.raises(ImproperlyConfigured, match=r"SAML_SSO_URL \(or SAML_METADATA\) is missing"):
        environment.read({**SAFE, **SAML, "SAML_METADATA": ""})


UNSAFE = [
    ("OIDC_URL", "http://login.ministry.example", "https://"),
    ("OIDC_URL", "https://login.ministry.example/" + "x" * 190, "at most 190 characters"),
    ("OIDC_SCOPES", "profile email", "openid must be among them"),
    ("OIDC_NAME", "M" * 41, "at most 40 characters"),
    ("SSO_GROUPS", "plenipo-security", "group:role"),
    ("SSO_GROUPS", "plenipo-security:admin", "secretariat, security"),
    ("SAML_METADATA", "metadata.xml", "absolute path"),
    ("SAML_METADATA", "http://idp.ministry.example/metadata", "https://"),
    ("SAML_CERTIFICATE", "/nowhere/idp.pem", "no such file"),
    ("STAFF_SIGN_IN", "nobody", "local, sso"),
]


@pytest.mark.parametrize(("setting", "value", "reason"), UNSAFE)
def test_unsafe_values_are_refused(setting, value, reason):
    with pytest.raises(ImproperlyConfigured, match=f"(?m)^  {setting} is .*{reason}"):
        environment.read({**SAFE, **SAML, **OIDC, setting: value})


def test_staff_are_not_shut_out_by_a_setting():
    with pytest.raises(ImproperlyConfigured, match="STAFF_SIGN_IN is unsafe: sso lets no staff in"):
        environment.read({**SAFE, "STAFF_SIGN_IN": "sso"})


def test_the_roles_are_those_of_the_program():
    assert list(environment_sso.ROLES) == Role.values
