"""Check that the audit log is whole and that the tables agree with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, transaction

from conference.audit import access_chain
from conference.audit.chain import Fault, find_faults
from conference.audit.models import AuditEntry


@contextmanager
def one_moment() -> Iterator[None]:
    """Show the block the database as it is at its first query, so that acts meanwhile are no faults. Nothing in a transaction."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def all_faults() -> Iterator[Fault]:
    """Yield every fault of both chains, then every audited row that differs from its history; streamed."""
    yield from find_faults()
    yield from access_chain.find_faults()
    for model in apps.get_models():
        # Audited models, asked by attribute, since this app is below lifecycle.
        if getattr(model, "GRAPH", None) is not None and getattr(model, "AUDITED", True):
            yield from _differences(model)


def _differences(model: type) -> Iterator[Fault]:
    label = model._meta.label_lower  # type: ignore[attr-defined]
    latest: dict[str, tuple[int, int, str]] = {}
    entries = AuditEntry.objects.filter(subject_type=label, subject_version__gt=0).order_by("number")
    for number, subject, version, state in entries.values_list(
        "number", "subject_id", "subject_version", "went_to"
    ).iterator(chunk_size=5000):
        before = latest.get(subject, (0, 0, ""))
        if version != before[1] + 1:
            yield Fault(number, f"{label} {subject}: version {version} follows version {before[1]}")
        latest[subject] = (number, version, state or before[2])
    rows = model._base_manager.values_list("pk", "version", "state")  # type: ignore[attr-defined]
    for pk, version, state in rows.iterator(chunk_size=5000):
        number, last, last_state = latest.pop(str(pk), (0, 0, ""))
        if (version, state) != (last, last_state):
            yield Fault(
                number, f"{label} {pk} is {state} (version {version}); the record tells {last_state} (version {last})"
            )
    for subject, (number, _, _) in latest.items():
        yield Fault(number, f"{label} {subject} is in the record and not in its table")
