"""The document of the interface for machines is read by people: whole sentences, with the words of United Nations documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

PHRASES = {"OK", "Created"}  # what HTTP calls a status


def told(part: Any) -> Iterator[str]:
    """Each description, at any depth; a field may be called `description` too, and is no text then."""
    if isinstance(part, dict):
        text = part.get("description")
        if isinstance(text, str):
            yield text
        for inner in part.values():
            yield from told(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from told(inner)


@pytest.fixture(scope="module")
def document() -> Any:
    return Client().get("/api/v1/openapi.json").json()


def test_descriptions_are_whole_sentences(document):
    texts = sorted({text for text in told(document) if text not in PHRASES})
    assert len(texts) > 90
    # The list of scopes and the name of the scope close the texts that have one.
    plain = [text.split("\n\nScope")[0] for text in texts]
    assert [text for text in plain if not text.endswith(".") or not (text[0].isupper() or text[0] == "`")] == []


def test_the_words_are_those_of_united_nations_documents(document):
    summaries = [one["summary"] for path in document["paths"].values() for one in path.values()]
    texts = [*summaries, *told(document)]
    assert [text for text in texts if "rganis" in text or "house's" in text or "told here" in text] == []
    assert "List the gates and their devices" in summaries
    assert any("the organizers' desk" in text for text in texts)
