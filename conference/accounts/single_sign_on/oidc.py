"""OpenID Connect: allauth's flow by code, state and PKCE, with a nonce and with an ID token that is checked whatever way it came.

OpenID Connect Core 1.0, sections 3.1.2.1 and 3.1.3.7; RFC 9207 for the issuer of an answer.
"""

from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from conference.accounts.single_sign_on.identity import LONGEST_SUBJECT, Identity, as_texts, has_two_factors, login_of

# Signatures by a key that only the provider has: none of a secret that both know, and never "none".
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY = 30  # s by which the provider's clock may differ


class Adapter(OpenIDConnectOAuth2Adapter):
    state: dict[str, Any]

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return the provider's configuration; raise OAuth2Error for one of another issuer (Discovery 1.0, section 4.3)."""
        try:
            config: dict[str, Any] = super().openid_config
        except ValueError as problem:
            raise OAuth2Error("the provider's configuration is no JSON") from problem
        if str(config.get("issuer", "")).rstrip("/") != self.get_provider().app.settings["server_url"]:
            raise OAuth2Error("the configuration is another issuer's")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return str(build_absolute_uri(request, reverse("openid_connect_callback"), self.redirect_uri_protocol))

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Return the login of the person whom the ID token names; raise OAuth2Error if it is not for us, now, and for this browser."""
        claims = self._check_id_token(app, str(kwargs["response"].get("id_token", "")))
        if "userinfo_endpoint" in self.openid_config:
            further = self._fetch_user_info(token.token)
            if further.get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo is of another subject")
            claims = {**further, **claims}
        provider = self.get_provider()
        acr, methods = as_texts(claims.get("acr")), as_texts(claims.get("amr"))
        identity = Identity(
            provider=provider.sub_id,
            provider_name=app.name,
            subject=claims["sub"],
            groups=as_texts(claims.get(app.settings["groups"])),
            email=str(claims.get("email") or ""),
            has_verified_email=claims.get("email_verified") is True,
            name=str(claims.get("name") or ""),
            has_two_factors="mfa" in methods or has_two_factors(acr),
            asked_at=float(claims.get("auth_time") or 0),
        )
        return login_of(provider, identity)

    def _check_id_token(self, app: SocialApp, text: str) -> dict[str, Any]:
        config = self.openid_config
        with get_adapter().get_requests_session() as session:
            answer = session.get(config["jwks_uri"])
            answer.raise_for_status()
        try:
            header, keys = jwt.get_unverified_header(text), jwt.PyJWKSet.from_dict(answer.json()).keys
            candidates = [key for key in keys if "kid" not in header or key.key_id == header["kid"]]
            if len(candidates) != 1:
                raise OAuth2Error("the ID token's key is not the provider's")
            claims: dict[str, Any] = jwt.decode(
                text,
                key=candidates[0].key,
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=config["issuer"],
                leeway=LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except (jwt.PyJWTError, TypeError, ValueError) as problem:
            raise OAuth2Error(f"ID token: {type(problem).__name__}") from problem
        _check_further(claims, app.client_id, self.state["nonce"])
        return claims


def _check_further(claims: dict[str, Any], client_id: str, nonce: str) -> None:
    """Check what PyJWT leaves open: who else may use the token, which request it answers, whom it names."""
    audiences = as_texts(claims["aud"])
    if (len(audiences) > 1 and claims.get("azp") != client_id) or claims.get("azp", client_id) != client_id:
        raise OAuth2Error("the ID token is for another party")
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise OAuth2Error("the ID token answers another request")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise OAuth2Error("the ID token's subject cannot be")


class Provider(OpenIDConnectProvider):
    oauth2_adapter_class = Adapter

    def begin(self, request: HttpRequest, state: dict[str, Any], next_url: str | None) -> Any:
        """Redirect to the provider, with parameters of ours alone."""
        params = {"nonce": state["nonce"]}
        if state["confirms"] is not None:
            params |= {"prompt": "login", "max_age": "0"}
        return self.redirect(request, "login", next_url, auth_params=params, **state)


class CallbackView(OAuth2CallbackView):
    """The provider's answer. The session's state goes on to the adapter, which compares the nonce."""

    def _get_state(self, request: HttpRequest, provider: Provider) -> Any:
        state, response = super()._get_state(request, provider)
        issuer = request.GET.get("iss")
        if state and issuer and issuer != self.adapter.openid_config["issuer"]:  # type: ignore[attr-defined]
            raise OAuth2Error("the answer is another issuer's")
        self.adapter.state = state  # type: ignore[attr-defined]
        return state, response


FAILURES = (OAuth2Error, requests.RequestException, LookupError, TypeError, ValueError)
