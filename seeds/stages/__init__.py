"""The later stages of the story: two weeks after the seeds the ceremony, and a day later its results. What a stage lacks is told first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from conference.core import clock
from delegations.gates.models import Device, Gate, Scan
from seeds.stages import arrangements, evening, fortnight, members, morning, seating

TELLING = timedelta(hours=1)  # more than the telling takes on a slow machine


def advance(stage: str, *, say: Callable[[str], object] = print) -> None:
    """Tell the story up to `stage`, whatever was told before. What somebody did in the demo meanwhile stays as it is."""
    if stage == "registration" or not Gate.objects.exists():
        return
    if not Scan.objects.exists():
        ceremony(say=say)
        _report()
    if stage == "results" and not evening.is_told():
        say("Holding the two days of the conference ...")
        with transaction.atomic():
            evening.load()
        _report()


def _report() -> None:
    """Let the devices of the story be in touch now: the demo's clock went on while it was told."""
    now = clock.now()
    of_the_story = Device.objects.filter(state="enrolled", last_seen__range=(now - TELLING, now))
    of_the_story.update(last_seen=now, bundle_at=now)


def ceremony(*, say: Callable[[str], object] = print) -> None:
    """Tell the two weeks before the ceremony and its morning, in one transaction."""
    with transaction.atomic():
        say("Telling the two weeks before the ceremony ...")
        fortnight.load()
        members.load()
        fortnight.visas()
        arrangements.load()
        say("Opening the gates on the morning of the ceremony ...")
        morning.load()
        seating.seat_banquet()
