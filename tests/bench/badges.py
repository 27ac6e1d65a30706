"""Badges from rows and photos on disk to one PDF: 300, 1,000 and 3,000."""

from __future__ import annotations

import io
import random
import secrets
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from django.test import override_settings
from django.utils import timezone
from PIL import Image

from conference.core import lifecycle
from conference.core.access import SYSTEM, Role
from delegations.accreditation.badges import contents
from delegations.accreditation.badges.actions import printing
from delegations.accreditation.badges.actions.issuing import mark_printed
from delegations.accreditation.badges.numbers import number_for
from delegations.accreditation.models import Badge
from delegations.registration.models import Delegate
from tests.bench import Figure
from tests.bench.support.crowd import crowd, settle, site
from tests.people import make_user

SIZES = (300, 1000, 3000)
REACH = 1000.0  # badges/s at 3,000
MOST_KB = 4.0  # a badge beyond its photo


def run() -> list[Figure]:
    return badges()


def badges(sizes: Sequence[int] = SIZES) -> list[Figure]:
    """Measure from rows to one A6 file; the limit is the printing package on data that stand ready."""
    figures: list[Figure] = []
    with TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        site()
        made, photos = 0, 0
        for size in sizes:
            photos += _accredit(size - made, Path(folder), seed=size)
            made = size
            settle()
            figures += _measure(size, Path(folder) / "badges.pdf", photos, last=size == sizes[-1])
    return figures


def _measure(size: int, out: Path, photos: int, *, last: bool) -> list[Figure]:
    choice = contents.BadgeChoice()
    makers = contents.BadgeDataBuilder()
    ready = [makers.make(row) for row in contents.read_rows(contents.printable_badges(choice))]
    start = perf_counter()
    printing.write_prepared(ready, out)
    alone = size / (perf_counter() - start)
    start = perf_counter()
    batch = printing.check_batch(choice, printing.PLAIN)
    printed = printing.write_batch(batch, out)
    whole = size / (perf_counter() - start)
    assert printed.badges == size, printed
    beyond = (out.stat().st_size - photos) / 1024 / size
    found = [
        Figure(f"{size:,} A6 badges", whole, "badges/s", alone, REACH, note="limit: the printing package alone"),
        Figure(f"{size:,} A6 badges: file beyond photos", beyond, "KB a badge", None, MOST_KB, lower=True),
    ]
    if last:
        start = perf_counter()
        mark_printed(actor=SYSTEM, badges=batch.pairs)
        found.append(
            Figure(f"{size:,} badges marked printed, with entries", size / (perf_counter() - start), "badges/s")
        )
    return found


def _accredit(count: int, folder: Path, seed: int) -> int:
    dice = random.Random(seed)
    (folder / "photos").mkdir(exist_ok=True)
    size = 0
    names = []
    for number in range(count):
        body = _photo(dice)
        size += len(body)
        names.append(f"photos/{seed}-{number}.jpg")
        (folder / names[-1]).write_bytes(body)
    _enter(count, seed, names)
    return size


@lifecycle.use_case
def _enter(count: int, seed: int, names: list[str]) -> None:
    vetter, decider = make_user(None, Role.SECURITY), make_user(None, Role.ACCREDITATION)
    people = crowd(count, seed=seed, vetted_by=vetter, decided_by=decider, state="accredited")
    for person, name in zip(people, names, strict=True):
        person.photo = name
    Delegate.objects.bulk_update(people, ["photo"], batch_size=500)
    queued = [
        Badge(
            delegate=person,
            live_for=person.pk,
            serial=secrets.token_hex(16),
            number=number_for(person.pk),
            queued_at=timezone.now(),
        )
        for person in people
    ]
    lifecycle.create_many(queued, actor=SYSTEM, verb="badge.queued")


def _photo(dice: random.Random) -> bytes:
    """Return a JPEG of 300 × 400 px and some 25 KB: soft noise, since real photographs compress about so."""
    grain = Image.frombytes("RGB", (75, 100), dice.randbytes(75 * 100 * 3))
    out = io.BytesIO()
    grain.resize((300, 400), Image.Resampling.BICUBIC).save(out, "JPEG", quality=80)
    return out.getvalue()
