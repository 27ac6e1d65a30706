"""The kinds of messages, declared in the apps' `notices.py`."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from conference.core.access import Actor, check_right
from conference.core.registry import Registry

# What every template may use besides its notice's own variables (rendering.py fills them in).
COMMON = frozenset({"conference", "public_url", "recipient_name", "dear", "reference", "subject"})
# What mail/base.* shows when a notice has it.
LAYOUT = frozenset({"url", "label", "sent_to", "bare"})
KIND = re.compile(r"[a-z_]+\.[a-z_]+\Z")


@dataclass(frozen=True)
class Notice:
    """A kind of message.

    Args:
        kind: `app.event`.
        template: Such as `mail/registration/submitted`, of which `.txt` (first line: the subject) and `.html` exist.
        variables: The only names that the templates may use besides COMMON.
        sample: Makes a context for the preview, always the same.
        sealed: Variables that are encrypted, and emptied when the message has ended.
        right: What staff need besides to read such a message; empty if whoever reads messages may.
        files: Returns what is attached, as (name, content, media type), for the key of the message's subject, in its reader's language.

    Raises:
        ValueError: When these don't fit together.
    """

    kind: str
    title: str | Promise
    template: str
    variables: frozenset[str]
    sample: Callable[[], Mapping[str, Any]]
    sealed: frozenset[str] = field(default_factory=frozenset)
    files: Callable[[str], Iterable[tuple[str, bytes, str]]] | None = None
    right: str = ""

    def __post_init__(self) -> None:
        if self.right:
            check_right(self.right)
        if not KIND.match(self.kind) or len(self.kind) > 60:
            raise ValueError(f"{self.kind!r}: a kind is written app.event, 60 letters at most")
        if not self.sealed <= self.variables:
            raise ValueError(f"{self.kind}: sealed but no variable: {sorted(self.sealed - self.variables)}")
        if self.variables & COMMON:
            raise ValueError(f"{self.kind}: every message has these already: {sorted(self.variables & COMMON)}")


notices: Registry[Notice] = Registry("notices", order=lambda notice: notice.kind)


def register_notice(notice: Notice) -> Notice:
    """Add `notice`; raise ValueError when its kind is taken."""
    return notices.add(notice.kind, notice)


def get_notice(kind: str) -> Notice:
    return notices[kind]


def title_of(kind: str) -> str:
    notice = notices.get(kind)
    return str(notice.title) if notice else kind


def hidden_kinds(actor: Actor) -> frozenset[str]:
    """Return the kinds of messages that this actor may not read."""
    return frozenset(notice.kind for notice in notices.values() if notice.right and not actor.may(notice.right))


def title_for(kind: str, actor: Actor) -> str:
    """Return the title; for a kind that the actor may not read, only that it is a message."""
    return _("Message") if kind in hidden_kinds(actor) else title_of(kind)


def all_notices() -> Iterable[Notice]:
    return notices.values()
