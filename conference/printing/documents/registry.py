from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from pathlib import Path

from django.utils.functional import Promise

from conference.core.access import RIGHTS
from conference.core.registry import Registry
from conference.printing.documents import typeset
from conference.printing.documents.errors import PrintError
from conference.printing.documents.files import destination


class UnknownDocument(PrintError):
    """There is no document of that name."""


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """What narrows a document down; empty or None: its default. `delegation` and `room` are codes."""

    delegation: str = ""
    layout: str = ""
    day: date | None = None
    backs: bool = False
    room: str = ""


@dataclass(frozen=True, slots=True)
class PrintResult:
    """Pages and items (badges, sessions, rows) of a document."""

    pages: int
    items: int


Produce = Callable[[PrintOptions, Path], PrintResult]
# What a person may choose for an option: values with their words.
Choices = Callable[[], Iterable[tuple[str, str]]]


def _never(options: PrintOptions) -> bool:
    return False


OPTIONS = frozenset(option.name for option in fields(PrintOptions))


@dataclass(frozen=True, slots=True)
class Document:
    """A document that can be printed.

    Attributes:
        name: As on the command line, "order-of-day".
        right: A key of access.RIGHTS.
        options: Names of the options that it takes, of OPTIONS.
        produce: Writes the file, whole or not at all; raises UserError for an unknown delegation or day.
        layouts: Kinds of paper, the default first; empty for only one.
        layout_words: Words for layouts whose names say nothing to a person.
        choices: For an option, what the desk's page offers.
        reads: The verb (core.access_log) by which a read is logged; empty when nothing is personal.
        is_long: Whether the choice takes so long that a worker makes it.
        at_desk: Whether the desk's page offers it.
    """

    name: str
    title: str | Promise
    right: str
    options: frozenset[str]
    produce: Produce
    layouts: tuple[str, ...] = ()
    layout_words: Mapping[str, str | Promise] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)
    reads: str = ""
    about: str | Promise = ""
    is_long: Callable[[PrintOptions], bool] = _never
    at_desk: bool = True

    @property
    def named_layouts(self) -> list[tuple[str, str]]:
        return [(name, str(self.layout_words.get(name, name))) for name in self.layouts]

    def check(self, options: PrintOptions) -> None:
        for option in sorted(OPTIONS - self.options):
            if getattr(options, option):
                raise PrintError(f"{self.name} takes no --{option}.")
        if options.layout and options.layout not in self.layouts:
            raise PrintError(
                f"There is no layout {options.layout} of {self.name}; there are {', '.join(self.layouts)}."
            )


registered: Registry[Document] = Registry("documents", order=lambda document: document.name)


def register_document(document: Document) -> Document:
    """Add a document; raise KeyError for an unknown right or option, AlreadyRegistered for a taken name."""
    if document.right not in RIGHTS:
        raise KeyError(document.right)
    if not document.options <= OPTIONS or ("layout" in document.options) != bool(document.layouts):
        raise KeyError(f"{document.name}: its options don't match what it says of itself")
    return registered.add(document.name, document)


def documents() -> list[Document]:
    return list(registered.values())


def get_document(name: str) -> Document:
    """Return the document; raise UnknownDocument, which lists the names."""
    try:
        return registered[name]
    except KeyError:
        names = ", ".join(registered) or "none yet"
        raise UnknownDocument(f"There is no document {name}; there are: {names}.") from None


def produce_from_template(
    template: str, data: Mapping[str, object], out: Path, *, items: int, at: datetime | None = None
) -> PrintResult:
    """Set and write one template, for a document's `produce`. Raises as `typeset.compile`."""
    paper = typeset.compile(template, data, at=at)
    with destination(out) as file:
        file.write(paper)
    return PrintResult(pages=typeset.count_pages(paper), items=items)
