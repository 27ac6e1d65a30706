"""A database that was restored from a copy sends, signs and synchronizes nothing until a person says which it is."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from redis import Redis

from conference.audit.tasks import keep_head
from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Role
from conference.core.errors import NotAllowed, NotPossible, UserError
from conference.correspondence.models import Message
from conference.correspondence.outbox import actions, delivery, restored
from conference.machines import actions as machines
from conference.models import Backup, Installation, InstallationState, current_conference
from conference.ops import installation
from delegations.accreditation.badges.contents import get_signing_key
from delegations.registration.circulars import actions as circulars
from delegations.registration.circulars import queries as circular_queries
from delegations.registration.overview.listing import Filter
from tests.correspondence.conftest import server, sink, trial, write  # noqa: F401 (fixtures)
from tests.faults.conftest import broker  # noqa: F401 (a fixture)
from tests.gates.scene import get, make_device, post
from tests.people import actor, make_focal_point, make_user, sign_in
from tests.prepared_database import database_url
from tests.registration.circulars.test_in_time import BODY, SUBJECT
from tests.restoring import database_of, dump, run

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]  # copies of whole databases
LIVE, RESTORED, TRIAL = InstallationState


@pytest.fixture(autouse=True)
def checked(world, trial, settings) -> Iterator[None]:  # noqa: F811
    settings.INSTALLATION_CHECKED = True
    installation.forget_status()
    yield
    settings.INSTALLATION_CHECKED = False
    installation.forget_status()


def relay() -> int:
    """Do what beat and a worker do, and return how many messages were handed over."""
    return delivery.hand_over(delivery.deliver)


def states() -> dict[str, str]:
    return dict(Message.objects.order_by("pk").values_list("recipient", "state"))


@pytest.fixture
def waiting(sink) -> None:  # noqa: F811
    """A message was sent, one is due, and one waits."""
    write("before@x.example")
    assert relay() == 1
    write("after@x.example", version=2)
    (later,) = write("tomorrow@x.example", version=3)
    Message.objects.filter(pk=later.pk).update(not_before=timezone.now() + timedelta(hours=1))


@pytest.fixture
def copy(waiting: None, tmp_path: Path, sink) -> Path:  # noqa: F811
    """A dump of the database, after which the living one sent what was due."""
    made = dump(tmp_path / "copy.dump")
    assert relay() == 1
    assert [mail.to for mail in sink.taken] == ["before@x.example", "after@x.example"]
    return made


def secretariat():
    return actor(make_user(None, Role.SECRETARIAT))


def test_nothing_goes_out_of_a_restored_copy_and_as_the_replacement_what_a_person_sends(copy, sink):  # noqa: F811
    with database_of(copy):
        assert relay() == 0
        assert delivery.deliver(list(Message.objects.values_list("pk", flat=True))) == 0
        Message.objects.update(not_before=timezone.now() - timedelta(hours=1))
        assert relay() == 0
        assert len(sink.taken) == 2
        assert installation.read_status() == RESTORED

        office = secretariat()
        assert restored.declare_replacement(actor=office) == 2
        assert states() == {"before@x.example": "sent", "after@x.example": "held", "tomorrow@x.example": "held"}
        assert relay() == 0
        keys = dict(Message.objects.values_list("recipient", "pk"))
        assert actions.discard(actor=office, ids=[keys["after@x.example"]]) == 1
        assert actions.release(actor=office, ids=[keys["tomorrow@x.example"]]) == 1
        write("new@x.example", version=4)
        assert relay() == 2
        assert [mail.to for mail in sink.taken[2:]] == ["tomorrow@x.example", "new@x.example"]
        assert states()["after@x.example"] == "cancelled"
    assert relay() == 0  # the living one goes on as before: what is left there is not due
    assert installation.read_status() == LIVE


def test_without_the_guard_the_copy_sends_again(copy, sink, settings):  # noqa: F811
    settings.INSTALLATION_CHECKED = False
    with database_of(copy):
        assert relay() == 1
    assert [mail.to for mail in sink.taken] == ["before@x.example", *["after@x.example"] * 2]
    assert sink.ids[1] == sink.ids[2]


def test_a_trial_stays_mute_for_good(copy, sink):  # noqa: F811
    with database_of(copy):
        assert relay() == 0
        office = secretariat()
        restored.declare_trial(actor=office)
        Message.objects.filter(state="queued").update(not_before=timezone.now() - timedelta(days=1))
        assert relay() == 0
        for declare in (restored.declare_replacement, restored.declare_trial):
            with pytest.raises(NotPossible, match="declared a trial"):
                declare(actor=office)
        assert (relay(), installation.read_status(), len(sink.taken)) == (0, TRIAL, 2)


def test_a_copy_keeps_no_head_of_its_log_beside_the_living_ones(settings, tmp_path):
    settings.AUDIT_KEYS, settings.AUDIT_FILE = (
        f"a1:{base64.b64encode(bytes(range(32))).decode()}",
        str(tmp_path / "heads"),
    )
    assert installation.confirm()
    keep_head()
    kept = (tmp_path / "heads").read_text()
    Installation.objects.update(identity="elsewhere")
    installation.forget_status()
    keep_head()
    assert (tmp_path / "heads").read_text() == kept


def test_what_fell_due_between_copy_and_restore_is_written_and_held(sink, tmp_path):  # noqa: F811
    make_focal_point("KEN", email="f@ken.example")
    at = clock.now() + timedelta(hours=2)
    circulars.write_circular(
        actor=secretariat(),
        delegations=circular_queries.get_selected(Filter(), ["ken"]),
        subject=SUBJECT,
        body=BODY,
        expected_version=circular_queries.key_of(SUBJECT, BODY, (), at),
        send_at=at,
    )
    relay()
    made = dump(tmp_path / "copy.dump")
    with clock.standing(at):
        assert circulars.send_due() == 1
        relay()
        assert [mail.to for mail in sink.taken] == ["f@ken.example"]
        with database_of(made):
            assert restored.declare_replacement(actor=secretariat()) == 1
            assert states() == {"f@ken.example": "held"}
            assert (circulars.send_due(), relay(), len(sink.taken)) == (0, 0, 1)


def test_no_device_is_answered_no_key_signs_and_none_is_made():
    _device, key = make_device()
    assert (installation.confirm(), get(key, "bundle").status_code) == (True, 200)
    Installation.objects.update(identity="elsewhere")
    installation.forget_status()
    scan = {"number": 1, "text": "A1-00000", "direction": "in", "at": clock.now().isoformat()}
    answers = [get(key, "bundle"), get(key, "thumbs?serials=0"), post(key, "check", scan)]
    answers += [post(key, "scans", {"now": clock.now().isoformat(), "scans": []}), post("", "enrol", {"code": "ABCD"})]
    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(503, "restored-copy")] * 5
    with pytest.raises(installation.RestoredCopy):
        get_signing_key()
    values = {"name": "S", "scopes": ["gates.read"], "expires_at": clock.now() + timedelta(days=1)}
    with pytest.raises(installation.RestoredCopy):
        machines.make(actor=SYSTEM, **values)


def test_a_database_is_told_from_its_copies_and_a_new_one_is_none(copy, tmp_path):
    assert installation.read_status() == LIVE
    with database_of(None):  # file by file, by the same server
        assert installation.read_status() == RESTORED
        assert (installation.confirm(), Installation.objects.get().state) == (False, "restored")
    with database_of(copy) as name:
        restored.declare_replacement(actor=SYSTEM)
        assert (installation.confirm(), installation.read_status()) == (True, LIVE)
        again = dump(tmp_path / "again.dump")
        connection.close()
        run("pg_restore", "--clean", "--no-owner", f"--dbname={database_url(name)}", str(again))  # in its own place
        assert installation.read_status() == RESTORED
    Installation.objects.all().delete()
    assert installation.read_status() == LIVE
    assert (installation.confirm(), Installation.objects.get().state) == (True, "live")


class SetBack(Exception):
    pass


def test_data_that_were_set_back_are_told_by_the_broker_and_a_failover_is_none(settings, broker):  # noqa: F811
    """Files of a cluster keep all that a dump lacks: only what was kept outside says that entries are missing."""
    settings.CELERY_BROKER_URL = broker.url
    assert installation.confirm()
    # A failover: the timeline rose, nothing is missing.
    Installation.objects.update(timeline=7)
    assert installation.read_status() == RESTORED  # for the seconds until the next relay
    assert (installation.confirm(), installation.read_status()) == (True, LIVE)

    @lifecycle.use_case
    def act() -> None:
        lifecycle.log(current_conference(), actor=SYSTEM, verb="message.cancelled")

    with pytest.raises(SetBack), transaction.atomic():
        act()
        assert installation.confirm()
        raise SetBack
    assert (installation.confirm(), installation.read_status()) == (False, RESTORED)
    restored.declare_replacement(actor=SYSTEM)
    assert (installation.confirm(), installation.read_status()) == (True, LIVE)
    # A recovery beside another broker: nobody knows what is missing.
    Installation.objects.update(timeline=7)
    with Redis.from_url(broker.url) as redis:
        redis.flushall()
    assert (installation.confirm(), installation.read_status()) == (False, RESTORED)


def test_an_emptied_broker_alone_says_nothing(settings, broker):  # noqa: F811
    settings.CELERY_BROKER_URL = broker.url
    assert installation.confirm()
    with Redis.from_url(broker.url) as redis:
        redis.flushall()
    assert (installation.confirm(), installation.read_status()) == (True, LIVE)


class TestCommand:
    def test_it_says_where_it_was_done_and_what_to_do(self, copy, capsys):
        call_command("report_backup", "--restored")
        assert Backup.objects.filter(kind="restored").exists()
        said = capsys.readouterr().out
        assert said.startswith("Noted: restored on trial. Database test_")
        assert ": where the conference runs." in said
        with pytest.raises(UserError, match="no restored copy"):
            call_command("report_backup", "--restored", "--trial")
        assert installation.read_status() == LIVE
        with database_of(copy):
            with pytest.raises(UserError, match=r"restored copy itself. Say which it is, here: --trial"):
                call_command("report_backup", "--restored")
            call_command("report_backup", "--restored", "--replacement")
            assert (
                "goes on. 2 messages are held; decide on each at /desk/messages/?state=held." in capsys.readouterr().out
            )
            assert installation.read_status() == LIVE

    def test_a_copy_that_nobody_could_tell_is_declared_as_well(self):
        installation.confirm()
        call_command("report_backup", "--restored", "--trial", "--unrecognized")
        assert (installation.read_status(), relay()) == (TRIAL, 0)


class TestPages:
    def test_every_staff_page_says_so_and_the_secretariat_declares_which_it_is(self, client, waiting):
        sign_in(client, make_user(None, Role.SECRETARIAT))
        assert "This is a restored copy" not in client.get("/desk/").content.decode()
        Installation.objects.update(identity="elsewhere")
        installation.forget_status()
        for url in ("/desk/", "/desk/messages/", "/desk/restored/"):
            assert "This is a restored copy. Nothing is sent or signed" in client.get(url).content.decode()
        page = client.post("/desk/restored/replacement/", follow=True).content.decode()
        assert "2 messages are held since the database was restored." in page
        assert "This is a restored copy" not in page
        later, _after = Message.objects.filter(state="held").order_by("-recipient")
        desk = client.get("/desk/").content.decode()
        assert "2 messages are held since the restore" in desk
        page = client.post("/desk/messages/held/", {"ids": later.pk, "decision": "discard"}, follow=True)
        assert "1 message will not be sent." in page.content.decode()
        later.refresh_from_db()
        assert (later.state, later.sealed) == ("cancelled", "")

    def test_a_trial_says_so_on_every_page(self, client, waiting):
        sign_in(client, make_user(None, Role.SECRETARIAT))
        Installation.objects.update(identity="elsewhere")
        client.post("/desk/restored/trial/")
        assert "This is a restored copy on trial. Nothing is ever sent" in client.get("/desk/").content.decode()

    def test_nobody_else_declares_it(self, waiting):
        for role in set(Role) - {Role.SECRETARIAT}:
            with pytest.raises(NotAllowed):
                restored.declare_replacement(actor=actor(make_user(None, role)))
