"""The access log of pages about persons: a page on which staff look at persons logs it, whichever app it belongs to.

A delegation's own focal points read their own data and leave no entry; nor does the bearer of a personal link.
"""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest

from conference.core import access_log
from conference.core.access import actor_of
from conference.web.context_processors import conference_of
from delegations.registration.models import Delegate

PERSON, PERSONS = "delegate.opened", "persons.listed"
RIGHT = "desk.see"  # every role: what a page shows to whom is decided in its view


def person(request: HttpRequest, member: Delegate, page: str) -> None:
    """Log that a member of staff looks at one person.

    Args:
        page: A registered key of core.access_log.PAGES.
    """
    actor = actor_of(request)
    if actor.is_staff:
        access_log.log_read(actor=actor, of=member, verb=PERSON, right=RIGHT, page=page)


def private(request: HttpRequest, of: models.Model, *, verb: str, right: str) -> None:
    """Log that a member of staff reads something confidential on a page that the delegation itself may open.

    Args:
        verb: A registered one.
        right: The key of access.RIGHTS by which staff may open this page. Who comes in by another right is not logged.
    """
    actor = actor_of(request)
    if actor.may(right):
        access_log.log_read(actor=actor, of=of, verb=verb, right=right)


def persons(request: HttpRequest, of: models.Model | None, names: int, page: str) -> None:
    """Log that a member of staff looks at a list of persons, unless it is empty.

    Args:
        of: Whose they are: a delegation, a meeting; None for persons of several, logged on the conference.
        names: How many persons the list has.
    """
    actor = actor_of(request)
    if actor.is_staff and names and (whose := of or conference_of(request)):
        access_log.log_read(actor=actor, of=whose, verb=PERSONS, right=RIGHT, page=page, names=names)
