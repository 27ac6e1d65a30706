"""The messages that the apps send, as their `notices.py` declare them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Notice:
    """A kind of message.

    Arguments: kind, `app.event`; title, its name for the desk; template, a folder-relative name such as
    `mail/registration/submitted`, of which `.txt` (first line: the subject) and `.html` exist; variables, the only names the templates
    may use besides those of `delivery.common`; sealed, those of them that are kept encrypted and are emptied after sending; sample, makes
    a context for the preview.
    """

    kind: str
    title: str | Promise
    template: str
    variables: frozenset[str]
    sample: Callable[[], Mapping[str, Any]]
    sealed: frozenset[str] = field(default_factory=frozenset)


_notices: dict[str, Notice] = {}


def register(notice: Notice) -> Notice:
    """Declares `notice`. Returns it, so that the app keeps it under a name."""
    _notices[notice.kind] = notice
    return notice


def get(kind: str) -> Notice:
    """The notice of that kind. Raises KeyError."""
    return _notices[kind]


def all_notices() -> Iterable[Notice]:
    """Every notice, by kind."""
    return [_notices[kind] for kind in sorted(_notices)]
