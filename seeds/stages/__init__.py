"""The later stages of the demo: the ceremony two weeks after the seeds, and the results a day later. Earlier stages are loaded first."""

from collections.abc import Callable

from django.db import transaction

from delegations.gates.models import Gate, Scan
from seeds.load import devices
from seeds.stages import arrangements, evening, fortnight, members, morning, seating, signing


def advance(stage: str, *, say: Callable[[str], object] = print) -> None:
    """Load what the demo lacks up to `stage`. Changes by its users stay as they are."""
    if stage == "registration" or not Gate.objects.exists():
        return
    if not Scan.objects.exists():
        ceremony(say=say)
    if stage == "results" and not evening.is_loaded():
        say("Holding the two days of the conference ...")
        with transaction.atomic():
            signing.rest()
            evening.load()
    devices.report()  # loading took time, or the demo's clock goes back to the stage's hour


def ceremony(*, say: Callable[[str], object] = print) -> None:
    """Load the two weeks before the ceremony and its morning, in one transaction."""
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
