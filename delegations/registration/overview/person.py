"""The one page of a person at the desk: upper apps add its sections, documents and next steps in their `person_page.py`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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

# Who acts next, by state: for those staff who may not.
WHO_ACTS = {
    "draft": gettext_lazy("Not submitted yet: the delegation’s focal point submits."),
    "submitted": gettext_lazy("Not vetted yet: security vets."),
    "vetted": gettext_lazy("Vetted; an accreditation officer decides."),
    "returned": gettext_lazy("Returned: the delegation’s focal point corrects and submits again."),
}


def name_and_page(member: Delegate) -> tuple[str, str]:
    """Return a member's name and page, for a task of the desk."""
    return member.full_name, reverse("registration:desk_person", args=[member.public_id])


@dataclass(frozen=True)
class NextStep:
    """Something that a role may do next for a person: named by its effect, with the page on which it is done."""

    label: str | Promise
    url: str
    danger: bool = False


@dataclass(frozen=True)
class PersonDocument:
    """A paper of a person, with its address and when it was made."""

    title: str | Promise
    url: str
    at: datetime | None = None


@dataclass(frozen=True)
class Section:
    """A section of the page.

    `source` is called with the request and the person, in a constant number of queries; None leaves the section out. What it shows beyond
    the page's own entry in the access log, it logs itself.
    """

    order: int
    right: str  # who sees it, a key of access.RIGHTS
    template: str  # draws it, with what `source` returns as `section`
    source: Callable[[HttpRequest, Delegate], Any]
    aside: bool = False


type Steps = Callable[[Delegate, Actor], Iterable[NextStep]]
type Documents = Callable[[Delegate, Actor], Iterable[PersonDocument]]
type Pronunciations = Callable[[Sequence[int]], Mapping[int, str]]


@dataclass(frozen=True)
class StepSource:
    """What may be done next. `source` yields what the actor may do, the most likely first."""

    order: int
    source: Steps


@dataclass(frozen=True)
class DocumentSource:
    right: str
    source: Documents
    order: int = 0


@dataclass(frozen=True)
class PronunciationSource:
    """How names are pronounced, where that is noted. `source` returns what it knows of members, by key, in one query."""

    source: Pronunciations
    order: int = 0


type Part = Section | StepSource | DocumentSource | PronunciationSource
parts: Registry[Part] = Registry("parts of a person's page", order=lambda part: part.order)


def register_section(new: Section) -> Section:
    """Register a section; raise KeyError for an unknown right."""
    if new.right not in RIGHTS:
        raise KeyError(new.right)
    parts.add(new.template, new)
    return new


def register_steps(order: int, source: Steps) -> None:
    parts.add(name_of(source), StepSource(order, source))


def register_documents(right: str, source: Documents) -> None:
    """Register documents for those who hold `right`; raise KeyError for an unknown one."""
    if right not in RIGHTS:
        raise KeyError(right)
    parts.add(name_of(source), DocumentSource(right, source))


def register_pronunciations(source: Pronunciations) -> None:
    parts.add(name_of(source), PronunciationSource(source))


def sections_for(request: HttpRequest, member: Delegate, *, aside: bool) -> list[tuple[str, Any]]:
    """Return template and context of each section that the reader may see, in order."""
    actor = actor_of(request)
    visible = [section for section in parts.of_kind(Section) if section.aside == aside and actor.may(section.right)]
    contexts = [(section.template, section.source(request, member)) for section in visible]
    return [(template, context) for template, context in contexts if context is not None]


def steps_for(member: Delegate, actor: Actor) -> list[NextStep]:
    """Return what `actor` may do next for `member`, the most likely first."""
    return [step for part in parts.of_kind(StepSource) for step in part.source(member, actor)]


def documents_for(member: Delegate, actor: Actor) -> list[PersonDocument]:
    """Return the documents of `member` that `actor` may open."""
    allowed = [part for part in parts.of_kind(DocumentSource) if actor.may(part.right)]
    return [paper for part in allowed for paper in part.source(member, actor)]


def pronunciations_of(members: Sequence[int]) -> dict[int, str]:
    """Return how the names of these members are pronounced, by key, where that is noted. One query a source."""
    sources = parts.of_kind(PronunciationSource)
    return {key: text for part in sources for key, text in part.source(members).items()}
