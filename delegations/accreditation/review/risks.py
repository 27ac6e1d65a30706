"""What an officer should know before deciding. Flags are stored (WatchMatch), so that a page of the queue needs no query for them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.look import lists
from conference.look.lists import in_words
from conference.models import Conference
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge, Hold, Remark, WatchEntry, WatchMatch, names_of
from delegations.accreditation.watchlist.similar_names import are_alike
from delegations.registration.duplicates.queries import COMPARED
from delegations.registration.members.queries import missing_fields
from delegations.registration.models import Delegate, DistinctPersons

READ, REMARK, READ_HOLD = "accreditation.read_watch", "accreditation.remark", holds.READ
STATE_OF = {"vet": "submitted", "accredit": "vetted"}
OPEN_END = 4  # characters of a document's number that everybody at the desk may see


def matches_in_force(today: date | models.Expression | None = None) -> QuerySet[WatchMatch]:
    return WatchMatch.objects.filter(WatchEntry.in_force(today or clock.now().date(), "entry__"))


def annotate_marks(rows: QuerySet[Delegate], today: date | models.Expression | None = None) -> QuerySet[Delegate]:
    """Annotate people with what an officer should know.

    `held` (security objects), `flag_name`, `flag_number` (open matches), `flag_aside` (one set aside), `twice` and `remarks` (how many).
    """
    own = matches_in_force(today).filter(delegate=OuterRef("pk"))
    remarks = (
        Remark.objects.filter(delegate=OuterRef("pk")).order_by().values("delegate").annotate(n=models.Count("pk"))
    )
    return rows.annotate(
        held=Exists(Hold.objects.filter(delegate=OuterRef("pk"), state="in_force")),
        flag_name=Exists(own.filter(by_name=True, aside_at=None)),
        flag_number=Exists(own.filter(by_number=True, aside_at=None)),
        flag_aside=Exists(own.exclude(aside_at=None)),
        # Those without a number are not compared with all others who have none.
        twice=models.Case(
            models.When(document_number_index="", then=False),
            default=same_document(),
            output_field=models.BooleanField(),
        ),
        remarks=Coalesce(Subquery(remarks.values("n")), Value(0), output_field=models.IntegerField()),
    )


def same_document() -> Exists:
    """Match members with a number whose document another member has, unless somebody has marked them as two persons."""
    pair = (OuterRef("pk"), OuterRef(OuterRef("pk")))
    distinct = DistinctPersons.objects.filter(Q(one=pair[0], other=pair[1]) | Q(one=pair[1], other=pair[0]))
    others = Delegate.objects.filter(document_number_index=OuterRef("document_number_index"), state__in=COMPARED)
    return Exists(others.exclude(pk=OuterRef("pk")).filter(~Exists(distinct)))


# What the queue can be narrowed to, besides category, delegation and age: the key in the address, and the right that it needs.
SEE = "accreditation.see"
MARKS = {"held": READ_HOLD, "watch": READ, "remarks": REMARK, "late": SEE, "again": SEE, "double": SEE}


def match_mark(mark: str, today: date | models.Expression | None = None) -> Q:
    if mark == "held":
        return Q(pk__in=Hold.objects.filter(state="in_force").values("delegate"))
    if mark == "watch":
        return Q(pk__in=matches_in_force(today).filter(aside_at=None).values("delegate"))
    if mark == "remarks":
        return Q(pk__in=Remark.objects.values("delegate"))
    if mark == "again":
        return Q(pk__in=Badge.objects.filter(undone_at=None).values("delegate"))
    if mark == "double":
        return ~Q(document_number_index="") & Q(same_document())
    return Q(late=True)


def watch_mark(person: Any) -> str:
    """Return the mark of a person with an open match of the watch list, else ''."""
    if person.flag_number:
        # Translators: the same travel document as one of the watch list.
        return _("Watch list: same document")
    # Translators: a name like one of the watch list.
    return _("Watch list: similar name") if person.flag_name else ""


def hold_mark(person: Any) -> str:
    return _("Security objects") if person.held else ""


def document_mark(person: Any) -> str:
    return _("Same document as another entry") if person.twice else ""


def describe_missing(person: Delegate, conference: Conference) -> str:
    """Return what is missing for a person who waits for a decision; empty for anybody else. No query."""
    return in_words(missing_fields(person, conference)) if person.state in STATE_OF.values() else ""


def get_remarks(delegate: Delegate) -> list[Remark]:
    return list(Remark.objects.filter(delegate=delegate.pk).select_related("by"))


@dataclass(frozen=True)
class Risk:
    """A match with its entry, for those who may read the reason."""

    match: WatchMatch
    names: str
    number: str
    same_birth: str


def get_risks(delegate: Delegate) -> list[Risk]:
    open_matches = matches_in_force().filter(delegate=delegate.pk).select_related("entry__entered_by", "aside_by")
    return [_risk(match, delegate) for match in open_matches]


def _risk(match: WatchMatch, delegate: Delegate) -> Risk:
    entry, born = match.entry, delegate.date_of_birth
    similar = [name for name in entry.names if any(are_alike(name, other) for other in names_of(delegate))]
    if not (entry.date_of_birth and born):
        birth = _("cannot be compared: one of the two is not known")
    else:
        birth = _("the same") if entry.date_of_birth == born else _("another")
    return Risk(match, lists.join_by_semicolons(similar or entry.names), mask_number(entry.document_number), birth)


def mask_number(number: str) -> str:
    """Return `••••4471`: the end of a document's number, enough to compare it with a paper; of a short one nothing."""
    return "••••" + (number[-OPEN_END:] if len(number) >= 2 * OPEN_END else "")


def reasons_against(person: Any, act: str, actor: Actor, conference: Conference) -> Iterator[str]:
    """Yield why a bulk decision leaves out this person, from `annotate_marks`; the most important reason first. No query."""
    if person.state not in (STATE_OF.values() if act == "return" else (STATE_OF[act],)):
        yield _("is %(state)s") % {"state": lifecycle.state_word(person)}
    elif act != "return":
        flagged = person.flag_name or person.flag_number
        if person.held and actor.may(READ_HOLD):
            yield _("security objects; decide on this person individually")
        # Who may not read the objection or the watch list is not told which of them it is.
        elif person.held or (flagged and not actor.may(READ)):
            yield _("must be decided on individually")
        if act == "accredit" and person.vetted_by_id == actor.user_id:
            yield _("was vetted by you; another officer must accredit")
        if flagged and actor.may(READ):
            yield _("is flagged by the watch list; decide on this person individually")
        if person.twice:
            yield _("has the same document as another entry; decide on this person individually")
        if missing := missing_fields(person, conference):
            yield _("missing: %(what)s") % {"what": in_words(missing)}


def to_clear() -> Q:
    """Match people whom security has to clear before their badges are given out."""
    return match_mark("watch") | match_mark("held")


def find_to_clear(people: Collection[int]) -> set[int]:
    """Return the keys of those whom security has to clear before their badges are given out. One query."""
    return set(Delegate.objects.filter(Q(pk__in=people) & to_clear()).values_list("pk", flat=True))
