"""From an address to the statement that writes: view, action, statement. Read from the sources of all views.

The views of a topic are one step, an action's module the next: every action holds the statement, a call of `lifecycle` or of the ORM, in
its own module. Rows that follow, such as a badge, a booking or a mail, are written by the modules that own them.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from conference.core import lifecycle

CODE = ("conference.", "delegations.", "schedule.")
# What views and actions alike are written with.
COMMON = tuple(f"conference.{name}." for name in ("core", "db", "audit", "web", "look"))
OF_LIFECYCLE = {"create", "create_many", "move", "move_many", "change", "change_many"}
OF_ORM = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "execute"}
SAFE = {"GET", "HEAD", "OPTIONS"}
USE_CASE = lifecycle.use_case(lambda: None).__code__
# What these actions do beyond reading: each look is logged, and `access_log` writes that.
LOGGED = {
    ("delegations.accreditation.review.actions.decisions", "read_document"),
    ("delegations.accreditation.watchlist.actions", "read_watch"),
    ("delegations.registration.transfer.actions.exporting", "export_participants"),
}
# The second half of an action, after what its first half wrote: what it leads to is written by the module that owns it.
SECOND = {
    ("delegations.accreditation.badges.actions.batches", "_finish"): "the badges of a batch are printed",
    (
        "schedule.bilaterals.meetings.actions.requesting",
        "_answer_instead",
    ): "the other side's open request is answered instead",
}
# They show or send something, keep what is typed or the reader's language, or start a job: nothing of it is an act.
WITHOUT = {
    "conference.accounts.sign_in.views_language.choose",
    "conference.api.missing",
    "conference.desk.record.views_desk.export",
    "conference.desk.views_documents.by_worker",
    "conference.ops.health.healthz",
    "conference.web.pages.home",
    "conference.web.pages.home_for_me",
    "delegations.accreditation.badges.views_batches.print_again",
    "delegations.accreditation.badges.views_batches.print_rest",
    "delegations.accreditation.review.views_bulk.look",
    "delegations.gates.scanner.views_public.manifest",
    "delegations.gates.scanner.views_public.page",
    "delegations.gates.scanner.views_public.reader",
    "delegations.gates.scanner.views_public.service_worker",
    "delegations.gates.sync.views_api.bundle_",
    "delegations.gates.sync.views_api.thumbs_",
    "delegations.registration.drafts.views_portal.keep",
    "delegations.registration.own_page.views_public.draft",
    "delegations.registration.own_page.views_public.own_scan",  # its use case is a function of the view's module
    "delegations.registration.visas.views_public.check",
    "schedule.bilaterals.planning.views_desk.run",
    "schedule.bilaterals.planning.views_desk.stop",
    "schedule.receptions.seating.views_desk.refusals",
}
type Place = tuple[str, str]  # module and name


def views(resolver: URLResolver | None = None) -> Iterator[FunctionType]:
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            found = inspect.unwrap(one.callback)
            if isinstance(found, FunctionType) and found.__module__.startswith(CODE) and "." not in found.__qualname__:
                yield found
        else:
            yield from views(one)


@cache
def names_of(module: str) -> dict[str, ast.AST]:
    """Return a module's functions, classes and tables by name."""
    found: dict[str, ast.AST] = {}
    for one in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(one, ast.FunctionDef | ast.ClassDef):
            found[one.name] = one
        targets = one.targets if isinstance(one, ast.Assign) else [one.target] if isinstance(one, ast.AnnAssign) else []
        found |= {target.id: one for target in targets if isinstance(target, ast.Name)}
    return found


def dotted(node: ast.AST) -> list[str]:
    """Return the parts of `a.b.c`, none of anything else."""
    if isinstance(node, ast.Name):
        return [node.id]
    before = dotted(node.value) if isinstance(node, ast.Attribute) else []
    return [*before, node.attr] if before else []


def place_of(module: str, node: ast.AST) -> Place | None:
    """Return where what a name means stands, if it is a function or class of ours."""
    parts = dotted(node)
    if parts and parts[0] in names_of(module):
        return module, parts[0]
    found: Any = sys.modules[module]
    for part in parts:
        found = getattr(found, part, None)
        if not isinstance(found, ModuleType):
            break
    found = inspect.unwrap(found) if callable(found) else found
    where = getattr(found, "__module__", None) or ""
    if not where.startswith(CODE) or where.startswith(COMMON) or not hasattr(found, "__qualname__"):
        return None
    return where, found.__qualname__.partition(".")[0]


def writes(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    name, of = node.func.attr, dotted(node.func.value)
    if of == ["lifecycle"]:
        return name in OF_LIFECYCLE
    return name in OF_ORM or of == ["prepared"] or (name == "update" and bool(node.keywords))


@cache
def read(place: Place) -> tuple[bool, frozenset[Place]]:
    """Return whether there is a statement right here, and what is named here."""
    module, name = place
    nodes = list(ast.walk(names_of(module)[name]))
    named = {place_of(module, node) for node in nodes if isinstance(node, ast.Name | ast.Attribute)}
    return any(map(writes, nodes)), frozenset(one for one in named if one and one[1] in names_of(one[0]))


def is_one_step(one: str, other: str) -> bool:
    """Whether going from one module to the other is none: the same, or two of a topic's views."""
    (package, _, name), (other_package, _, other_name) = one.rpartition("."), other.rpartition(".")
    return one == other or (package == other_package and name.startswith("views_") and other_name.startswith("views_"))


def is_action(place: Place) -> bool:
    return getattr(getattr(sys.modules[place[0]], place[1], None), "__code__", None) is USE_CASE


def actions_of(view: FunctionType) -> list[Place]:
    """Return the actions that a view calls, itself or by functions of its topic's views or of the next module."""
    modules: dict[Place, int] = {(view.__module__, view.__name__): 1}
    places = list(modules)
    for place in places:
        for one in read(place)[1]:
            count = modules[place] + (not is_one_step(place[0], one[0]))
            if one not in modules and count <= 2:
                modules[one] = count
                places += [] if is_action(one) else [one]
    return list(filter(is_action, modules))


def holds_statement(place: Place) -> bool:
    """Whether an action, or what it calls in its own module, holds a statement."""
    places = [place]
    for one in places:
        writes_here, named = read(one)
        if writes_here:
            return True
        places += [other for other in named if other[0] == place[0] and other not in places]
    return False


def takes_posts(view: FunctionType) -> bool:
    node: Any = names_of(view.__module__)[view.__name__]
    marks = {ast.unparse(one).partition("(")[0]: one for one in node.decorator_list}
    if "require_http_methods" not in marks:
        return "require_safe" not in marks
    [methods] = marks["require_http_methods"].args
    known: Any = sys.modules[view.__module__]
    listed = ast.literal_eval(methods) if isinstance(methods, ast.List) else getattr(known, methods.id)
    return not set(listed) <= SAFE


@pytest.fixture(scope="module")
def called() -> dict[str, set[Place]]:
    """The actions of each view that takes a POST; one in a view's own module is part of the view."""
    posted = filter(takes_posts, views())
    return {
        f"{view.__module__}.{view.__name__}": {one for one in actions_of(view) if ".views_" not in one[0]}
        for view in posted
    }


def test_every_action_holds_its_statement(called):
    actions = set().union(*called.values())
    assert len(actions) > 200
    assert {action for action in actions if not holds_statement(action)} == LOGGED | set(SECOND)


def test_who_calls_no_action_is_known(called):
    assert {view for view, actions in called.items() if not actions} == WITHOUT
