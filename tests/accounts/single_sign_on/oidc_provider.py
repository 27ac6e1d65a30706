"""A provider of OpenID Connect that runs beside the test: oidc-provider-mock, and where a test says so with a token of ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import flask
import requests
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider_mock import app
from oidc_provider_mock._server import _threaded_server  # its public one takes no changed application
from oidc_provider_mock._storage import storage

BEGIN, CALLBACK = "/accounts/provider/openid_connect/", "/accounts/oidc/callback/"
Change = Callable[[dict, RSAKey], str]


def signed(claims: dict, key: RSAKey, **header) -> str:
    return jwt.encode({"alg": "RS256", "kid": key.kid, **header}, claims, key)


class OidcProvider:
    """The provider, and what a person and a browser do there.

    Attributes:
        change: Makes another ID token of the claims of the right one, with the provider's key; None for the right one.
        asked: The parameters of the latest request that a browser brought.
        tokens: The parameters of each request for tokens.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.change: Change | None = None
        self.asked: dict[str, str] = {}
        self.tokens: list[dict[str, str]] = []
        self.issued: list[str] = []

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "OIDC_URL": self.url,
            "OIDC_CLIENT_ID": "plenipo",
            "OIDC_CLIENT_SECRET": "no secret",
            "OIDC_NAME": "Ministry",
            "SSO_GROUPS": "plenipo-security:security,plenipo-secretariat:secretariat",
            **more,
        }

    def has(self, sub: str, *groups: str, **claims) -> None:
        """Let the provider know a person."""
        claims = {"groups": list(groups), "email": f"{sub}@ministry.example", "email_verified": True, **claims}
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=5).raise_for_status()

    def authorize(self, location: str, sub: str) -> str:
        """Sign in there. Return where the browser is sent, without the host."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        answer = requests.post(location, data={"sub": sub}, allow_redirects=False, timeout=5)
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def sign_in(self, client: Client, sub: str, begin: str = BEGIN):
        return client.get(self.authorize(client.get(begin)["Location"], sub))


@contextmanager
def run_provider() -> Iterator[OidcProvider]:
    application = app()
    provider = OidcProvider("")

    @application.after_request
    def change_token(response: flask.Response) -> flask.Response:
        if flask.request.path != "/oauth2/token" or response.status_code != 200:
            return response
        provider.tokens.append(flask.request.form.to_dict())
        values = json.loads(response.get_data())
        if provider.change is not None:
            claims = dict(jwt.decode(values["id_token"], storage.jwk).claims)
            values["id_token"] = provider.change(claims, storage.jwk)
            response.set_data(json.dumps(values))
        provider.issued.append(values["id_token"])
        return response

    with _threaded_server(application) as server:
        provider.url = f"http://localhost:{server.server_port}"
        yield provider
