"""Check that it is three steps from an address to the statement that writes: `python .ci/steps.py` prints a line a place and what to do.

The steps are the view, the action that it calls, and the statement in that action's own module: a call of `lifecycle` or of the ORM. The
views of a topic count as one step. Rows that follow, such as a badge, a booking or a mail, are written by the modules that own them.

Where it is otherwise for a reason, a comment right above the `def`, or on its line, says so: `# no action: why` at a view that takes a
POST and does nothing that is an act, `# statement: where and why` at an action whose statement is elsewhere.
"""

from __future__ import annotations

import ast
import inspect
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["PLENIPO_MODE"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "conference.settings"

import django

django.setup()

from django.urls import get_resolver  # noqa: E402
from django.urls.resolvers import URLPattern, URLResolver  # noqa: E402

from conference.core import lifecycle  # noqa: E402

CODE = ("conference.", "delegations.", "schedule.")
# What views and actions alike are written with.
COMMON = tuple(f"conference.{name}." for name in ("core", "db", "audit", "web", "look"))
OF_LIFECYCLE = {"create", "create_many", "move", "move_many", "change", "change_many"}
OF_ORM = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "execute"}
SAFE = {"GET", "HEAD", "OPTIONS"}
LEAST_ACTIONS = 200  # fewer mean that this check no longer finds them
USE_CASE = lifecycle.use_case(lambda: None).__code__
type Place = tuple[str, str]  # module and name


def views(resolver: URLResolver | None = None) -> Iterator[FunctionType]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            view = inspect.unwrap(pattern.callback)
            if isinstance(view, FunctionType) and view.__module__.startswith(CODE) and "." not in view.__qualname__:
                yield view
        else:
            yield from views(pattern)


@cache
def definitions(module: str) -> dict[str, ast.AST]:
    """Return a module's functions, classes and tables by name."""
    nodes: dict[str, ast.AST] = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            nodes[node.name] = node
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        nodes |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    return nodes


def dotted(node: ast.AST) -> list[str]:
    """Return the parts of `a.b.c`, none of anything else."""
    if isinstance(node, ast.Name):
        return [node.id]
    before = dotted(node.value) if isinstance(node, ast.Attribute) else []
    return [*before, node.attr] if before else []


def place_of(module: str, node: ast.AST) -> Place | None:
    """Return where what a name means is defined, if it is a function or class of ours."""
    parts = dotted(node)
    if parts and parts[0] in definitions(module):
        return module, parts[0]
    value: Any = sys.modules[module]
    for part in parts:
        value = getattr(value, part, None)
        if not isinstance(value, ModuleType):
            break
    value = inspect.unwrap(value) if callable(value) else value
    where = getattr(value, "__module__", None) or ""
    if not where.startswith(CODE) or where.startswith(COMMON) or not hasattr(value, "__qualname__"):
        return None
    return where, value.__qualname__.partition(".")[0]


def is_statement(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    name, owner = node.func.attr, dotted(node.func.value)
    if owner == ["lifecycle"]:
        return name in OF_LIFECYCLE
    return name in OF_ORM or owner == ["prepared"] or (name == "update" and bool(node.keywords))


@cache
def read(place: Place) -> tuple[bool, frozenset[Place]]:
    """Return whether there is a statement right here, and what is named here."""
    module, name = place
    nodes = list(ast.walk(definitions(module)[name]))
    named = {place_of(module, node) for node in nodes if isinstance(node, ast.Name | ast.Attribute)}
    return any(map(is_statement, nodes)), frozenset(
        place for place in named if place and place[1] in definitions(place[0])
    )


def is_one_step(first: str, second: str) -> bool:
    """Whether two modules are the same, or both views of a topic."""
    (package, _, name), (other_package, _, other_name) = first.rpartition("."), second.rpartition(".")
    of_a_topic = package == other_package and name.startswith("views_") and other_name.startswith("views_")
    return first == second or of_a_topic


def is_action(place: Place) -> bool:
    return getattr(getattr(sys.modules[place[0]], place[1], None), "__code__", None) is USE_CASE


def actions_of(view: FunctionType) -> list[Place]:
    """Return the actions that a view calls, itself or by functions of its topic's views or of the next module."""
    modules: dict[Place, int] = {(view.__module__, view.__name__): 1}
    places = list(modules)
    for place in places:
        for named in read(place)[1]:
            count = modules[place] + (not is_one_step(place[0], named[0]))
            if named not in modules and count <= 2:
                modules[named] = count
                places += [] if is_action(named) else [named]
    # An action in a view's own module is part of the view.
    return [place for place in modules if is_action(place) and ".views_" not in place[0]]


def holds_statement(place: Place) -> bool:
    """Whether an action, or what it calls in its own module, holds a statement."""
    places = [place]
    for current in places:
        has_statement, named = read(current)
        if has_statement:
            return True
        places += [other for other in named if other[0] == place[0] and other not in places]
    return False


def takes_posts(view: FunctionType) -> bool:
    node: Any = definitions(view.__module__)[view.__name__]
    marks = {ast.unparse(mark).partition("(")[0]: mark for mark in node.decorator_list}
    if "require_http_methods" not in marks:
        return "require_safe" not in marks
    [methods] = marks["require_http_methods"].args
    module: Any = sys.modules[view.__module__]
    listed = ast.literal_eval(methods) if isinstance(methods, ast.List) else getattr(module, methods.id)
    return not set(listed) <= SAFE


def says(place: Place, mark: str) -> bool:
    """Whether the line of a definition has the comment `# mark: why`."""
    module, name = place
    line: int = definitions(module)[name].lineno  # type: ignore[attr-defined]
    source = inspect.getsource(sys.modules[module]).splitlines()
    return f"# {mark}: " in source[line - 1] or f"# {mark}: " in source[line - 2]


def located(place: Place) -> str:
    path = Path(inspect.getfile(sys.modules[place[0]])).relative_to(Path(__file__).resolve().parents[1])
    return f"{path}:{definitions(place[0])[place[1]].lineno}: {place[1]}"  # type: ignore[attr-defined]


def places() -> Iterator[str]:
    called: set[Place] = set()
    for view in filter(takes_posts, views()):
        place, actions = (view.__module__, view.__name__), actions_of(view)
        called |= set(actions)
        if bool(actions) == says(place, "no action"):
            yield (
                f"{located(place)} says that it calls no action and calls one; take the comment away"
                if actions
                else f"{located(place)} takes a POST and calls no action within a step; move the act into an action of the topic, "
                "or say `# no action: why` on its line"
            )
    if len(called) < LEAST_ACTIONS:
        yield f".ci/steps.py: found {len(called)} actions alone; mend how it looks for them"
    for action in sorted(called):
        if holds_statement(action) == says(action, "statement"):
            yield (
                f"{located(action)} says that its statement is elsewhere and holds one; take the comment away"
                if holds_statement(action)
                else f"{located(action)} holds no statement in its module; write the row there, or say `# statement: where and why` "
                "on its line"
            )


if __name__ == "__main__":
    wrong = list(dict.fromkeys(places()))
    sys.stdout.write("".join(f"{place}\n" for place in wrong))
    sys.exit(bool(wrong))
