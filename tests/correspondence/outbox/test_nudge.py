"""A request never waits for the broker: refused or silent, its message lies in the outbox."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from kombu.exceptions import OperationalError

import conference
from conference.core.access import public
from conference.correspondence import tasks
from conference.correspondence.models import Message
from conference.correspondence.outbox import nudge
from conference.urls import urlpatterns as site
from tests.correspondence.broker import broker_at
from tests.correspondence.conftest import write
from tests.correspondence.sink import free_port
from tests.people import make_conference
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@public
def view(request: HttpRequest) -> HttpResponse:
    write(request.GET["to"], version=int(request.GET["version"]))
    return HttpResponse("done")


urlpatterns = [*site, path("trial/", view)]


@pytest.fixture(autouse=True)
def _door(settings, trial):
    settings.ROOT_URLCONF = __name__
    make_conference()


@pytest.fixture
def silent() -> Iterator[tuple[int, Callable[[], int]]]:
    """A port that listens and never answers; and how many have come to it."""
    came: list[socket.socket] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        while True:
            try:
                came.append(listener.accept()[0])
            except OSError:
                return

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield listener.getsockname()[1], lambda: len(came)
    listener.close()
    for one in came:
        one.close()


def blocked() -> list[str]:
    import sys
    import traceback

    names = {thread.ident: thread.name for thread in threading.enumerate()}
    frames = sys._current_frames().items()
    return [
        names.get(ident, "?")
        for ident, frame in frames
        if any("kombu" in row.filename for row in traceback.extract_stack(frame))
    ]


def test_with_redis_refused_the_request_succeeds(client: Client):
    with broker_at(f"redis://127.0.0.1:{free_port()}/0"):
        answer = client.get("/trial/", {"to": "a@x.example", "version": 1})
        assert (answer.status_code, answer.content) == (200, b"done")
        assert Message.objects.get().state == "queued"
        until(lambda: not nudge.wanted.is_set() and blocked() == [], "the nudge has been tried")
        # The control: what a request would have met, had it sent the task itself.
        with pytest.raises(OperationalError):
            tasks.relay.apply_async(retry=False)


def test_with_redis_silent_only_the_nudging_thread_waits(client: Client, silent):
    port, came = silent
    until(lambda: blocked() == [], "a nudge of an earlier test has ended", seconds=60)
    with broker_at(f"redis://127.0.0.1:{port}/0"):
        answer = client.get("/trial/", {"to": "a@x.example", "version": 1})
        assert (answer.status_code, answer.content) == (200, b"done")
        # The client tries again by itself when the first connection stays silent.
        until(lambda: came() > 0, "the thread has reached the silent broker", seconds=90)
        until(lambda: blocked() == ["nudge"], "the thread waits for its answer")
        # While it waits, ten more requests are served, and none of them waits or starts another thread.
        for version in range(2, 12):
            assert client.get("/trial/", {"to": "a@x.example", "version": version}).status_code == 200
        assert blocked() == ["nudge"]
        assert [thread.name for thread in threading.enumerate()].count("nudge") == 1
        assert Message.objects.filter(state="queued").count() == 11
        assert nudge.wanted.is_set(), "and they are asked for once, when it is free again"


def test_every_thread_of_a_web_process_asks_the_broker_of_the_environment():
    """The web server imports no tasks' application by itself, and the thread that nudges is none that has imported anything."""
    code = """
        import threading
        from conference.wsgi import application
        from conference.correspondence.tasks import relay
        thread = threading.Thread(target=lambda: print(relay.app.conf.broker_url))
        thread.start(); thread.join()
    """
    environment = {**os.environ, "PLENIPO_MODE": "local", "REDIS_URL": "redis://127.0.0.1:6399/5"}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=environment,
        cwd=Path(conference.__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout.strip(), done.returncode) == ("redis://127.0.0.1:6399/5", 0), done.stderr


def test_the_thread_goes_when_it_is_idle_and_comes_again(client: Client, monkeypatch):
    monkeypatch.setattr(nudge, "IDLE", 0.05)
    with broker_at(f"redis://127.0.0.1:{free_port()}/0"):
        nudge.nudge()  # wakes the thread of an earlier test, which then waits as briefly as this one
        until(lambda: nudge.thread is None, "an earlier thread has gone", seconds=40)
        for version in (1, 2):
            client.get("/trial/", {"to": "a@x.example", "version": version})
            until(lambda: nudge.thread is None and not nudge.wanted.is_set(), "it asked, and went")
    assert Message.objects.count() == 2
