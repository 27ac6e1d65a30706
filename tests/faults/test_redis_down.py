"""While Redis is down requests succeed, and their confirmations follow, though it has forgotten everything."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from conference.core.access import public
from conference.correspondence.models import Message
from conference.urls import urlpatterns as site
from tests.correspondence.broker import broker_at
from tests.correspondence.conftest import write
from tests.faults.support.processes import Worker
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]


@public
def view(request: HttpRequest) -> HttpResponse:
    (message,) = write(request.GET["to"])
    return HttpResponse(message.message_id)


urlpatterns = [*site, path("trial/", view)]


def test_the_confirmation_follows(mail_server, broker, queue_name, tmp_path, settings, client: Client):
    settings.ROOT_URLCONF = __name__
    sink = mail_server.sink
    worker = Worker(broker.url, queue_name, mail_server.port, tmp_path, "solo")
    try:
        with broker_at(broker.url):
            worker.wait_until_ready()
            before = client.get("/trial/", {"to": "before@x.example"})
            until(lambda: sink.ids == [before.content.decode()], "with Redis up a confirmation arrives", seconds=60)

            broker.stop()
            during = client.get("/trial/", {"to": "during@x.example"})
            assert during.status_code == 200
            assert Message.objects.get(recipient="during@x.example").state == "queued"
            assert len(sink.ids) == 1

            broker.start()
            until(lambda: len(sink.ids) == 2 or not worker.alive, "the confirmation followed", seconds=120)
            # The server has it a moment before the worker has written so.
            sent = Message.objects.filter(recipient="during@x.example", state="sent")
            until(lambda: sent.exists() or not worker.alive, "the outbox knows", seconds=60)
    finally:
        worker.kill()
    assert worker.log.exists()
    assert sink.ids[1] == during.content.decode(), worker.log.read_text()
    assert Message.objects.get(recipient="during@x.example").state == "sent"
