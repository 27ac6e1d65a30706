"""Read what the audit log says about a person, and who looked at the person's data. Whoever acted stands there by office."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from conference.accounts.models import RoleGrant
from conference.audit import person_keys, sentences
from conference.audit.models import AccessLogEntry, AuditEntry
from conference.core import access_log, personal_data, reasons
from conference.core.access import Actor, Role
from conference.fields import MARK
from conference.look import lists
from conference.person_file.rows import Person, Row

COLUMNS = (
    *("number", "at", "actor_id", "actor_label", "verb", "subject_type", "subject_id", "subject_label"),
    *("came_from", "went_to", "reason", "details"),
)


@dataclass(frozen=True)
class Act:
    """An act about the person or by the person. `office`: who acted. An act about somebody else says only what concerns this person."""

    number: int
    at: datetime
    office: str
    verb: str
    sentence: str
    came_from: str
    went_to: str
    reason: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Read:
    at: datetime
    office: str
    verb: str
    read: str
    page: str


def read_acts(person: Person, rows: Iterable[Row]) -> list[Act]:
    """Return the acts in their order, whoever hands them out: those about arms are the person's own data, as the arms are.

    One pass over the log, since sealed texts have no index.
    """
    mark, own = f"{MARK}{person.key}.", _about(rows)
    withheld = [data.model for data in personal_data.declared.values() if data.withheld]
    entries = AuditEntry.objects.alias(said=Cast("details", TextField()))
    entries = entries.exclude(verb__in=list(access_log.KINDS)).exclude(subject_type__in=withheld)
    wanted = own | Q(subject_label__startswith=mark) | Q(actor_label__startswith=mark) | Q(said__contains=f'"{mark}')
    stored = list(entries.filter(wanted).order_by("number").values(*COLUMNS))
    keys = {(row.model._meta.label_lower, str(row.pk)) for row in rows if not row.shared}
    for entry in stored:
        entry["by"] = person_keys.person_in(entry["actor_label"]) == person.key
        is_own = (entry["subject_type"], entry["subject_id"]) in keys
        if not (is_own or person_keys.person_in(entry["subject_label"]) == person.key):
            _keep_what_concerns(entry, person.key)
    person_keys.read_columns(stored)
    offices = _offices(entry["actor_id"] for entry in stored)
    return [_act(entry, entry["actor_label"] if entry["by"] else offices[entry["actor_id"]]) for entry in stored]


def _about(rows: Iterable[Row]) -> Q:
    keys: dict[str, list[str]] = {}
    for row in rows:
        if not row.shared:
            keys.setdefault(row.model._meta.label_lower, []).append(str(row.pk))
    parts = [Q(subject_type=label, subject_id__in=listed) for label, listed in keys.items()]
    return reduce(or_, parts, Q(pk__in=()))


def _keep_what_concerns(entry: dict[str, Any], key: str) -> None:
    details = entry["details"]
    entry["details"] = {
        name: value for name, value in details.items() if isinstance(value, str) and person_keys.person_in(value) == key
    }
    entry["reason"], entry["subject_label"] = "", _("another person or matter")


def _act(entry: dict[str, Any], office: str) -> Act:
    own = ("number", "at", "verb", "came_from", "went_to")
    return Act(
        **{name: entry[name] for name in own},
        details=_without_accounts(entry["details"]),
        office=office,
        sentence=sentences.sentence(entry["verb"], office, entry["subject_label"]),
        reason=reasons.read(entry["reason"]),
    )


def _without_accounts(details: Any) -> Any:
    """Return the details without the keys of the accounts that acted, such as `vetted_by_id`."""
    if isinstance(details, dict):
        return {name: _without_accounts(part) for name, part in details.items() if not name.endswith("_by_id")}
    return [_without_accounts(part) for part in details] if isinstance(details, list) else details


def _offices(keys: Iterable[int | None]) -> dict[int | None, str]:
    """Return the offices of accounts. One query."""
    offices: dict[int | None, str] = {key: _("The delegation’s focal point") for key in keys}
    offices[None] = _("System")
    roles: dict[int, set[str]] = {}
    for user, role in RoleGrant.objects.filter(user__in=[key for key in offices if key]).values_list("user", "role"):
        roles.setdefault(user, set()).add(role)
    for user, held in roles.items():
        offices[user] = lists.in_words([str(role.label) for role in Role if role in held])
    return offices


def read_reads(rows: Iterable[Row], reader: Actor) -> list[Read]:
    """Return who opened the person's own data, oldest first. Lists on which the person stands among others are not in the log by person."""
    about, kinds = _about(rows), access_log.kinds_for(reader)
    columns = ("at", "actor_id", "verb", "details")
    daily = list(AccessLogEntry.objects.filter(about, verb__in=kinds).values(*columns))
    acts = list(AuditEntry.objects.filter(about, verb__in=kinds).values(*columns))
    person_keys.read_columns(acts)
    offices = _offices(read["actor_id"] for read in [*daily, *acts])
    return [
        Read(
            read["at"],
            offices[read["actor_id"]],
            read["verb"],
            str(kinds[read["verb"]].label),
            str(access_log.PAGES.get(read["details"].get("page", "")) or ""),
        )
        for read in sorted([*daily, *acts], key=lambda read: read["at"])
    ]
