from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conference.core import lifecycle
from conference.correspondence.letters import registry
from conference.correspondence.letters.registry import Notice
from conference.correspondence.models import Message
from conference.correspondence.outbox.actions import Recipient, queue_messages
from conference.models import current_conference
from tests.correspondence.sink import Server, Sink

CONTEXT = {"party": "Kenya", "words": "seven members received", "at": "2025-10-08T03:04:31+00:00"}
LINK = "https://hanoi2025.example/answer/5f2c9e/"


def make_notice(kind: str = "trial.news", template: str = "mail/trial/news", *more: str) -> Notice:
    return Notice(
        kind=kind,
        title="News of the trial",
        template=template,
        variables=frozenset({*CONTEXT, "link", *more}),
        sample=lambda: {**CONTEXT, "link": LINK, **dict.fromkeys(more, "more")},
        sealed=frozenset({"link"}),
    )


@pytest.fixture
def trial(settings) -> Iterator[Notice]:
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
    with registry.notices.override():
        yield registry.register_notice(make_notice())


@lifecycle.use_case
def write(
    *emails: str,
    kind: str = "trial.news",
    version: int = 1,
    scope: str = "KEN",
    language: str = "en",
    name: str = "Achieng Wambui",
    **context: Any,
) -> list[Message]:
    values = {**CONTEXT, "link": LINK, **context}
    to = [Recipient(address, name, language) for address in emails or ["focal.kenya@mission.example"]]
    queue_messages(
        registry.get_notice(kind), subject=current_conference(), to=to, context=values, version=version, scope=scope
    )
    found = Message.objects.filter(kind=kind, subject_version=version)
    return [found.get(recipient=one.email.lower()) for one in to]


@pytest.fixture
def server(settings) -> Iterator[Server]:
    with Server() as running:
        settings.MAILERS = running.mailers
        yield running


@pytest.fixture
def sink(server) -> Sink:
    return server.sink
