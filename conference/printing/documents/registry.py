"""The registry of documents. Each app's `prints.py` adds its own; the desk and `./run print` list them."""

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
    """What narrows a document down. Empty or None: everything, or the document's own default.

    Attributes:
        delegation: Code of one delegation.
        layout: One of the document's layouts.
        day: In the conference's zone.
        backs: The other side too.
        room: Code of one room.
    """

    delegation: str = ""
    layout: str = ""
    day: date | None = None
    backs: bool = False
    room: str = ""


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What a document came to: pages, and items (badges, sessions, rows)."""

    pages: int
    items: int


Produce = Callable[[PrintOptions, Path], PrintResult]
# What a person may choose for an option: values with their words.
Choices = Callable[[], Iterable[tuple[str, str]]]


def _never(options: PrintOptions) -> bool:
    return False


OPTIONS = frozenset(one.name for one in fields(PrintOptions))


@dataclass(frozen=True, slots=True)
class Document:
    """A document that can be printed.

    Attributes:
        name: As on the command line, "order-of-day".
        title: For people, translated.
        right: Who may print it, a key of access.RIGHTS.
        options: Names of the options that it takes, of OPTIONS.
        produce: Writes the file, whole or not at all; raises UserError for a delegation or day that it doesn't know.
        layouts: Kinds of paper, the default first; empty where there is but one.
        layout_words: Words for the layouts whose names say nothing to a person.
        choices: For an option, what the desk's page offers.
        reads: The verb (core.access_log) by which a read is logged; empty where nothing in it is personal.
        about: A sentence on what is in it, translated.
        is_long: Whether what is chosen takes longer than a person waits, so that a worker makes it.
        at_desk: Whether the desk's page offers it; badges have pages of their own, since each copy is logged.
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
        """Raise PrintError for options that this document doesn't take."""
        for option in sorted(OPTIONS - self.options):
            if getattr(options, option):
                raise PrintError(f"{self.name} takes no --{option}.")
        if options.layout and options.layout not in self.layouts:
            raise PrintError(
                f"There is no layout {options.layout} of {self.name}; there are {', '.join(self.layouts)}."
            )


registered: Registry[Document] = Registry("documents", order=lambda document: document.name)


def register(document: Document) -> Document:
    """Add a document; raise KeyError for an unknown right or option, AlreadyRegistered for another of that name."""
    if document.right not in RIGHTS:
        raise KeyError(document.right)
    if not document.options <= OPTIONS or ("layout" in document.options) != bool(document.layouts):
        raise KeyError(f"{document.name}: its options don't match what it says of itself")
    return registered.add(document.name, document)


def documents() -> list[Document]:
    """Return all documents, by name."""
    return list(registered.values())


def get(name: str) -> Document:
    """Return the document of that name; raise UnknownDocument, which lists the names there are."""
    try:
        return registered[name]
    except KeyError:
        known = ", ".join(registered) or "none yet"
        raise UnknownDocument(f"There is no document {name}; there are: {known}.") from None


def produce_from_template(
    template: str, data: Mapping[str, object], out: Path, *, items: int, at: datetime | None = None
) -> PrintResult:
    """Set one template and write it: what most documents' `produce` ends in. Raises as `typeset.compile`."""
    paper = typeset.compile(template, data, at=at)
    with destination(out) as file:
        file.write(paper)
    return PrintResult(pages=typeset.count_pages(paper), items=items)
