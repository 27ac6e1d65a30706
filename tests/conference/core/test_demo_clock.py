"""A demo's clock stands at its stage's hour at first, and never before its data."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.management.commands.demo import STAGES, Command
from delegations.gates.devices.presentation import device_status
from delegations.gates.models import Device
from seeds.load import devices
from seeds.tasks import devices_report
from tests.gates.scene import give_out, make_device, make_gate, sync, told
from tests.people import make_member

pytestmark = pytest.mark.django_db
CEREMONY = STAGES["ceremony"]
TODAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def machine(settings):
    """The machine's clock; the site's has no offset yet."""
    settings.CLOCK_OFFSET = timedelta()
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


def start(home, stage: str | None = None) -> datetime:
    Command()._set_clock(home, stage)
    offset = json.loads((home / "clock.json").read_text())["offset"]
    assert timedelta(seconds=offset) == settings.CLOCK_OFFSET
    return clock.now()


@pytest.mark.parametrize("stage", STAGES)
def test_a_first_start_stands_at_its_stage_s_hour(machine, tmp_path, stage):
    assert start(tmp_path, stage) == STAGES[stage]


def test_without_a_stage_the_clock_goes_on(machine, tmp_path):
    assert start(tmp_path) == STAGES["registration"]
    machine.shift(timedelta(hours=2))
    assert start(tmp_path) == STAGES["registration"] + timedelta(hours=2)


def test_a_later_stage_is_entered_from_an_earlier_one(machine, world, tmp_path):
    start(tmp_path, "registration")
    make_member("KEN")
    assert start(tmp_path, "ceremony") == CEREMONY
    # And back it does not go behind what was done.
    machine.shift(timedelta(minutes=5))
    make_member("KEN")
    last = AuditEntry.objects.latest("number").at
    assert start(tmp_path, "registration") == last


def test_a_stage_asked_again_goes_on_from_the_last_thing_that_happened(machine, world, tmp_path):
    start(tmp_path, "ceremony")
    device, key = make_device(make_gate("G"))
    badge = give_out(make_member("KEN", state="accredited").badges.get())
    machine.shift(timedelta(minutes=30))
    happened = clock.now()
    # A device whose clock is right by the machine, in touch half an hour after the last audit entry.
    sync(key, [told(1, badge, TODAY + timedelta(minutes=29))], now=TODAY + timedelta(minutes=30))
    assert AuditEntry.objects.latest("number").at < happened
    machine.shift(timedelta(days=3))  # while it was stopped
    assert start(tmp_path, "ceremony") == happened
    assert device_status(Device.objects.get(pk=device.pk)).clock == ""
    # Whatever number of times.
    machine.shift(timedelta(hours=1))
    assert start(tmp_path, "ceremony") == happened
    assert device_status(Device.objects.get(pk=device.pk)).clock == ""


def test_the_story_s_devices_stay_in_touch_and_hold_no_clock(machine, world, tmp_path):
    """They report for as long as the demo runs; a stage asked again begins at its hour, and they are in touch there too."""
    start(tmp_path, "ceremony")
    with clock.standing(devices.DAWN):
        story, _key = make_device(make_gate("G", name="Gate East"))
    own, _key = make_device(make_gate("C", name="Gate West"))
    machine.shift(timedelta(hours=1))
    assert devices_report() == 1
    at = {one.pk: one.last_seen for one in Device.objects.all()}
    assert at == {story.pk: clock.now(), own.pk: CEREMONY}  # nobody holds the one, somebody the other
    assert start(tmp_path, "ceremony") < Device.objects.get(pk=story.pk).last_seen
    devices.report()
    assert Device.objects.get(pk=story.pk).last_seen == clock.now()
