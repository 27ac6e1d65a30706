"""Find faults of a notice's templates: unknown names, hidden values, HTML in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.template import Template
from django.template.base import FilterExpression, Node, Token, TokenType, Variable
from django.template.loader_tags import ExtendsNode, IncludeNode

from conference.correspondence.letters.registry import COMMON, LAYOUT, Notice
from conference.correspondence.letters.rendering import engine, masked, render_letter
from conference.correspondence.templatetags.mail import MASK
from conference.models import Conference

# The attributes in which Django's nodes or ours keep the name that they assign.
BINDS = ("loopvars", "variable", "asvar", "target_var", "var_name", "variable_name")
ALWAYS = {"forloop", "block", "var", "True", "False", "None"}  # `var` is what {% filter %} passes
HTML = re.compile(r"</?(a|b|bdi|br|i|p|span|strong|table|td|time|tr)\b|&(amp|lt|gt|quot|#\d+);")


def faults(notice: Notice) -> list[str]:
    """Return one sentence a fault of the templates, without the database."""
    problems: list[str] = []
    for ending in (".txt", ".html"):
        names = set(notice.variables) | COMMON
        for name in _lineage(f"{notice.template}{ending}"):
            template = engine().get_template(name)
            extra = LAYOUT if name.startswith("mail/base.") else set()
            problems += [f"{name}: unknown name {free!r}" for free in sorted(_free(template) - names - extra)]
            problems += [f"{name}: {risk}" for risk in _risks(template)]
    if set(notice.sample()) != notice.variables:
        problems.append(
            f"{notice.kind}: the sample has other variables: {sorted(set(notice.sample()) ^ notice.variables)}"
        )
    return problems


def rendered_faults(notice: Notice, conference: Conference) -> list[str]:
    """Return one sentence a fault of the sample in each language, masked and open."""
    problems: list[str] = []
    for language, _name in settings.LANGUAGES:
        about: dict[str, Any] = {
            "conference": conference,
            "language": language,
            "name": "Achieng Wambui",
            "reference": "KEN-00042",
        }
        where = f"{notice.kind} ({language})"
        for context in (notice.sample(), masked(notice, notice.sample())):
            rendered = render_letter(notice, context, **about)
            if not rendered.subject:
                problems.append(f"{where}: no subject")
            if MASK in rendered.subject:
                problems.append(f"{where}: a sealed value in the subject")
            if HTML.search(rendered.text):
                problems.append(f"{where}: HTML in the plain text: {HTML.search(rendered.text)}")
            if not re.search(r'<html[^>]* lang="', rendered.html):
                problems.append(f"{where}: the HTML part names no language")
    return problems


def _lineage(name: str) -> Iterator[str]:
    visited, ahead = set(), [name]
    while ahead:
        now = ahead.pop()
        if now in visited:
            continue
        visited.add(now)
        yield now
        for node in _nodes(engine().get_template(now)):
            if isinstance(node, ExtendsNode) or (isinstance(node, IncludeNode) and _constant(node)):
                ahead.append(_constant(node))


def _constant(node: ExtendsNode | IncludeNode) -> str:
    expression: Any = node.parent_name if isinstance(node, ExtendsNode) else node.template
    return expression.var if isinstance(expression.var, str) else ""


def _nodes(template: Template) -> list[Node]:
    return list(template.nodelist.get_nodes_by_type(Node))


def _free(template: Template) -> set[str]:
    used: set[str] = set()
    bound: set[str] = set(ALWAYS)
    for node in _nodes(template):
        # Child nodes come by themselves; of this one, everything else is looked through.
        for part in _inside({key: value for key, value in vars(node).items() if not key.startswith("nodelist")}):
            if isinstance(part, Variable) and part.lookups:
                used.add(part.lookups[0])
            elif isinstance(part, Token) and part.token_type == TokenType.VAR:
                used.add(re.split(r"[.|]", part.contents)[0])
        for key in BINDS:
            value = getattr(node, key, None)
            bound |= set(value) if isinstance(value, list) else {value} if isinstance(value, str) else set()
        bound |= set(getattr(node, "extra_context", None) or {})
        counter = getattr(node, "countervar", None)
        bound |= {counter} if counter else set()
    return {name for name in used if isinstance(name, str)} - bound


def _inside(value: Any, depth: int = 0) -> Iterator[Any]:
    if depth > 8 or isinstance(value, Node | str | int | float | bool | None):
        return
    if isinstance(value, dict):
        for item in value.values():
            yield from _inside(item, depth + 1)
    elif isinstance(value, list | tuple | set):
        for item in value:
            yield from _inside(item, depth + 1)
    elif isinstance(value, Variable | Token):
        yield value
    elif isinstance(value, FilterExpression):
        yield from _inside([value.var, [args for _filter, args in value.filters]], depth + 1)
    elif type(value).__module__.startswith("django.template"):
        yield from _inside(vars(value), depth + 1)


def _risks(template: Template) -> Iterator[str]:
    for node in _nodes(template):
        if isinstance(node, IncludeNode) and not _constant(node):
            yield "includes a template that a variable names"
        if type(node).__name__ == "DebugNode":
            yield "shows everything (debug)"
        for key, value in vars(node).items():
            expressions = [value] if isinstance(value, FilterExpression) else []
            for expression in expressions:
                names = {getattr(function, "_filter_name", "") for function, _args in expression.filters}
                if names & {"safe", "safeseq"}:
                    yield f"trusts a value as HTML ({key})"
