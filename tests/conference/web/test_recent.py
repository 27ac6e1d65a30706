"""A value that many ask for is read by one of them, and never by more the more ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from conference.web import page_cache
from conference.web.page_cache import Recent


class Source:
    """Counts how often it is read; waits in between when it is told to."""

    def __init__(self) -> None:
        self.reads, self.begun, self.go_on = 0, Event(), Event()
        self.go_on.set()

    def __call__(self) -> int:
        self.reads += 1
        self.begun.set()
        assert self.go_on.wait(20)
        return self.reads


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the cache, in seconds."""
    now = [100.0]
    monkeypatch.setattr(page_cache.time, "monotonic", lambda: now[0])
    return lambda seconds: now.__setitem__(0, 100.0 + seconds)


def test_it_is_read_again_when_it_is_old(at):
    source = Source()
    recent = Recent(source, every=1)
    assert [recent.get(), recent.get()] == [1, 1]
    at(0.9)
    assert recent.get() == 1
    at(1)
    assert [recent.get(), recent.get()] == [2, 2]


def test_while_one_reads_it_anew_the_others_have_the_old_one(at):
    source = Source()
    recent = Recent(source, every=1)
    recent.get()
    at(1.5)
    source.begun.clear()
    source.go_on.clear()
    with ThreadPoolExecutor(1) as reader:
        first = reader.submit(recent.get)
        assert source.begun.wait(20)
        assert [recent.get() for _other in range(50)] == [1] * 50
        source.go_on.set()
        assert first.result(20) == 2
    assert (recent.get(), source.reads) == (2, 2)


@pytest.mark.parametrize("age", [None, 3.5])
def test_without_a_value_or_with_one_that_is_too_old_all_wait_for_the_one_who_reads(at, age):
    source = Source()
    recent = Recent(source, every=1)
    if age is not None:
        recent.get()
        at(age)
    before = source.reads
    source.begun.clear()
    source.go_on.clear()
    with ThreadPoolExecutor(8) as readers:
        asked = [readers.submit(recent.get) for _reader in range(8)]
        assert source.begun.wait(20)
        assert not any(one.done() for one in asked)
        source.go_on.set()
        assert {one.result(20) for one in asked} == {before + 1}
    assert source.reads == before + 1
