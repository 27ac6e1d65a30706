"""The acts of which the depositary notifies. Each topic adds its own in its `notified_acts.py`, by one `ActSource`."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from conference.core.registry import Registry
from conference.db.together import Part
from conference.parties.models import Party
from conference.translated import Translated
from conference.treaties.models import Treaty


@dataclass(frozen=True)
class Act:
    """An act that can no longer be undone, only corrected or withdrawn.

    Attributes:
        key: Permanent, such as `signature:12`.
        kind: The key of an ActKind.
        party: None for an act of the treaty itself.
        day: Its legal date.
        facts: What is communicated of it, as JSON values in no language; another value makes a correcting notification.
    """

    key: str
    kind: str
    party: Party | None
    day: date
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class ActText:
    """The text of a declaration or a reservation, with its heading in the active language."""

    heading: str
    text: Translated


def _none(*_args: Any) -> Iterable[Any]:
    return ()


@dataclass(frozen=True)
class ActKind:
    """How a kind of act is communicated. All functions write in the active language.

    Attributes:
        title: Returns the heading of one act: `Accession`.
        sentence: Returns what happened, in one sentence.
        texts: Returns the texts that belong to an act.
        remarks: Returns sentences on all acts of a notification.
        group: Returns what acts of one notification have in common; None where each act has a notification of its own.
        opening: Returns the sentences before the list of parties, where acts are grouped; the first one also stands in the e-mail.
    """

    key: str
    title: Callable[[Act], str | Promise]
    sentence: Callable[[Act], str]
    texts: Callable[[Act], Iterable[ActText]] = _none
    remarks: Callable[[Treaty, Sequence[Act]], Iterable[str]] = _none
    group: Callable[[Act], str] | None = None
    opening: Callable[[Sequence[Act]], Iterable[str]] | None = None

    def group_of(self, act: Act) -> str:
        return f"{self.key}:{self.group(act)}" if self.group else act.key


@dataclass(frozen=True)
class ActSource:
    """The acts of one topic.

    Attributes:
        acts: Yields them all, in the order in which they are listed, and the query sets that it needs (conference/db/together.py).
        pending: Yields likewise the keys of acts whose correction awaits a second person: nothing is communicated of them until then.
        issued: Notes, in the transaction of the issue, that acts with these keys, of any topic, were notified on that day.
    """

    kinds: Sequence[ActKind]
    acts: Callable[[Treaty], Part]
    pending: Callable[[Treaty], Iterable[Any]] = _none
    issued: Callable[[Treaty, Set[str], date], object] = _none


sources: Registry[ActSource] = Registry("notified acts")


def register_acts(key: str, source: ActSource) -> None:
    sources.add(key, source)


def kind_of(act: Act) -> ActKind:
    return next(kind for source in sources.values() for kind in source.kinds if kind.key == act.kind)
