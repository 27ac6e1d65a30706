"""Who read what is personal: acts that change nothing and are kept in the record all the same.

A door that shows it calls `note`, or an action that records a verb registered here, so that the secretariat can say who read what of
whom, and when: what stands encrypted or was written in confidence, tables of persons that leave the house, and each page of the staff
on which a person or a list of persons stands. Those pages are opened all day long, so their verbs are *daily*: they stand in the list of
reads, and the record of acts leaves them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise

from conference import lifecycle
from conference.access import Actor, require
from conference.audit.models import Entry

# What was read, by the verb of its entry; which verbs are daily; and on which page, by its key. Apps add theirs when they start.
KINDS: dict[str, str | Promise] = {}
DAILY: set[str] = set()
PAGES: dict[str, str | Promise] = {}


def register(kinds: Mapping[str, str | Promise], *, daily: bool = False) -> None:
    """Adds verbs, each with what is read, such as `{"watch.read": _("reason of the watch list")}`.

    Arguments: daily, True for what is read all day long, which the record of acts leaves out.
    """
    KINDS.update(kinds)
    if daily:
        DAILY.update(kinds)


def pages(names: Mapping[str, str | Promise]) -> None:
    """Adds pages on which persons are read, by the key that their doors give to `note`, each as a reader of the list knows it."""
    PAGES.update(names)


def acts() -> QuerySet[Entry]:
    """The record without the daily reads: what was done, and what was read of what is kept in confidence."""
    return Entry.objects.exclude(verb__in=DAILY)


def note(*, actor: Actor, of: models.Model, verb: str, right: str, **details: Any) -> None:
    """Keeps in the record that `actor` reads what is personal.

    Arguments: of, whose data or which list; verb, a registered one; right, a key of access.RIGHTS that it needs; details, how much and
    never what, and `page`, a registered one, where.
    Raises NotAllowed, and KeyError for a verb or a page that nobody registered: it would stand in no list of reads.
    """
    if verb not in KINDS:
        raise KeyError(verb)
    if "page" in details and details["page"] not in PAGES:
        raise KeyError(details["page"])
    require(actor, right)
    lifecycle.record_read(of, actor=actor, verb=verb, details=details)
