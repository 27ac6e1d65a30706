"""`{% load accounts %}`: what changed in an account, in words."""

from __future__ import annotations

from django import template

from conference.accounts.sign_in.changes import CHANGES, sentence
from conference.core.access import Role

register = template.Library()


@register.filter
def headline(change: str) -> str:
    """Return the subject of the message about that change."""
    return str(CHANGES[change].headline)


@register.filter
def said_of(change: str, detail: str) -> str:
    """Return the sentence about that change: `{{ change|said_of:detail }}`."""
    return sentence(change, detail)


@register.filter
def role_names(codes: list[str]) -> str:
    """Return the names of roles, by their codes, separated by commas."""
    return ", ".join(str(Role(code).label) for code in codes)
