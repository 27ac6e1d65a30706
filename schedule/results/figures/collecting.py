"""Count what the conference came to, as data in every language: what is stored when the results are closed.

No person is named. Of bilateral meetings and receptions there are numbers alone: who met or dined with whom is nobody's to read here.
"""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from conference.core import clock
from conference.models import Category, Conference, Rank, current_conference
from conference.parties.models import Party
from delegations.gates.models import Scan
from delegations.registration.members.models import Capacity
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.models import Meeting
from schedule.programme.models import Inscription, ReleasedSession, Session
from schedule.receptions.models import Invitation, Reception
from schedule.signing.commitments.models import Commitment
from schedule.signing.commitments.queries import standing
from schedule.signing.status.queries import Status, status

FORMAT = 2  # of the stored data; a reader of an older one tells them apart by it
# Whom a delegation has submitted and not withdrawn; of these the refused, and who waited still, were never accredited.
REGISTERED = ("submitted", "vetted", "accredited", "refused")
LED_BY = ("submitted", "vetted", "accredited")  # a head of delegation
# What is held for the delegates; breaks, protocol and receptions are not sessions.
NO_SESSIONS = ("break", "protocol", "social")
type Data = dict[str, Any]


def collect_figures() -> Data:
    """Return the results as they are now. A constant number of queries."""
    conference, now, treaty_status = current_conference(), clock.now(), status()
    by_delegation, by_session = _statements()
    return {
        "format": FORMAT,
        "as_at": now.isoformat(),
        "conference": {
            "name": dict(conference.name),
            "place": dict(conference.place),
            "zone": conference.zone_name,
            "first_day": conference.starts_on.isoformat(),
            "last_day": conference.ends_on.isoformat(),
        },
        "delegations": _delegations(_signed(treaty_status, conference), by_delegation),
        "ranks": [{"code": rank.code, "names": dict(rank.name)} for rank in Rank.objects.order_by("position")],
        "categories": _categories(),
        "days": _days(conference),
        "sessions": _sessions(now, conference, by_session),
        "bilaterals": _bilaterals(conference),
        "receptions": _receptions(now),
        "treaty": _treaty(treaty_status),
        "commitments": commitments(),
    }


def commitments(*, public: bool = False) -> list[Data]:
    """Return the commitments as they stand, by their day. Three queries."""
    rows = standing().order_by("said_on", "pk").prefetch_related("party__names")
    return [_commitment(commitment) for commitment in (rows.filter(is_public=True) if public else rows)]


def _commitment(commitment: Commitment) -> Data:
    return {
        "code": commitment.party.code,
        "names": _names(commitment.party),
        "kind": commitment.kind,
        "text": dict(commitment.text),
        "source": commitment.source,
        "source_text": dict(commitment.source_text),
        "said_on": commitment.said_on.isoformat(),
        "published_in": commitment.published_in,
        "followed_up_by": dict(commitment.followed_up_by),
        "due_on": commitment.due_on.isoformat() if commitment.due_on else None,
        "state": commitment.state,
        "since": commitment.stands_since.isoformat(),
        "progress": dict(commitment.progress),
        "public": commitment.is_public,
    }


def _names(party: Party) -> dict[str, str]:
    return {name.language: name.short for name in party.names.all()}


def _delegations(signed: dict[int, str], statements: Counter[int]) -> list[Data]:
    rows = Delegation.objects.select_related("party").prefetch_related("party__names").order_by("party__en_sort")
    counts = Counter[tuple[int, str]]()
    for key, state, n in Delegate.objects.order_by().values_list("delegation", "state").annotate(n=Count("pk")):
        counts[key, "registered"] += n if state in REGISTERED else 0
        counts[key, "accredited"] += n if state == "accredited" else 0
    scans = Scan.objects.filter(counts=True, direction="in").order_by().values_list("delegate__delegation")
    entered = dict(scans.annotate(n=Count("delegate", distinct=True)))
    heads = Delegate.objects.filter(capacity=Capacity.HEAD, state__in=LED_BY).order_by()
    ranks = {delegation: head for delegation, *head in heads.values_list("delegation", "pk", "protocol_rank__code")}
    return [
        {
            "code": row.party.code,
            "names": _names(row.party),
            "kind": row.party.kind,
            "region": row.party.region,
            "registered": counts[row.pk, "registered"],
            "accredited": counts[row.pk, "accredited"],
            "entered": entered.get(row.pk, 0),
            # The code of the head's rank, empty where none is entered, and the head's key, which names nobody; None without a head.
            "head": (ranks[row.pk][1] or "") if row.pk in ranks else None,
            "head_key": ranks[row.pk][0] if row.pk in ranks else None,
            "signed_on": signed.get(row.party_id),
            "statements": statements[row.pk],
        }
        for row in rows
        if counts[row.pk, "registered"] or row.party_id in signed
    ]


def _signed(treaty_status: Status | None, conference: Conference) -> dict[int, str]:
    """Return the legal date by the party's key, of those who signed at the conference: the treaty stays open elsewhere."""
    first, last = conference.starts_on, conference.ends_on
    return {
        participant.party.pk: signature.signed_on.isoformat()
        for participant in (treaty_status.participants if treaty_status else ())
        if (signature := participant.signature) and first <= signature.signed_on <= last
    }


def _statements() -> tuple[Counter[int], Counter[str]]:
    """Return how many statements were made, by delegation and by the key of the list of speakers."""
    by_delegation, by_session = Counter[int](), Counter[str]()
    rows = Inscription.objects.filter(state="spoken").order_by().values_list("delegation", "sitting__session__key")
    for delegation, session, n in rows.annotate(n=Count("pk")):
        by_delegation[delegation] += n
        by_session[session or ""] += n
    return by_delegation, by_session


def _categories() -> list[Data]:
    accredited = Count("delegate", filter=Q(delegate__state="accredited"))
    rows = Category.objects.annotate(n=accredited).order_by("position")
    return [{"letter": category.letter, "names": dict(category.name), "accredited": category.n} for category in rows]


def _days(conference: Conference) -> list[Data]:
    day = TruncDate("happened_at", tzinfo=conference.zone)
    rows = Scan.objects.filter(counts=True, direction="in").annotate(on=day).order_by("on").values_list("on")
    rows_by_day: list[tuple[date, int]] = list(rows.annotate(n=Count("delegate", distinct=True)))
    return [{"day": day.isoformat(), "entered": n} for day, n in rows_by_day]


def _sessions(now: datetime, conference: Conference, statements: Counter[str]) -> list[Data]:
    released = set(ReleasedSession.objects.order_by().values_list("key", flat=True).distinct())
    rows = Session.objects.exclude(type__in=NO_SESSIONS).filter(all_day=False).order_by("starts", "pk")
    return [
        {
            "title": dict(session.title),
            "type": session.type,
            "day": session.starts.astimezone(conference.zone).date().isoformat(),
            "held": session.ends <= now,
            "open": session.is_open,
            "released": session.key in released,
            "statements": statements[session.key],
        }
        for session in rows
    ]


def _bilaterals(conference: Conference) -> Data:
    """Return how many meetings were held on each day of the conference, without those of the weeks before."""
    day = TruncDate("starts", tzinfo=conference.zone)
    within = {"on__gte": conference.starts_on, "on__lte": conference.ends_on}
    rows = Meeting.objects.filter(state__in=("held", "no_show")).annotate(on=day).filter(**within)
    meetings = list(rows.order_by("on").values_list("on", "state").annotate(n=Count("pk")))
    days = [{"day": day.isoformat(), "held": n} for day, state, n in meetings if state == "held"]
    missed = sum(n for _day, state, n in meetings if state == "no_show")
    return {"held": sum(day["held"] for day in days), "not_held": missed, "days": days}


def _receptions(now: datetime) -> list[Data]:
    arrivals = Invitation.objects.order_by().values_list("reception")
    arrived = dict(arrivals.annotate(n=Count("arrived_at") + Count("companion_arrived_at")))
    rows = Reception.objects.filter(ends__lte=now).order_by("starts")
    return [{"name": dict(reception.name), "came": arrived.get(reception.pk, 0)} for reception in rows]


def _treaty(treaty_status: Status | None) -> Data | None:
    if treaty_status is None:
        return None
    progress = treaty_status.progress.forecast
    return {
        "title": dict(treaty_status.treaty.title),
        "needed": treaty_status.treaty.threshold,
        "counted": progress.counted,
        "in_force_on": progress.in_force_on.isoformat() if progress.in_force_on else None,
    }
