"""Whether the record is whole, and whether what stands in the tables is what the record tells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, transaction

from conference.audit import access_chain
from conference.audit.chain import Fault, faults
from conference.audit.models import Entry


@contextmanager
def one_moment() -> Iterator[None]:
    """Let the block see the database as it is at its first question, so that whoever acts or reads meanwhile is no fault.

    Within a transaction of somebody else's, and on SQLite, where it would keep all writers waiting, it does nothing.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def all_faults() -> Iterator[Fault]:
    """Every fault of the chain, of the reads, then every lived row that differs from its history. Reads in streams, so a million fit."""
    yield from faults()
    yield from access_chain.faults()
    for model in apps.get_models():
        # Models with a graph whose moves are recorded (lifecycle.Lived); asked by attribute, since the record lies below lifecycle.
        if getattr(model, "GRAPH", None) is not None and getattr(model, "AUDITED", True):
            yield from _differences(model)


def _differences(model: type) -> Iterator[Fault]:
    """Rows of `model` whose version or state is not the last that the record tells."""
    label = model._meta.label_lower  # type: ignore[attr-defined]
    told: dict[str, tuple[int, int, str]] = {}
    entries = Entry.objects.filter(subject_type=label, subject_version__gt=0).order_by("number")
    for number, subject, version, state in entries.values_list(
        "number", "subject_id", "subject_version", "went_to"
    ).iterator(chunk_size=5000):
        before = told.get(subject, (0, 0, ""))
        if version != before[1] + 1:
            yield Fault(number, f"{label} {subject}: version {version} follows version {before[1]}")
        told[subject] = (number, version, state or before[2])
    rows = model._base_manager.values_list("pk", "version", "state")  # type: ignore[attr-defined]
    for pk, version, state in rows.iterator(chunk_size=5000):
        number, last, last_state = told.pop(str(pk), (0, 0, ""))
        if (version, state) != (last, last_state):
            yield Fault(
                number, f"{label} {pk} is {state} (version {version}); the record tells {last_state} (version {last})"
            )
    for subject, (number, _, _) in told.items():
        yield Fault(number, f"{label} {subject} is in the record and not in its table")
