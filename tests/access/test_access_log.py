"""No address shows a person to staff, or gives a file away, without an entry in the audit log."""

from __future__ import annotations

import copy
import re

import pytest
from django.db import transaction

from conference.audit.models import AccessLogEntry, AuditEntry
from conference.core import access_log
from conference.core.access import Role
from schedule.programme.releases import page_cache
from tests.access.rules import Answer, Rule, staff
from tests.access.table import TABLE
from tests.access.unread import UNREAD
from tests.access.walk import Route, address, client_of, routes, rule_for
from tests.access.world import World

# The admin holds no member of a delegation, and the pages of signing in know nobody but who signs in.
SITE_ROUTES = [
    route
    for route in routes("conference.urls")
    if route.space != "admin" and not route.name.startswith(("account_", "mfa_"))
]
SPACES = sorted({route.space for route in SITE_ROUTES})
# As tests/people.py names its members; no word of the site looks like that.
NAME = re.compile(rb"(?:Family|Given)\d+")
# Somebody in every state and in every list, so that each page has its persons.
PERSONS = (
    *("visa_letter", "radio", "double_one", "late_request", "vehicle_pass", "receipt", "finding", "watch_match"),
    *("pictured_member", "vetted_member", "submitted_member", "draft_member"),
)
# Each has a head of delegation, of whom there is one.
HEADS = {
    "programme": "inscription",
    "bilaterals": "accepted_meeting",
    "calendar": "accepted_meeting",
    "receptions": "reception_invitation",
}


def people(world: World, space: str) -> None:
    for one in (*filter(None, [HEADS.get(space)]), *PERSONS):
        getattr(world, one)


def silent(route: Route, rule: Rule, world: World) -> list[str]:
    """Return a sentence for each role and method that got a person or a file without an entry; roll everything back."""
    found = []
    with transaction.atomic():
        page_cache.forget()
        own = copy.copy(world)  # what this view's objects are belongs to it alone, and goes with them
        url = address(route, rule, own)
        data = {name: getattr(own, value) for name, value in rule.data.items()}
        for method in ("GET", "POST"):
            # Whoever comes in is shown the same persons: those with the most and the fewest other rights stand for all.
            may = [role for role in Role if Answer.IN in rule.expected(role, method)]
            for role in dict.fromkeys((*may[:1], *may[-1:])):
                found += _knock(route, role, method, url, own, data)
        transaction.set_rollback(True)
    return found


def _knock(route: Route, role: Role, method: str, url: str, world: World, data: dict[str, object]) -> list[str]:
    client, last = client_of(role, world), AuditEntry.objects.latest("number").number
    daily = list(AccessLogEntry.objects.values_list("pk", flat=True))
    with transaction.atomic():
        response = client.get(url) if method == "GET" else client.post(url, data)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        verbs = set(AuditEntry.objects.filter(number__gt=last).values_list("verb", flat=True))
        verbs |= set(AccessLogEntry.objects.exclude(pk__in=daily).values_list("verb", flat=True))
        transaction.set_rollback(True)
    if not _shows(response, body) or verbs & set(access_log.KINDS):
        return []
    return [f"{route.name} {method} {url} as {role}: {sorted(set(NAME.findall(body)))}, and of entries {sorted(verbs)}"]


def _shows(response, body: bytes) -> bool:
    if response.status_code not in (200, 409, 422):
        return False
    is_text = response["Content-Type"].startswith(("text/html", "text/plain", "application/json"))
    return bool(NAME.search(body)) if is_text else True


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.slow
def test_who_reads_leaves_a_trace(space, world):
    people(world, space)
    walked = [route for route in SITE_ROUTES if route.space == space and route.name not in UNREAD]
    assert [line for route in walked for line in silent(route, rule_for(route, TABLE), world)] == []


@pytest.mark.parametrize("space", sorted({name.rpartition(":")[0] for name in UNREAD}))
@pytest.mark.slow
def test_an_exception_is_one(space, world):
    """An exception that is needed no more fails."""
    people(world, space)
    listed = [route for route in SITE_ROUTES if route.space == space and route.name in UNREAD]
    assert [route.name for route in listed if not silent(route, rule_for(route, TABLE), world)] == []


def test_every_exception_is_an_address():
    assert set(UNREAD) - {route.name for route in SITE_ROUTES} == set()


@pytest.mark.slow
def test_a_page_that_tells_nobody_is_found(world, settings):
    """The control: a page of the desk that shows a member and calls no `note`."""
    settings.ROOT_URLCONF = "tests.access.leaky_urls"
    people(world, "")
    route = next(route for route in routes("tests.access.leaky_urls") if route.name == "leaky:unread")
    found = silent(route, staff("desk.see"), world)
    assert len(found) == 2
    assert found[0].startswith("leaky:unread GET /desk/unread/ as secretariat: [b'Family")
