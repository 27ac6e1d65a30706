"""The later stages of the story: two weeks after the seeds the ceremony, and a day later its results. What a stage lacks is told first."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from delegations.gates.models import Gate, Scan
from seeds.load import devices
from seeds.stages import arrangements, evening, fortnight, members, morning, seating, signing


def advance(stage: str, *, say: Callable[[str], object] = print) -> None:
    """Tell the story up to `stage`, whatever was told before. What somebody did in the demo meanwhile stays as it is."""
    if stage == "registration" or not Gate.objects.exists():
        return
    if not Scan.objects.exists():
        ceremony(say=say)
    if stage == "results" and not evening.is_told():
        say("Holding the two days of the conference ...")
        with transaction.atomic():
            signing.rest()
            evening.load()
    devices.report()  # the demo's clock went on while the story was told, or goes back to the stage's hour


def ceremony(*, say: Callable[[str], object] = print) -> None:
    """Tell the two weeks before the ceremony and its morning, in one transaction."""
    with transaction.atomic():
        say("Telling the two weeks before the ceremony ...")
        fortnight.load()
        members.load()
        fortnight.visas()
        arrangements.load()
        signing.intend()
        say("Opening the gates on the morning of the ceremony ...")
        morning.load()
        signing.morning()
        seating.seat_banquet()
