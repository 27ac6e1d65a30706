"""Count what the conference came to, as data in every language: what is stored when the results are closed.

No person is named. Of bilateral meetings and receptions there are numbers alone: who met or dined with whom is nobody's to read here.
"""

from __future__ import annotations

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

FORMAT = 1  # of the stored data; a reader of an older one tells them apart by it
# Whom a delegation has submitted and not withdrawn; of these the refused, and who waited still, were never accredited.
REGISTERED = ("submitted", "vetted", "accredited", "refused")
LED_BY = ("submitted", "vetted", "accredited")  # a head of delegation
# What is held for the delegates; breaks, protocol and receptions are not sessions.
NO_SESSIONS = ("break", "protocol", "social")
type Data = dict[str, Any]


def collect() -> Data:
    """Return the results now. As many queries however many come."""
    conference, now = current_conference(), clock.now()
    found = status()
    signed = _signed(found, conference)
    statements = _statements()
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
        "delegations": _delegations(signed, statements),
        "ranks": [{"code": one.code, "names": dict(one.name)} for one in Rank.objects.order_by("position")],
        "categories": _categories(),
        "days": _days(conference),
        "sessions": _sessions(now, conference, statements),
        "bilaterals": _bilaterals(conference),
        "receptions": _receptions(now),
        "treaty": _treaty(found),
        "commitments": commitments(),
    }


def commitments(*, public: bool = False) -> list[Data]:
    """Return the commitments as they stand, by their day. Three queries."""
    rows = standing().order_by("said_on", "pk").prefetch_related("party__names")
    return [_commitment(one) for one in (rows.filter(is_public=True) if public else rows)]


def _commitment(one: Commitment) -> Data:
    return {
        "code": one.party.code,
        "names": _names(one.party),
        "kind": one.kind,
        "text": dict(one.text),
        "source": one.source,
        "source_text": dict(one.source_text),
        "said_on": one.said_on.isoformat(),
        "published_in": one.published_in,
        "followed_up_by": dict(one.followed_up_by),
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "state": one.state,
        "since": one.stands_since.isoformat(),
        "progress": dict(one.progress),
        "public": one.is_public,
    }


def _names(party: Party) -> dict[str, str]:
    return {name.language: name.short for name in party.names.all()}


def _delegations(signed: dict[int, str], statements: Counter[tuple[int, str]]) -> list[Data]:
    rows = Delegation.objects.select_related("party").prefetch_related("party__names").order_by("party__en_sort")
    counts = Counter[tuple[int, str]]()
    for key, state, n in Delegate.objects.order_by().values_list("delegation", "state").annotate(n=Count("pk")):
        counts[key, "registered"] += n if state in REGISTERED else 0
        counts[key, "accredited"] += n if state == "accredited" else 0
    came = Scan.objects.filter(counts=True, direction="in").order_by().values_list("delegate__delegation")
    entered = dict(came.annotate(n=Count("delegate", distinct=True)))
    heads = Delegate.objects.filter(capacity=Capacity.HEAD, state__in=LED_BY).order_by()
    ranks = dict(heads.values_list("delegation", "protocol_rank__code"))
    spoke = Counter[int]()
    for (key, _session), n in statements.items():
        spoke[key] += n
    return [
        {
            "code": row.party.code,
            "names": _names(row.party),
            "kind": row.party.kind,
            "region": row.party.region,
            "registered": counts[row.pk, "registered"],
            "accredited": counts[row.pk, "accredited"],
            "entered": entered.get(row.pk, 0),
            # The code of the head's rank, empty where none is entered; None without a head.
            "head": (ranks[row.pk] or "") if row.pk in ranks else None,
            "signed_on": signed.get(row.party_id),
            "statements": spoke[row.pk],
        }
        for row in rows
        if counts[row.pk, "registered"] or row.party_id in signed
    ]


def _signed(found: Status | None, conference: Conference) -> dict[int, str]:
    """Return the legal date by the party's key, of those who signed at the conference: the treaty stays open elsewhere."""
    parts = [] if found is None else [(one.party.pk, one.signature) for one in found.participants]
    first, last = conference.starts_on, conference.ends_on
    return {key: one.signed_on.isoformat() for key, one in parts if one and first <= one.signed_on <= last}


def _statements() -> Counter[tuple[int, str]]:
    """Return how many statements were made, by delegation and the key of the list of speakers."""
    rows = Inscription.objects.filter(state="spoken").order_by().values_list("delegation", "sitting__session__key")
    return Counter({(key, session or ""): n for key, session, n in rows.annotate(n=Count("pk"))})


def _categories() -> list[Data]:
    accredited = Count("delegate", filter=Q(delegate__state="accredited"))
    rows = Category.objects.annotate(n=accredited).order_by("position")
    return [{"letter": one.letter, "names": dict(one.name), "accredited": one.n} for one in rows]


def _days(conference: Conference) -> list[Data]:
    day = TruncDate("happened_at", tzinfo=conference.zone)
    rows = Scan.objects.filter(counts=True, direction="in").annotate(on=day).order_by("on").values_list("on")
    found: list[tuple[date, int]] = list(rows.annotate(n=Count("delegate", distinct=True)))
    return [{"day": one.isoformat(), "entered": n} for one, n in found]


def _sessions(now: datetime, conference: Conference, statements: Counter[tuple[int, str]]) -> list[Data]:
    released = set(ReleasedSession.objects.order_by().values_list("key", flat=True).distinct())
    spoken = Counter[str]()
    for (_delegation, key), n in statements.items():
        spoken[key] += n
    rows = Session.objects.exclude(type__in=NO_SESSIONS).filter(all_day=False).order_by("starts", "pk")
    return [
        {
            "title": dict(one.title),
            "type": one.type,
            "day": one.starts.astimezone(conference.zone).date().isoformat(),
            "held": one.ends <= now,
            "open": one.is_open,
            "released": one.key in released,
            "statements": spoken[one.key],
        }
        for one in rows
    ]


def _bilaterals(conference: Conference) -> Data:
    """Return how many were held on each day of the conference; those of the weeks before are not among its results."""
    day = TruncDate("starts", tzinfo=conference.zone)
    within = {"on__gte": conference.starts_on, "on__lte": conference.ends_on}
    rows = Meeting.objects.filter(state__in=("held", "no_show")).annotate(on=day).filter(**within)
    found = list(rows.order_by("on").values_list("on", "state").annotate(n=Count("pk")))
    days = [{"day": one.isoformat(), "held": n} for one, state, n in found if state == "held"]
    missed = sum(n for _day, state, n in found if state == "no_show")
    return {"held": sum(one["held"] for one in days), "not_held": missed, "days": days}


def _receptions(now: datetime) -> list[Data]:
    came = Invitation.objects.order_by().values_list("reception")
    guests, companions = Count("arrived_at"), Count("companion_arrived_at")
    arrived = {key: a + b for key, a, b in came.annotate(a=guests, b=companions)}
    rows = Reception.objects.filter(ends__lte=now).order_by("starts")
    return [{"name": dict(one.name), "came": arrived.get(one.pk, 0)} for one in rows]


def _treaty(found: Status | None) -> Data | None:
    if found is None:
        return None
    forecast = found.progress.forecast
    return {
        "title": dict(found.treaty.title),
        "needed": found.treaty.threshold,
        "counted": forecast.counted,
        "in_force_on": forecast.in_force_on.isoformat() if forecast.in_force_on else None,
    }
