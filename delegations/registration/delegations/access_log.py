"""The access log of pages about persons: a page of any app on which staff look at persons logs it.

Focal points who read their own delegation's data, and bearers of a personal link, leave no entry.
"""

from django.db import models
from django.http import HttpRequest

from conference.core import access_log
from conference.core.access import actor_of
from conference.web.context_processors import conference_of

PERSON, PERSONS = "delegate.opened", "persons.listed"
RIGHT = "desk.see"  # every role: the view decides what a page shows to whom


def log_person(request: HttpRequest, person: models.Model, page: str) -> None:
    """Log that a member of staff looks at one person, of a delegation or outside them, on a `page` of core.access_log.PAGES."""
    actor = actor_of(request)
    if actor.is_staff:
        access_log.log_read(actor=actor, of=person, verb=PERSON, right=RIGHT, page=page)


def log_confidential(request: HttpRequest, of: models.Model, *, verb: str, right: str) -> None:
    """Log that a member of staff reads something confidential on a page that the delegation itself may open.

    Only those are logged who may open the page by `right`.
    """
    actor = actor_of(request)
    if actor.may(right):
        access_log.log_read(actor=actor, of=of, verb=verb, right=right)


def log_persons(request: HttpRequest, of: models.Model | None, names: int, page: str) -> None:
    """Log that a member of staff looks at a list of `names` persons, unless it is empty.

    It is logged on `of`, the delegation or meeting to which they belong; on the conference for persons of several.
    """
    actor = actor_of(request)
    if actor.is_staff and names and (subject := of or conference_of(request)):
        access_log.log_read(actor=actor, of=subject, verb=PERSONS, right=RIGHT, page=page, names=names)
