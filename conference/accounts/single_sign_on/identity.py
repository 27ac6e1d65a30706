"""What a provider says of a person, once it is checked."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.crypto import get_random_string

from conference.accounts.models import User
from conference.accounts.sign_in.limits import security_log

LONGEST_SUBJECT = 191  # characters, of SocialAccount.uid


@dataclass(frozen=True)
class Identity:
    """A person as a provider names him.

    Attributes:
        provider: With the issuer, as providers.SignInProvider.key.
        provider_name: As its button says.
        subject: Which of the issuer's persons; never an address.
        groups: As the provider calls them.
        has_verified_email: Whether the provider vouches for the address.
        has_two_factors: Whether it says that it asked for a second factor.
        asked_at: When it asked who it is (Unix time); 0 when it does not say.
    """

    provider: str
    provider_name: str
    subject: str
    groups: frozenset[str]
    email: str
    has_verified_email: bool
    name: str
    has_two_factors: bool
    asked_at: float

    @property
    def roles(self) -> set[str]:
        return {role for group in self.groups for role in settings.SSO_GROUPS.get(group, ())}


def as_texts(value: Any) -> frozenset[str]:
    """Return a claim's texts: it may be one or a list."""
    return frozenset(
        str(part) for part in (value if isinstance(value, list | tuple | set) else [value] if value else [])
    )


def has_two_factors(names: Collection[str]) -> bool:
    """Return whether one of the names, of `acr` or AuthnContextClassRef, means a sign-in with two factors."""
    return not settings.SSO_SECOND_FACTORS.isdisjoint(names)


def login_of(provider: Any, identity: Identity) -> SocialLogin:
    """Return allauth's login of that person. Nothing else of what the provider said is stored."""
    account = SocialAccount(provider=identity.provider, uid=identity.subject, extra_data={})
    login = SocialLogin(provider=provider, account=account, user=User())
    login.identity = identity
    return login


def begin(confirms: int | None = None) -> dict[str, Any]:
    """Return what is kept in the session until the provider answers.

    Args:
        confirms: The key of the user who has to show anew who he is; None for signing in.
    """
    return {"nonce": get_random_string(32), "confirms": confirms, "begun_at": time.time()}


def refuse(request: HttpRequest, message: str, reason: str, status: int = 403) -> NoReturn:
    """Answer with a page that says why nobody is signed in.

    Args:
        message: For the person.
        reason: For the log, without anything of the person's.
    """
    security_log.warning("single sign-on refused: %s", reason)
    raise ImmediateHttpResponse(render(request, "account/provider_refused.html", {"message": message}, status=status))
