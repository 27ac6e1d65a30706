"""Single sign-on of staff, from the environment: an OpenID Connect provider, a SAML identity provider, and which group has which role."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

APPS = (
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
)
STAFF_SIGN_IN = ("local", "sso")
# As conference.core.access.Role, which settings cannot import: it needs them.
ROLES = ("secretariat", "security", "accreditation", "protocol", "programme", "print_room")
OIDC, SAML = "openid_connect", "saml"
OIDC_NEEDS = ("OIDC_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME")
SAML_NEEDS = ("SAML_ENTITY_ID", "SAML_NAME")
SAML_DIRECT = ("SAML_SSO_URL", "SAML_CERTIFICATE")
DEFAULTS = {
    "OIDC_SCOPES": "openid profile email",
    "OIDC_GROUPS_CLAIM": "groups",
    "SAML_GROUPS_ATTRIBUTE": "groups",
    "STAFF_SIGN_IN": "local",
}
NAMES = (*OIDC_NEEDS, *SAML_NEEDS, *SAML_DIRECT, "SAML_METADATA", "SSO_GROUPS", "SSO_SECOND_FACTOR", *DEFAULTS)
LONGEST_ISSUER = (
    190  # characters of an issuer: it is part of who somebody is (allauth's SocialAccount.provider has 200)
)
# What providers call a sign-in with two factors, in `acr` or AuthnContextClassRef; `amr` says "mfa" (RFC 8176).
TWO_FACTORS = (
    "https://refeds.org/profile/mfa",
    "http://schemas.microsoft.com/claims/multipleauthn",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
)


@dataclass
class SingleSignOn:
    """What the environment says of single sign-on.

    Attributes:
        values: The settings of NAMES as they are written, with DEFAULTS.
        groups: The roles of each group of a provider.
    """

    values: dict[str, str] = field(default_factory=lambda: {**dict.fromkeys(NAMES, ""), **DEFAULTS})
    groups: dict[str, list[str]] = field(default_factory=dict)

    @property
    def has_oidc(self) -> bool:
        return any(self.values[name] for name in OIDC_NEEDS)

    @property
    def has_saml(self) -> bool:
        return any(self.values[name] for name in (*SAML_NEEDS, *SAML_DIRECT, "SAML_METADATA"))

    @property
    def second_factors(self) -> frozenset[str]:
        return frozenset((*TWO_FACTORS, *self.values["SSO_SECOND_FACTOR"].replace(",", " ").split()))

    def providers(self) -> dict[str, dict[str, Any]]:
        """Return SOCIALACCOUNT_PROVIDERS."""
        package = "conference.accounts.single_sign_on"
        return {
            OIDC: {"provider_class": f"{package}.oidc.Provider", "APPS": [self._oidc()] if self.has_oidc else []},
            SAML: {"provider_class": f"{package}.saml.Provider", "APPS": [self._saml()] if self.has_saml else []},
        }

    def _oidc(self) -> dict[str, Any]:
        return {
            "provider_id": f"oidc:{self.values['OIDC_URL']}",
            "name": self.values["OIDC_NAME"],
            "client_id": self.values["OIDC_CLIENT_ID"],
            "secret": self.values["OIDC_CLIENT_SECRET"],
            "settings": {
                "server_url": self.values["OIDC_URL"],
                "oauth_pkce_enabled": True,
                "scope": self.values["OIDC_SCOPES"].split(),
                "groups": self.values["OIDC_GROUPS_CLAIM"],
            },
        }

    def _saml(self) -> dict[str, Any]:
        entity_id, metadata = self.values["SAML_ENTITY_ID"], self.values["SAML_METADATA"]
        idp = {"entity_id": entity_id}
        if metadata:
            idp["metadata_url"] = metadata if "://" in metadata else Path(metadata).as_uri()
        else:
            certificate = Path(self.values["SAML_CERTIFICATE"]).read_text(encoding="ascii")
            idp |= {"sso_url": self.values["SAML_SSO_URL"], "x509cert": certificate}
        return {
            "provider_id": f"saml:{entity_id}",
            "name": self.values["SAML_NAME"],
            "client_id": "staff",  # as in our addresses
            "settings": {
                "idp": idp,
                "groups": self.values["SAML_GROUPS_ATTRIBUTE"],
                "advanced": {"want_assertion_signed": True, "strict": True, "reject_idp_initiated_sso": True},
            },
        }


def read(env: Mapping[str, str], problems: list[str]) -> SingleSignOn:
    """Return what `env` says, and add a line to `problems` for each setting that is missing or unsafe."""
    values = {name: env.get(name, "").strip() or DEFAULTS.get(name, "") for name in NAMES}
    values["OIDC_URL"] = values["OIDC_URL"].rstrip("/")
    sso = SingleSignOn(values)
    found = [*_read_groups(sso), *_missing(sso), *_malformed(sso)]
    problems += found
    return SingleSignOn() if found else sso


def _read_groups(sso: SingleSignOn) -> Iterator[str]:
    text = sso.values["SSO_GROUPS"]
    for part in text.split(";" if ";" in text else ","):
        group, colon, role = (piece.strip() for piece in part.rpartition(":"))
        if role in ROLES and group and colon:
            sso.groups.setdefault(group, []).append(role)
        elif part.strip():
            yield f"SSO_GROUPS is malformed: group:role, separated by commas (or ;); a role is one of {', '.join(ROLES)}."
            return


def _missing(sso: SingleSignOn) -> Iterator[str]:
    values = sso.values
    needed = [*(OIDC_NEEDS if sso.has_oidc else ()), *(SAML_NEEDS if sso.has_saml else ())]
    if sso.has_saml and not values["SAML_METADATA"]:
        needed += SAML_DIRECT
    if sso.has_oidc or sso.has_saml:
        needed.append("SSO_GROUPS")
    for name in needed:
        if not values[name]:
            hint = " (or SAML_METADATA)" if name in SAML_DIRECT else ""
            yield f"{name}{hint} is missing: single sign-on is set up in part only; see docs/operating.md."
    if values["STAFF_SIGN_IN"] not in STAFF_SIGN_IN:
        yield f"STAFF_SIGN_IN is malformed: it can be {', '.join(STAFF_SIGN_IN)}."
    elif values["STAFF_SIGN_IN"] == "sso" and not (sso.has_oidc or sso.has_saml):
        yield "STAFF_SIGN_IN is unsafe: sso lets no staff in, since neither OIDC_URL nor SAML_ENTITY_ID is set."


def _malformed(sso: SingleSignOn) -> Iterator[str]:
    values = sso.values
    for name in ("OIDC_URL", "SAML_SSO_URL", "SAML_METADATA"):
        text = values[name]
        if name == "SAML_METADATA" and text and "://" not in text:
            if not Path(text).is_absolute() or not Path(text).is_file():
                yield "SAML_METADATA is malformed: an https:// address, or the absolute path of a file."
        elif text and urlsplit(text).scheme != "https" and urlsplit(text).hostname not in ("127.0.0.1", "localhost"):
            yield f"{name} is unsafe: it must begin with https://."
    if values["SAML_CERTIFICATE"] and not Path(values["SAML_CERTIFICATE"]).is_file():
        yield "SAML_CERTIFICATE is malformed: there is no such file."
    if sso.has_oidc and "openid" not in values["OIDC_SCOPES"].split():
        yield "OIDC_SCOPES is malformed: openid must be among them."
    for name in ("OIDC_URL", "SAML_ENTITY_ID"):
        if len(values[name]) > LONGEST_ISSUER:
            yield f"{name} is malformed: at most {LONGEST_ISSUER} characters."
    for name in ("OIDC_NAME", "SAML_NAME"):
        if len(values[name]) > 40:
            yield f"{name} is malformed: at most 40 characters, as they stand on a button."
