from __future__ import annotations

import json
import time
from base64 import b32decode
from collections.abc import Iterable
from hashlib import sha256

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator

# Nothing public of allauth (65.21) makes recovery codes, or stores a passkey, outside a request.
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from conference.accounts.models import User
from tests.people import TOTP_SECRET

PASSWORD = "correct horse battery"  # as tests.people gives it
LOGIN = "/accounts/login/"
MISMATCH = "The e-mail address or the password is wrong."
TOO_MANY = "Too many wrong attempts. Signing in is paused for a minute, later for up to an hour; then try again."
WRONG_CODE = "This code is wrong or was used before. Enter the one that the app shows now."


def code_now(secret: str = TOTP_SECRET, steps: int = 0) -> str:
    """Return the code of an authenticator app, `steps` of 30 s from now."""
    return HOTP(b32decode(secret), 6, hashes.SHA1()).generate(int(time.time()) // 30 + steps).decode()


def give_recovery_codes(user: User) -> list[str]:
    return RecoveryCodes.activate(user).generate_codes()


def sign_in(client: Client, user: User | str, password: str = PASSWORD, **extra):
    email = user if isinstance(user, str) else user.email
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def enter_code(client: Client, code: str, **extra):
    return client.post(reverse("mfa_authenticate"), {"code": code}, **extra)


def signed_in_as(client: Client) -> int | None:
    value = client.session.get("_auth_user_id")
    return int(value) if value else None


class Passkey:
    """An authenticator in software, with or without having verified its user."""

    def __init__(self, user: User, verifies: bool = True) -> None:
        self.user, self.verifies = user, verifies
        self.signed = 0
        self.origin = ""  # empty for the site's own
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.ident = sha256(str(id(self)).encode()).digest()

    def _data(self, rp: str, flags: int, credential: AttestedCredentialData | None = None) -> AuthenticatorData:
        if self.verifies:
            flags |= AuthenticatorData.FLAG.UV
        self.signed += 1
        args: Iterable = (sha256(rp.encode()).digest(), flags, self.signed, *([credential] if credential else []))
        return AuthenticatorData.create(*args)

    def _shown(self, rp: str) -> str:
        return self.origin or f"https://{rp}"

    def register(self, options: dict) -> str:
        """Answer `navigator.credentials.create`."""
        public = options["publicKey"]
        credential = AttestedCredentialData.create(
            b"\0" * 16, self.ident, ES256.from_cryptography_key(self.private.public_key())
        )
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
        data = self._data(public["rp"]["id"], flags, credential)
        client = CollectedClientData.create(
            "webauthn.create", websafe_decode(public["challenge"]), self._shown(public["rp"]["id"])
        )
        response = {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        }
        return self._json(response, clientExtensionResults={"credProps": {"rk": True}})

    def answer(self, options: dict) -> str:
        """Answer `navigator.credentials.get`."""
        public = options["publicKey"]
        data = self._data(public["rpId"], AuthenticatorData.FLAG.UP)
        client = CollectedClientData.create(
            "webauthn.get", websafe_decode(public["challenge"]), self._shown(public["rpId"])
        )
        signature = self.private.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(user_pk_to_url_str(self.user).encode()),
        }
        return self._json(response, clientExtensionResults={})

    def _json(self, response: dict, **rest) -> str:
        ident = websafe_encode(self.ident)
        return json.dumps({"id": ident, "rawId": ident, "type": "public-key", "response": response, **rest})

    def stored(self) -> Authenticator:
        options = {"publicKey": {"rp": {"id": "testserver"}, "challenge": websafe_encode(b"0" * 32)}}
        return WebAuthn.add(self.user, "Stored key", json.loads(self.register(options))).instance

    def add_to(self, client: Client):
        page = client.get(reverse("mfa_add_webauthn"))
        credential = self.register(page.context["js_data"]["creation_options"])
        return client.post(
            reverse("mfa_add_webauthn"), {"name": "Test key", "credential": credential, "passwordless": "on"}
        )

    def sign_in(self, client: Client):
        url = reverse("mfa_login_webauthn")
        options = client.get(url, headers={"x-requested-with": "XMLHttpRequest"}).json()["request_options"]
        return client.post(url, {"credential": self.answer(options)})
