from datetime import datetime
from typing import Any

from django import template
from django.conf import settings

from conference.accounts.models import BrowserSession, User
from conference.accounts.providers import SignInProvider, get_providers, get_providers_of
from conference.accounts.sign_in.changes import CHANGES, sentence
from conference.accounts.sign_in.second_factor import Removal, removal
from conference.accounts.sign_in.sessions import browser_of
from conference.core.access import Role
from conference.look import lists

register = template.Library()


@register.filter
def headline(change: str) -> str:
    return str(CHANGES[change].headline)


@register.filter
def said_of(change: str, detail: str) -> str:
    """Return the change's sentence: `{{ change|said_of:detail }}`."""
    return sentence(change, detail)


@register.filter
def browser(session: BrowserSession) -> str:
    return browser_of(session)


@register.filter
def by_our_clock(moment: datetime) -> datetime:
    """Return the conference's time of a moment of the machine's clock: they differ in the demo."""
    return moment + settings.CLOCK_OFFSET


@register.filter
def role_names(codes: list[str]) -> str:
    return lists.in_words(str(Role(code).label) for code in codes)


@register.simple_tag
def sign_in_providers() -> list[SignInProvider]:
    return get_providers()


@register.filter
def provider_names(user: User) -> str:
    """Return the names of the providers by which this user signs in; empty for a password or a key."""
    return lists.in_words(provider.name for provider in get_providers_of(user))


@register.simple_tag
def staff_sign_in_by_provider_alone() -> bool:
    return bool(settings.STAFF_SIGN_IN == "sso")


@register.simple_tag
def removal_of(authenticator: Any) -> Removal:
    """Return what removing it would mean: `{% removal_of authenticator as removal %}`."""
    return removal(authenticator)
