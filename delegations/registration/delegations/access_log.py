"""That staff looked at persons: a page on which they do says so to the record, whoever's page it is.

A delegation's own focal points read what is theirs and leave no entry; nor does the bearer of a personal link.
"""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest

from conference.core import access_log
from conference.core.access import actor_of
from conference.web.context_processors import conference_of
from delegations.registration.models import Delegate

PERSON, PERSONS = "delegate.opened", "persons.listed"
RIGHT = "desk.see"  # every role: what a page shows to whom is decided at its door


def person(request: HttpRequest, member: Delegate, page: str) -> None:
    """Keeps in the record that whoever asks looks at one person.

    Arguments: page, a registered key of core.access_log.PAGES: where. Does nothing for who is no staff.
    """
    actor = actor_of(request)
    if actor.is_staff:
        access_log.log_read(actor=actor, of=member, verb=PERSON, right=RIGHT, page=page)


def private(request: HttpRequest, of: models.Model, *, verb: str, right: str) -> None:
    """Keeps in the record that whoever asks reads what is kept in confidence, at a door that a delegation has for itself.

    Arguments: verb, a registered one; right, a key of access.RIGHTS by which staff come in at this door. Does nothing for who has another
    way in, such as a focal point.
    """
    actor = actor_of(request)
    if actor.may(right):
        access_log.log_read(actor=actor, of=of, verb=verb, right=right)


def persons(request: HttpRequest, of: models.Model | None, names: int, page: str) -> None:
    """Keeps in the record that whoever asks looks at a list of persons.

    Arguments: of, whose they are: a delegation, a meeting; None for persons of several, when the conference stands there; names, how many
    stand in the list; page, as for `person`. Does nothing for who is no staff, nor for an empty list.
    """
    actor = actor_of(request)
    if actor.is_staff and names and (whose := of or conference_of(request)):
        access_log.log_read(actor=actor, of=whose, verb=PERSONS, right=RIGHT, page=page, names=names)
