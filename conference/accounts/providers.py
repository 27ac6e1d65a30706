"""Providers of single sign-on: which are set up, whose account is bound to one, and what a session has shown by one.

What a provider answers is read and checked in accounts/single_sign_on.
"""

from dataclasses import dataclass
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from conference.accounts.models import User

# The method of allauth's records of a session under which we note what a provider said, and the one under which allauth does,
# with the time of the click: a provider may let somebody in whom it asked hours ago.
METHOD, UNASKED = "provider", "socialaccount"


@dataclass(frozen=True)
class SignInProvider:
    """A provider that is set up.

    Attributes:
        kind: "openid_connect" or "saml".
        key: As SocialAccount.provider has it, with the issuer: another issuer's subject is another person.
        name: What its button says.
    """

    kind: str
    key: str
    name: str

    @property
    def url(self) -> str:
        return reverse("sign_on", kwargs={"kind": self.kind})

    @property
    def confirmation_url(self) -> str:
        return reverse("confirm_by_provider", kwargs={"kind": self.kind})


def get_providers() -> list[SignInProvider]:
    return [
        SignInProvider(kind, app["provider_id"], app["name"])
        for kind, provider in settings.SOCIALACCOUNT_PROVIDERS.items()
        for app in provider.get("APPS", ())
    ]


def get_providers_of(user: User) -> list[SignInProvider]:
    """Return the providers by which this user signs in, who then has no other way. No query where none is set up."""
    providers = get_providers()
    if not providers:
        return []
    keys = set(SocialAccount.objects.filter(user_id=user.pk).values_list("provider", flat=True))
    return [provider for provider in providers if provider.key in keys]


def get_proofs(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the session's records of when it was shown who one is."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return [record for record in records if record.get("method") != UNASKED]


def has_shown_two_factors(request: HttpRequest, user: User) -> bool:
    """Return True if a provider said in this session that it had asked for a second factor."""
    records = get_authentication_records(request, user)
    return any(record.get("method") == METHOD and record.get("two_factors") for record in records)
