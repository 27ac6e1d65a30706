"""Signing in by pysaml2's identity provider; an assertion counts if it is signed itself, for us, now, and for this browser's request."""

from __future__ import annotations

import re
import time

import pytest
from allauth.socialaccount.models import SocialAccount
from lxml import etree
from saml2.saml import NAMEID_FORMAT_TRANSIENT

from conference.accounts.models import BrowserSession, User
from tests.accounts.single_sign_on.saml_provider import (
    ACS,
    BEGIN,
    ENTITY_ID,
    METADATA,
    PASSWORD,
    SITE,
    TWO_FACTORS,
    SamlProvider,
    browser,
    send,
    without_signature,
)
from tests.accounts.tools import signed_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_person_of_a_group_gets_an_account_with_its_role(saml, client):
    answer = saml.sign_in(
        client, "amina", "plenipo-security", "choir", begin=f"{BEGIN}?next=/desk/", context=TWO_FACTORS
    )
    assert answer["Location"] == "/desk/"
    user = User.objects.get(email="amina@ministry.example")
    assert (signed_in_as(client), user.name, user.roles) == (user.pk, "Amina", {"security"})
    assert client.get("/desk/").status_code == 200
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid, account.extra_data) == (f"saml:{ENTITY_ID}", "amina", {})


def test_a_group_that_is_taken_away_takes_its_role(saml, client):
    saml.sign_in(client, "amina", "plenipo-security", "plenipo-secretariat")
    saml.sign_in(browser(), "amina", "plenipo-security")
    assert User.objects.get().roles == {"security"}
    answer = saml.sign_in(browser(), "amina", "choir")
    assert "in none of the groups" in answer.content.decode()
    assert User.objects.get().roles == frozenset()


def test_what_we_tell_the_provider_names_us_and_no_way_of_signing_out(saml, client):
    answer = client.get(METADATA)
    document = etree.fromstring(answer.content)
    names = {"md": "urn:oasis:names:tc:SAML:2.0:metadata"}
    assert document.get("entityID") == SITE + METADATA
    assert document.xpath("//md:AssertionConsumerService/@Location", namespaces=names) == [SITE + ACS]
    assert document.xpath("//md:SPSSODescriptor/@WantAssertionsSigned", namespaces=names) == ["true"]
    assert document.xpath("//md:SingleLogoutService", namespaces=names) == []
    assert client.get("/accounts/saml/staff/sls/").status_code == 404


def forged(xml: str, *replaced: tuple[str, str]) -> str:
    for old, new in replaced:
        assert old in xml
        xml = xml.replace(old, new)
    return xml


def wrapped(xml: str) -> str:
    """The signed assertion moved aside, and a copy that names another group in its place (signature wrapping)."""
    assertion = re.search(r"<(\w+):Assertion\b.*?</\1:Assertion>", xml, re.DOTALL)[0]
    evil = without_signature(assertion).replace("plenipo-security", "plenipo-secretariat")
    evil = re.sub(r'ID="[^"]+"', 'ID="evil"', evil, count=1)
    return xml.replace(assertion, f"{evil}<x>{assertion}</x>")


# What the provider is told to answer; what happens on the way.
HOSTILE = {
    "another key": ({"impostor": True}, None),
    "unsigned": ({"sign_assertion": False}, None),
    "the answer signed, the assertion not": ({"sign_assertion": False, "sign_response": True}, None),
    "the signature taken out": ({}, without_signature),
    "a changed group": ({}, lambda xml: forged(xml, ("plenipo-security", "plenipo-secretariat"))),
    "a wrapped assertion": ({}, wrapped),
    "another audience": ({"audience": "https://elsewhere.example"}, None),
    "another address": ({"destination": "https://elsewhere.example/acs/"}, None),
    "expired": ({"lifetime": -10}, None),
    "an entity that grows": (
        {},
        lambda xml: re.sub(r"^(<\?xml.*?\?>)?", '<!DOCTYPE x [<!ENTITY a "aaaa">]>', xml, count=1),
    ),
    "no XML": ({}, lambda xml: "hello"),
    "too long": ({}, lambda xml: xml + " " * 300_000),
}


@pytest.mark.parametrize(("told", "change"), HOSTILE.values(), ids=HOSTILE.keys())
def test_an_assertion_that_is_not_for_us_is_refused(saml: SamlProvider, client, told, change):
    request = saml.read_request(client.get(BEGIN)["Location"])
    told = dict(told)
    server = saml.impostor if told.pop("impostor", False) else None
    xml = saml.answer(request.id, "amina", "plenipo-security", server=server, **told)
    answer = send(client, change(xml) if change else xml)
    assert (answer.status_code, signed_in_as(client), User.objects.count()) == (403, None, 0)
    assert "The answer of Foreign Office could not be accepted" in answer.content.decode()
    saml.sign_in(client, "amina", "plenipo-security")  # the control
    assert User.objects.get().roles == {"security"}


def data_of(assertion):
    return assertion.subject.subject_confirmation[0].subject_confirmation_data


# What python3-saml takes where it is not there.
EDITS = {
    "for everybody": lambda assertion: setattr(assertion.conditions, "audience_restriction", []),
    "for any address": lambda assertion: setattr(data_of(assertion), "recipient", None),
    "for a longer address": lambda assertion: setattr(
        data_of(assertion), "recipient", f"https://thief.example/?{SITE}{ACS}"
    ),
    "for ever": lambda assertion: setattr(data_of(assertion), "not_on_or_after", None),
    "for any request": lambda assertion: setattr(data_of(assertion), "in_response_to", None),
    "of somebody for a day": lambda assertion: setattr(assertion.subject.name_id, "format", NAMEID_FORMAT_TRANSIENT),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_a_signed_assertion_that_says_less_is_refused(saml, client, edit):
    request = saml.read_request(client.get(BEGIN)["Location"])
    answer = send(client, saml.answer_edited(edit, request.id, "amina", "plenipo-security"))
    assert (answer.status_code, signed_in_as(client)) == (403, None)
    request = saml.read_request(client.get(BEGIN)["Location"])
    send(client, saml.answer_edited(lambda assertion: None, request.id, "amina", "plenipo-security"))
    assert signed_in_as(client)


def test_an_assertion_counts_once_and_in_the_browser_that_asked(saml, client, client_two):
    request = saml.read_request(client.get(BEGIN)["Location"])
    xml = saml.answer(request.id, "amina", "plenipo-security")
    assert send(client_two, xml).status_code == 403
    other = saml.read_request(client_two.get(BEGIN)["Location"])
    # The answer's own mark is outside of the signature: a thief would write his.
    assert (
        send(client_two, forged(xml, (f'InResponseTo="{request.id}"', f'InResponseTo="{other.id}"'))).status_code == 403
    )
    head, tail = xml.split(f'InResponseTo="{request.id}"', 1)
    assert send(client_two, f'{head}InResponseTo="{other.id}"{tail}').status_code == 403
    assert signed_in_as(client_two) is None
    send(client, xml)
    assert signed_in_as(client)
    client.post("/accounts/logout/")
    assert send(client, xml).status_code == 403
    assert signed_in_as(client) is None


def test_an_answer_that_nobody_asked_for_is_refused(saml, client):
    assert send(client, saml.answer(None, "amina", "plenipo-security")).status_code == 403
    client.get(BEGIN)
    assert send(client, saml.answer("id-made-up", "amina", "plenipo-security")).status_code == 403
    request = saml.read_request(client.get(BEGIN)["Location"])
    unasked = saml.answer(None, "amina", "plenipo-security")
    marked = re.sub(r"(<\w+:Response )", rf'\1InResponseTo="{request.id}" ', unasked, count=1)
    assert send(client, marked).status_code == 403
    assert User.objects.count() == 0


def test_the_relay_state_leads_nowhere(saml, client):
    """The provider's page sends one of another site along (saml_provider.send)."""
    assert saml.sign_in(client, "amina", "plenipo-security")["Location"] == "/me/"


def test_a_certificate_and_an_address_do_instead_of_metadata(saml, client, set_up):
    direct = {"SAML_METADATA": "", "SAML_SSO_URL": f"{ENTITY_ID}/sso", "SAML_CERTIFICATE": saml.certificate}
    set_up(saml.environment(**direct))
    saml.sign_in(client, "amina", "plenipo-security")
    assert signed_in_as(client)


def test_the_second_factor_is_the_providers_or_ours(saml, client, client_two):
    saml.sign_in(client, "amina", "plenipo-security", context=PASSWORD)
    assert client.get("/desk/")["Location"] == "/accounts/2fa/"
    saml.sign_in(client_two, "amina", "plenipo-security", context=TWO_FACTORS)
    assert client_two.get("/desk/").status_code == 200


class TestConfirmation:
    NEW = "/desk/staff/new/"

    def test_the_provider_asks_anew(self, saml, client):
        old = {"context": TWO_FACTORS, "asked_at": int(time.time()) - 3600}
        assert saml.read_request(client.get(BEGIN)["Location"]).force_authn is None
        saml.sign_in(client, "amina", "plenipo-secretariat", **old)
        begin = client.post(self.NEW, {})["Location"]
        assert begin.startswith("/accounts/provider/saml/confirm/?next=")
        assert saml.read_request(client.get(begin)["Location"]).force_authn == "true"
        stale = saml.sign_in(client, "amina", "plenipo-secretariat", begin=begin, **old)
        assert "did not ask you again" in stale.content.decode()
        assert client.post(self.NEW, {}).status_code == 302
        assert saml.sign_in(client, "amina", "plenipo-secretariat", begin=begin, context=TWO_FACTORS).status_code == 302
        assert client.post(self.NEW, {}).status_code == 422


def test_what_a_stranger_sends_beside_an_answer_is_not_kept(saml, client):
    """The answer is kept until the redirect, with all that came along: a megabyte a request in the table of sessions."""
    kept = BrowserSession.objects.count()
    answer = client.post(ACS, {"SAMLResponse": "x", "other": "x" * 300_000})
    assert (answer.status_code, BrowserSession.objects.count()) == (403, kept)
    # The control: an answer of the usual size is kept for the redirect.
    assert client.post(ACS, {"SAMLResponse": "x"}).status_code == 302
    assert BrowserSession.objects.count() == kept + 1
