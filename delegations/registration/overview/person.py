"""The one page of a person at the desk: upper apps add its sections, documents and next steps in their `person_page.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from conference.core.access import RIGHTS, Actor, actor_of
from conference.core.registry import Registry, name_of
from delegations.registration.models import Delegate

# Who acts next, by state: said to whoever stands before the person, and may do nothing about it.
WHO_ACTS = {
    "draft": gettext_lazy("Not submitted yet: the delegation’s focal point submits."),
    "submitted": gettext_lazy("Not vetted yet: security vets."),
    "vetted": gettext_lazy("Vetted; an accreditation officer decides."),
    "returned": gettext_lazy("Returned: the delegation’s focal point corrects and submits again."),
}


def name_and_page(member: Delegate) -> tuple[str, str]:
    """Return a member's name and page, as a matter of the desk takes them."""
    return member.full_name, reverse("registration:desk_person", args=[member.public_id])


@dataclass(frozen=True)
class Step:
    """Something that a role may do next for a person: named by its effect, with the page on which it is done."""

    label: str | Promise
    url: str
    danger: bool = False


@dataclass(frozen=True)
class PersonDocument:
    """A paper of a person: its name, where it is, and when it was made."""

    title: str | Promise
    url: str
    at: datetime | None = None


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Args:
        order: From top to bottom.
        right: Who sees it, a key of access.RIGHTS.
        template: Draws it, with what `source` returns as `section`.
        source: Called with the request and the person, in a constant number of queries; None leaves the section out. What it shows
            beyond the page's own entry in the access log, it logs itself.
        aside: Whether it stands at the side.
    """

    order: int
    right: str
    template: str
    source: Callable[[HttpRequest, Delegate], Any]
    aside: bool = False


type Steps = Callable[[Delegate, Actor], Iterable[Step]]
type Documents = Callable[[Delegate, Actor], Iterable[PersonDocument]]

sections: Registry[Section] = Registry("sections of a person's page", order=lambda section: section.order)
next_steps: Registry[tuple[int, Steps]] = Registry("next steps for a person", order=lambda entry: entry[0])
papers: Registry[tuple[str, Documents]] = Registry("documents of a person")


def section(found: Section) -> Section:
    """Register a section; raise KeyError for an unknown right."""
    if found.right not in RIGHTS:
        raise KeyError(found.right)
    return sections.add(found.template, found)


def steps(order: int, source: Steps) -> None:
    """Register what may be done next. `source` yields what the actor may do, the most likely first."""
    next_steps.add(name_of(source), (order, source))


def documents(right: str, source: Documents) -> None:
    """Register documents for those who hold `right`; raise KeyError for an unknown one."""
    if right not in RIGHTS:
        raise KeyError(right)
    papers.add(name_of(source), (right, source))


def sections_for(request: HttpRequest, member: Delegate, *, aside: bool) -> list[tuple[str, Any]]:
    """Return template and context of each section that the reader may see, in order."""
    actor = actor_of(request)
    allowed = [one for one in sections.values() if one.aside == aside and actor.may(one.right)]
    found = [(one.template, one.source(request, member)) for one in allowed]
    return [(template, context) for template, context in found if context is not None]


def steps_for(member: Delegate, actor: Actor) -> list[Step]:
    """Return what `actor` may do next for `member`, the most likely first."""
    return [step for _order, source in next_steps.values() for step in source(member, actor)]


def documents_for(member: Delegate, actor: Actor) -> list[PersonDocument]:
    """Return the documents of `member` that `actor` may open."""
    return [one for right, source in papers.values() if actor.may(right) for one in source(member, actor)]
