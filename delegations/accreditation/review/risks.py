"""What an officer should know before deciding, and who stays out of a bulk decision.

Flags are stored (WatchMatch), so that a page of the queue reads them in the query that it makes anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    Expression,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.look import lists
from conference.look.lists import in_words
from conference.models import Conference
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge, Hold, Remark, WatchEntry, WatchMatch, names_of
from delegations.accreditation.review.presentation import masked
from delegations.accreditation.watchlist.similar_names import alike
from delegations.registration.duplicates.queries import COMPARED
from delegations.registration.members.queries import missing_fields
from delegations.registration.models import Delegate, DistinctPersons

READ, REMARK, READ_HOLD = "accreditation.read_watch", "accreditation.remark", holds.READ
STATE_OF = {"vet": "submitted", "accredit": "vetted"}


def matches(today: date | Expression | None = None) -> QuerySet[WatchMatch]:
    return WatchMatch.objects.filter(WatchEntry.in_force(today or clock.now().date(), "entry__"))


def marked(rows: QuerySet[Delegate], today: date | Expression | None = None) -> QuerySet[Delegate]:
    """Annotate people with what an officer should know.

    `held` (security objects), `flag_name`, `flag_number` (open matches), `flag_aside` (one set aside), `twice` and `remarks` (how many).
    """
    own = matches(today).filter(delegate=OuterRef("pk"))
    remarks = Remark.objects.filter(delegate=OuterRef("pk")).order_by().values("delegate").annotate(n=Count("pk"))
    return rows.annotate(
        held=Exists(Hold.objects.filter(delegate=OuterRef("pk"), state="in_force")),
        flag_name=Exists(own.filter(by_name=True, aside_at=None)),
        flag_number=Exists(own.filter(by_number=True, aside_at=None)),
        flag_aside=Exists(own.exclude(aside_at=None)),
        # Those without a number are not compared with all others who have none.
        twice=Case(When(document_number_index="", then=False), default=same_document(), output_field=BooleanField()),
        remarks=Coalesce(Subquery(remarks.values("n")), Value(0), output_field=IntegerField()),
    )


def same_document() -> Exists:
    """Match members whose document another member of any delegation has, unless somebody has said that they are two persons.

    For those who have a number.
    """
    pair = (OuterRef("pk"), OuterRef(OuterRef("pk")))
    distinct = DistinctPersons.objects.filter(Q(one=pair[0], other=pair[1]) | Q(one=pair[1], other=pair[0]))
    others = Delegate.objects.filter(document_number_index=OuterRef("document_number_index"), state__in=COMPARED)
    return Exists(others.exclude(pk=OuterRef("pk")).filter(~Exists(distinct)))


# What the queue can be narrowed to, besides category, delegation and age: the key in the address, and the right that it needs.
SEE = "accreditation.see"
MARKS = {"held": READ_HOLD, "watch": READ, "remarks": REMARK, "late": SEE, "again": SEE, "double": SEE}


def having(mark: str, today: date | Expression | None = None) -> Q:
    if mark == "held":
        return Q(pk__in=Hold.objects.filter(state="in_force").values("delegate"))
    if mark == "watch":
        return Q(pk__in=matches(today).filter(aside_at=None).values("delegate"))
    if mark == "remarks":
        return Q(pk__in=Remark.objects.values("delegate"))
    if mark == "again":
        return Q(pk__in=Badge.objects.filter(undone_at=None).values("delegate"))
    if mark == "double":
        return ~Q(document_number_index="") & Q(same_document())
    return Q(late=True)


def flag_words(person: Any) -> str:
    """Return the mark of somebody whom the watch list may mean and who was not set aside, else ''."""
    if person.flag_number:
        # Translators: the same travel document as one of the watch list.
        return _("Watch list: same document")
    # Translators: a name like one of the watch list.
    return _("Watch list: similar name") if person.flag_name else ""


def held_words(person: Any) -> str:
    """Return the mark of somebody to whom security objects; empty for anybody else."""
    return _("Security objects") if person.held else ""


def double_words(person: Any) -> str:
    """Return the mark of somebody whose document another entry has too, else ''."""
    return _("Same document as another entry") if person.twice else ""


def lacks_of(person: Delegate, conference: Conference) -> str:
    """Return what somebody who waits still needs; empty when complete, or when nothing is to be decided. No query."""
    return in_words(missing_fields(person, conference)) if person.state in STATE_OF.values() else ""


def remarks_of(delegate: Delegate) -> list[Remark]:
    return list(Remark.objects.filter(delegate=delegate.pk).select_related("by"))


@dataclass(frozen=True)
class Risk:
    """A match with its entry, for those who may read the reason."""

    match: WatchMatch
    names: str
    number: str
    same_birth: str


def risks_of(delegate: Delegate) -> list[Risk]:
    rows = matches().filter(delegate=delegate.pk).select_related("entry__entered_by", "aside_by")
    return [_risk(row, delegate) for row in rows]


def _risk(match: WatchMatch, delegate: Delegate) -> Risk:
    entry = match.entry
    near = [name for name in entry.names if any(alike(name, other) for other in names_of(delegate))]
    shown = near or entry.names
    return Risk(
        match, lists.apart(shown), masked(entry.document_number), _birth(entry.date_of_birth, delegate.date_of_birth)
    )


def _birth(listed: str, entered: str) -> str:
    if not (listed and entered):
        return _("cannot be compared: one of the two is not known")
    return _("the same") if listed == entered else _("another")


def why_not(person: Any, act: str, actor: Actor, conference: Conference) -> str:
    """Return why a bulk decision leaves this person out, else ''. No query.

    Args:
        person: From `marked`, with category and protocol rank loaded.
        act: `vet`, `accredit` or `return`.
    """
    if person.state not in (STATE_OF.values() if act == "return" else (STATE_OF[act],)):
        return _("is %(state)s") % {"state": lifecycle.state_word(person)}
    if act == "return":
        return ""
    if person.held:
        shown = actor.may(READ_HOLD)
        return (
            _("security objects; decide on this person individually") if shown else _("must be decided on individually")
        )
    if act == "accredit" and person.vetted_by_id == actor.user_id:
        return _("was vetted by you; another officer must accredit")
    if person.flag_name or person.flag_number:
        return _("is flagged by the watch list; decide on this person individually")
    if person.twice:
        return _("has the same document as another entry; decide on this person individually")
    lacks = missing_fields(person, conference)
    return _("missing: %(what)s") % {"what": in_words(lacks)} if lacks else ""
