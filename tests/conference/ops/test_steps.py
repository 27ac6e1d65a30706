"""From an address to the statement that writes: view, action, statement. Read from the sources of all views.

The views of a topic are one step, an action's module the next: it holds the statement, a call of `lifecycle` or of the ORM. Rows that
follow, such as a badge, a booking or a mail, are written by the modules that own them.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

CODE = ("conference.", "delegations.", "schedule.")
# What views and actions alike are written with.
COMMON = tuple(f"conference.{name}." for name in ("core", "db", "audit", "web", "look"))
OF_LIFECYCLE = {"create", "create_many", "move", "move_many", "change", "change_many"}
OF_ORM = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "execute"}
SAFE = {"GET", "HEAD", "OPTIONS"}
MOST = 2  # the view's module and the action's
# These show or send something, some by a POST since each look is logged; what writes the log is further away than MOST.
READ = {
    "conference.api.missing",
    "conference.desk.record.views_desk.export",
    "conference.web.pages.home",
    "conference.web.pages.home_for_me",
    "delegations.accreditation.review.views_bulk.look",
    "delegations.accreditation.review.views_desk.document",
    "delegations.accreditation.review.views_desk.watch",
    "delegations.accreditation.watchlist.views_desk.reason",
    "delegations.gates.scanner.views_public.manifest",
    "delegations.gates.scanner.views_public.page",
    "delegations.gates.scanner.views_public.reader",
    "delegations.gates.scanner.views_public.service_worker",
    "delegations.registration.transfer.views_desk.participants",
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


def steps(view: FunctionType, most: int = 4) -> int:
    """Return how many modules there are from the view to the nearest statement, 0 if there is none so near."""
    known: set[Place] = set()
    here: Iterable[Place] = {(view.__module__, view.__name__)}
    for count in range(1, most + 1):
        places, further = list(here), set()
        for place in places:
            known.add(place)
            for one in read(place)[1] - known:
                if not is_one_step(place[0], one[0]):
                    further.add(one)
                elif one not in places:
                    places.append(one)
        if any(read(place)[0] for place in places):
            return count
        here = further - known
    return 0


def takes_posts(view: FunctionType) -> bool:
    node: Any = names_of(view.__module__)[view.__name__]
    marks = {ast.unparse(one).partition("(")[0]: one for one in node.decorator_list}
    if "require_http_methods" not in marks:
        return "require_safe" not in marks
    [methods] = marks["require_http_methods"].args
    known: Any = sys.modules[view.__module__]
    listed = ast.literal_eval(methods) if isinstance(methods, ast.List) else getattr(known, methods.id)
    return not set(listed) <= SAFE


def test_the_module_that_a_view_calls_holds_the_statement():
    found = {f"{view.__module__}.{view.__name__}": steps(view) for view in views() if takes_posts(view)}
    assert len(found) > 200
    assert {name for name, count in found.items() if not 1 <= count <= MOST} == READ
