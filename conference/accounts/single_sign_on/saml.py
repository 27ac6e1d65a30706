"""SAML 2.0: allauth's and python3-saml's flow, and what both leave open of an answer.

SAML profiles 2.0, section 4.1.4.3: the assertion itself is signed, for us, for this address, and answers this browser's request.
"""

from typing import Any

import xmlsec
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from allauth.socialaccount.providers.saml.utils import build_auth, build_saml_config
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.dateparse import parse_datetime
from onelogin.saml2.errors import OneLogin_Saml2_Error
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from conference.accounts.single_sign_on.identity import LONGEST_SUBJECT, Identity, as_texts, has_two_factors, login_of

SUBJECT = ("urn:oasis:names:tc:SAML:attribute:subject-id", "urn:oasis:names:tc:SAML:attribute:pairwise-id")
EMAIL = (
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "email",
    "mail",
)
NAME = (
    "urn:oid:2.16.840.1.113730.3.1.241",
    "http://schemas.microsoft.com/identity/claims/displayname",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
    "displayName",
    "name",
)
ASSERTION = "/samlp:Response/saml:Assertion"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
LONGEST_ANSWER = 200_000  # characters
# XML that cannot be read raises a SyntaxError of lxml.
FAILURES = (
    OneLogin_Saml2_Error,
    PermissionDenied,
    SyntaxError,
    LookupError,
    TypeError,
    ValueError,
    OSError,
    xmlsec.Error,
)


class Provider(SAMLProvider):
    def begin(self, request: HttpRequest, state: dict[str, Any], next_url: str | None) -> HttpResponse:
        """Redirect to the provider, which asks anew who it is where something is to be confirmed."""
        auth = build_auth(request, self)
        url = auth.login(return_to="", force_authn=state["confirms"] is not None)
        self.stash_redirect_state(request, "login", next_url, state_id=auth.get_last_request_id(), **state)
        return HttpResponseRedirect(url)

    def sociallogin_from_response(self, request: HttpRequest, auth: Any) -> SocialLogin:
        """Return the login of the person whom the assertion names.

        Raises:
            ValueError: When the assertion is not for us, not for this address, answers no request, or names nobody for good.
        """
        assertion = OneLogin_Saml2_XML.to_etree(auth.get_last_response_xml())
        _check_assertion(assertion, auth)
        attributes = {**auth.get_friendlyname_attributes(), **auth.get_attributes()}
        subject = _first(attributes, SUBJECT)
        if not subject and auth.get_nameid_format() != TRANSIENT:
            subject = auth.get_nameid() or ""
        if not 0 < len(subject) <= LONGEST_SUBJECT:
            raise ValueError("the assertion names nobody for good")
        asked_at = parse_datetime(str(_attribute(assertion, f"{ASSERTION}/saml:AuthnStatement", "AuthnInstant")))
        identity = Identity(
            provider=self.sub_id,
            provider_name=self.app.name,
            subject=subject,
            groups=as_texts(attributes.get(self.app.settings["groups"])),
            email=_first(attributes, EMAIL),
            has_verified_email=True,  # SAML knows of no others: the addresses are the directory's
            name=_first(attributes, NAME),
            has_two_factors=has_two_factors(auth.get_last_authn_contexts()),
            asked_at=asked_at.timestamp() if asked_at else 0,
        )
        return login_of(self, identity)


def _first(attributes: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((values[0] for name in names if (values := attributes.get(name)) and values[0]), "")


def _attribute(document: Any, path: str, name: str) -> str | None:
    element = next(iter(OneLogin_Saml2_XML.query(document, path)), None)
    value: str | None = None if element is None else element.get(name)
    return value


def _check_assertion(document: Any, auth: Any) -> None:
    """Check what python3-saml takes only where it is there: whom the assertion is for, and which request it answers.

    The answer's own InResponseTo is outside of the signature: with it alone a stolen assertion would pass in another browser.
    """
    own = auth.get_settings().get_sp_data()
    audiences = [
        node.text
        for node in OneLogin_Saml2_XML.query(
            document, f"{ASSERTION}/saml:Conditions/saml:AudienceRestriction/saml:Audience"
        )
    ]
    data = f"{ASSERTION}/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData"
    if own["entityId"] not in audiences:
        raise ValueError("the assertion is not for us")
    if _attribute(document, data, "Recipient") != own["assertionConsumerService"]["url"]:
        raise ValueError("the assertion is for another address")
    if not _attribute(document, data, "NotOnOrAfter"):
        raise ValueError("the assertion holds for ever")
    request_id = auth.get_last_response_in_response_to()
    if not request_id or _attribute(document, data, "InResponseTo") != request_id:
        raise ValueError("the assertion answers no request")


def metadata(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Return what the identity provider has to know of us: no address for signing out, which we do not offer."""
    config = build_saml_config(request, provider.app.settings, provider.app.client_id)
    del config["sp"]["singleLogoutService"]
    settings = OneLogin_Saml2_Settings(settings=config, sp_validation_only=True)
    return HttpResponse(settings.get_sp_metadata(), content_type="application/samlmetadata+xml")
