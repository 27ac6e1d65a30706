"""Walks every address as everybody, and compares with the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched, groupby
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from conference.audit.models import AuditEntry
from conference.core import access_log
from conference.core.access import Role
from tests.access.rules import WALKERS, Answer, Guest, Rule, Walker
from tests.access.world import World

METHODS = ("GET", "POST")
DESK_LINK = re.compile(r'href="(/desk/[^"]*)"')
# A tag over two lines is no tag to Django.
TORN = re.compile(r"\{\{ ?[a-z_.]+|\{% [a-z]+")
# What a person reads: neither scripts nor attributes, nor the text of a file for machines.
UNREAD = re.compile(r"<(script|style|template|pre)\b.*?</\1>|<[^>]*>", re.DOTALL)
# "Asia/Ho_Chi_Minh" is for machines; people read "Hanoi time (UTC+7)".
ZONE_IDENTIFIER = re.compile(
    r"\b(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)/[A-Z]\w+"
)
# What says who looked at what. The times offered for a meeting are looked at on its page, and stay the same after that.
LOOKS = {*access_log.KINDS, "meeting.times_offered"}
AWAY = ("/accounts/login/", "/admin/login/")
# One for all: each client would make the middleware anew.
HANDLER = ClientHandler(enforce_csrf_checks=False)


@dataclass(frozen=True)
class Route:
    name: str
    space: str
    route: str
    parts: tuple[str, ...]
    view: Callable[..., Any]


def routes(urlconf: str | None = None) -> Iterator[Route]:
    """A route without a name is named after itself."""
    yield from _below(get_resolver(urlconf), "", "", ())


def by_space(walked: Iterable[Route]) -> list[object]:
    """Return the routes in parts of one namespace each: making everybody who walks takes longer than a few addresses."""
    parts = []
    for space, routes_there in groupby(sorted(walked, key=lambda route: route.space), key=lambda route: route.space):
        for number, part in enumerate(batched(routes_there, 12, strict=False), start=1):
            parts.append(pytest.param(part, id=f"{space or 'site'}-{number}"))
    return parts


def _below(resolver: URLResolver, spaces: str, route: str, parts: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        own = (*parts, *_parts(entry))
        written = f"{route}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{spaces}{entry.namespace}:" if entry.namespace else spaces
            yield from _below(entry, inner, written, own)
        elif isinstance(entry, URLPattern):
            name = f"{spaces}{entry.name}" if entry.name else f"{spaces}({written})"
            yield Route(name, spaces.rstrip(":"), written, own, entry.callback)


def _parts(entry: URLPattern | URLResolver) -> tuple[str, ...]:
    pattern = entry.pattern
    return tuple(pattern.converters) or tuple(pattern.regex.groupindex)


def rule_for(entry: Route, table: Mapping[str, Rule]) -> Rule:
    rule = table.get(entry.name) or table.get(f"{entry.space}:*")
    assert rule is not None, f"{entry.name} ({entry.route}) is not classified: add it to tests/access/table.py"
    return rule


def address(entry: Route, rule: Rule, world: World, **instead: Any) -> str:
    """Fill in the objects of the view's rule; `instead` replaces some."""
    if entry.space == "admin":
        # Its routes take keys, and some have no name: that there is nothing for others must hold whatever the key.
        return "/" + re.sub(r"<[^>]+>", "1", entry.route).split("^")[0]
    missing = [part for part in entry.parts if part not in rule.objects]
    assert not missing, f"{entry.name}: the table does not say what stands for {missing}"
    kwargs = {part: instead.get(part, getattr(world, rule.objects[part])) for part in entry.parts}
    return reverse(entry.name, kwargs=kwargs)


def client_of(walker: Walker, world: World) -> Client:
    """Return a browser in which that walker is signed in with every step done."""
    client = Client()
    client.handler = HANDLER
    if walker is not Guest.ANONYMOUS:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.session_keys[walker]
    return client


def knock(client: Client, method: str, url: str, data: Mapping[str, Any] | None = None) -> tuple[Answer, int]:
    """Make one request and roll its changes back."""
    return _answer(_asked(client, method, url, data))


def _asked(client: Client, method: str, url: str, data: Mapping[str, Any] | None = None) -> Any:
    with transaction.atomic():
        response = _sent(client, method, url, data)
        transaction.set_rollback(True)
    return response


def _sent(client: Client, method: str, url: str, data: Mapping[str, Any] | None = None) -> Any:
    response: Any = client.post(url, data) if data else client.generic(method, url)
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def reader_of(rule: Rule) -> Walker | None:
    """Return somebody who may read the page: of the delegation, else of the staff; None where nobody does."""
    everybody = (Guest.OWN, *Role, Guest.ANONYMOUS, Guest.ADMIN)
    return next((walker for walker in everybody if Answer.IN in rule.expected(walker, "GET")), None)


def _opened(client: Client, url: str) -> tuple[Any, set[str]]:
    """Open a page and roll back what that changed. Return the response and the acts in the audit log."""
    with transaction.atomic():
        last = AuditEntry.objects.aggregate(last=Max("pk", default=0))["last"]
        response = _sent(client, "GET", url)
        acts = set(AuditEntry.objects.filter(pk__gt=last).values_list("verb", flat=True))
        transaction.set_rollback(True)
    return response, acts - LOOKS


def _answer(response: Any) -> tuple[Answer, int]:
    status = response.status_code
    if status in (301, 302) and response["Location"].startswith(AWAY):
        return Answer.LOGIN, status
    told = {401: Answer.LOGIN, 403: Answer.FORBIDDEN, 404: Answer.MISSING, 410: Answer.MISSING}
    return (Answer.BROKEN if status >= 500 else told.get(status, Answer.IN)), status


def _html(response: Any) -> str:
    """Return the page; empty for what is none."""
    is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
    return str(response.content.decode()) if is_page else ""


def faults(entry: Route, rule: Rule, world: World) -> list[str]:
    """Return a sentence for each walker and method with a wrong answer."""
    found, taken = [], set()
    reader = reader_of(rule) if entry.space != "admin" else None
    data = {name: getattr(world, value) for name, value in rule.data.items()}
    url = address(entry, rule, world)
    for walker in WALKERS:
        client = client_of(walker, world)
        for method in METHODS:
            right = rule.expected(walker, method)
            if walker is reader and method == "GET":
                response, acts = _opened(client, url)
                found += [f"{entry.name} {method} {url} is an act: {act}" for act in sorted(acts)]
            else:
                response = _asked(client, method, url, data if method == "POST" else None)
            answer, status = _answer(response)
            if walker in (Guest.OWN, Guest.OTHER) and (links := sorted(set(DESK_LINK.findall(_html(response))))):
                found.append(f"{entry.name} {method} {url} leads {_called(walker)} to {', '.join(links)}")
            if TORN.search(_html(response)):
                found.append(f"{entry.name} {method} {url} shows a template's tag")
            if entry.space != "admin" and (zone := ZONE_IDENTIFIER.search(UNREAD.sub(" ", _html(response)))):
                found.append(f"{entry.name} {method} {url} shows {zone[0]} for a clock")
            if status == 405:
                continue  # not one of the view's methods: nothing is told and nothing done, whoever asks
            taken.add(method)
            if answer not in right:
                wanted = " or ".join(sorted(a.value for a in right))
                found.append(
                    f"{entry.name} {method} {url} as {_called(walker)}: {status}, {answer.value}, instead of {wanted}"
                )
    if not taken:
        found.append(f"{entry.name}: takes neither GET nor POST")
    found += _by_other_ways(entry, rule, world)
    return found + _marked(entry, rule)


def tokens(entry: Route, rule: Rule, world: World) -> list[str]:
    """Return a sentence for each changing method that passes without the form's token."""
    url, client = address(entry, rule, world), Client(enforce_csrf_checks=True)
    client.cookies = client_of(Guest.OWN, world).cookies
    said = {method: knock(client, method, url)[1] for method in ("POST", "PUT", "PATCH", "DELETE")}
    return [
        f"{entry.name} {method} {url} without a token: {status}" for method, status in said.items() if status != 403
    ]


def _called(walker: Walker) -> str:
    return walker.value if isinstance(walker, Guest) else str(walker)


def _by_other_ways(entry: Route, rule: Rule, world: World) -> list[str]:
    """Try another's object below one's own code, and another secret."""
    tries = []
    if rule.nested:
        tries.append((Guest.OTHER, {"code": world.other_code}))
    if rule.secret:
        tries += [(Guest.ANONYMOUS, {rule.secret: "x" * 43}), (Guest.OWN, {rule.secret: "x" * 43})]
    found = []
    data = {name: getattr(world, value) for name, value in rule.data.items()}
    for walker, instead in tries:
        url = address(entry, rule, world, **instead)
        for method in METHODS:
            answer, status = knock(client_of(walker, world), method, url, data if method == "POST" else None)
            if answer is not Answer.MISSING and status != 405:
                found.append(f"{entry.name} {method} {url} as {_called(walker)}: {status} instead of 404")
    return found


def _marked(entry: Route, rule: Rule) -> list[str]:
    mark = getattr(entry.view, "access", None)
    if rule.mark is False and not getattr(entry.view, "login_required", True):
        return [f"{entry.name}: its view is exempt from signing in"]
    if isinstance(rule.mark, str) and mark != rule.mark:
        return [f"{entry.name}: its view is marked {mark!r} and the table says {rule.mark!r}"]
    return []
