"""A SAML identity provider: pysaml2's, whose signatures are made by the program xmlsec1."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client
from saml2 import BINDING_HTTP_REDIRECT, class_name, samlp
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, Assertion, NameID
from saml2.server import Server
from saml2.sigver import pre_signature_part, signed_instance_factory
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

BEGIN = "/accounts/provider/saml/"
ACS, FINISH, METADATA = (f"/accounts/saml/staff/{name}/" for name in ("acs", "acs/finish", "metadata"))
ENTITY_ID = "https://idp.ministry.example/metadata"
SITE = "http://conference.example"  # python3-saml takes no host without a dot
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
TWO_FACTORS = "https://refeds.org/profile/mfa"


def make_key(folder: Path, name: str) -> tuple[str, str]:
    """Write a key and its certificate. Return their paths."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    paths = folder / f"{name}.key", folder / f"{name}.pem"
    paths[0].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    paths[1].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return str(paths[0]), str(paths[1])


class SamlProvider:
    """The provider, and what a person and a browser do there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        key, self.certificate = make_key(folder, "provider")
        self.server = self._server(key, self.certificate)
        self.impostor = self._server(*make_key(folder, "impostor"))
        self.metadata = folder / "provider.xml"
        self.metadata.write_text(str(entity_descriptor(self.server.config)), encoding="utf-8")

    def _server(self, key: str, certificate: str) -> Server:
        endpoints = {"single_sign_on_service": [(f"{ENTITY_ID}/sso", BINDING_HTTP_REDIRECT)]}
        config = {
            "entityid": ENTITY_ID,
            "key_file": key,
            "cert_file": certificate,
            "service": {"idp": {"endpoints": endpoints, "policy": {"default": {"lifetime": {"minutes": 5}}}}},
        }
        return Server(config=IdPConfig().load(config))

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "SAML_METADATA": str(self.metadata),
            "SAML_ENTITY_ID": ENTITY_ID,
            "SAML_NAME": "Foreign Office",
            "SSO_GROUPS": "plenipo-security:security,plenipo-secretariat:secretariat",
            **more,
        }

    def learn(self, metadata: str) -> None:
        """Read what the site says of itself."""
        for server in (self.server, self.impostor):
            server.metadata = server.config.load_metadata({"inline": [metadata]})

    def read_request(self, location: str):
        """Return the request that the browser brings, as pysaml2 reads it."""
        query = parse_qs(urlsplit(location).query)
        return self.server.parse_authn_request(query["SAMLRequest"][0], BINDING_HTTP_REDIRECT).message

    def answer(self, request_id: str | None, sub: str, *groups: str, server: Server | None = None, **changed) -> str:
        """Return an answer as XML.

        Args:
            request_id: Of the request that it answers.
            sub: The persistent name of the person.
            server: Another than this provider's, to sign.
            changed: `audience`, `destination`, `sign_assertion`, `email`, `context`, `asked_at` (Unix time), `lifetime` (minutes).
        """
        server = server or self.server
        server.config.getattr("policy", "idp")._restrictions["default"]["lifetime"] = {
            "minutes": changed.get("lifetime", 5)
        }
        authn = {"class_ref": changed.get("context", PASSWORD), "authn_instant": changed.get("asked_at")}
        response = server.create_authn_response(
            {
                "groups": list(groups),
                "email": changed.get("email", f"{sub}@ministry.example"),
                "displayName": sub.title(),
            },
            request_id,
            changed.get("destination", SITE + ACS),
            sp_entity_id=changed.get("audience", SITE + METADATA),
            name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=sub),
            authn={key: value for key, value in authn.items() if value},
            sign_assertion=changed.get("sign_assertion", True),
            sign_response=changed.get("sign_response", False),
            sign_alg=SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA256,
        )
        return str(response)

    def answer_edited(self, edit: Callable[[Assertion], object], request_id: str, sub: str, *groups: str) -> str:
        """Return an answer whose assertion the provider edits before it signs it."""
        xml = self.answer(request_id, sub, *groups, sign_assertion=False)
        response = samlp.response_from_string(xml)
        (assertion,) = response.assertion
        edit(assertion)
        security = self.server.sec
        assertion.signature = pre_signature_part(
            assertion.id, security.my_cert, sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256
        )
        return str(signed_instance_factory(response, security, [(class_name(assertion), assertion.id)]))

    def sign_in(self, client: Client, sub: str, *groups: str, begin: str = BEGIN, **changed):
        request = self.read_request(client.get(begin)["Location"])
        return send(client, self.answer(request.id, sub, *groups, **changed))


def browser() -> Client:
    """Return a browser that names its host, as all do."""
    return Client(headers={"host": "conference.example"})


def send(client: Client, xml: str):
    """Send an answer as the provider's page makes a browser do: without the session's cookie, which is for this site's own forms."""
    other_site = browser()
    values = {"SAMLResponse": base64.b64encode(xml.encode()).decode(), "RelayState": "https://elsewhere.example/"}
    kept = other_site.post(ACS, values)
    if kept.status_code != 302:
        return kept
    assert kept["Location"] == FINISH
    client.cookies["saml-acs-session"] = other_site.cookies["saml-acs-session"].value
    return client.get(FINISH)


def without_signature(xml: str) -> str:
    return re.sub(r"<(\w+):Signature\b.*?</\1:Signature>", "", xml, flags=re.DOTALL)
