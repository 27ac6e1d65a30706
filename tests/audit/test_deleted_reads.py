"""Reads are deleted from the beginning of a chain after their period; the rest still verifies, and nothing else may be cut."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from conference.audit import access_chain
from conference.audit.models import AccessLogEntry, AuditEntry
from conference.db import guards
from conference.retention.models import RetentionPeriod
from tests.audit.test_access_chain import GUARDS, log, opened, said  # noqa: F401 (a fixture)
from tests.retention.kit import after_end, run_purge


@pytest.fixture
def sealed(log):  # noqa: F811
    """Two readers with three sealed reads each, one of them with one more that is not sealed; the database's clock is past 180 days."""
    RetentionPeriod(kind="access_log", length=180).save()
    access_chain.seal()
    first, _second, member = log
    opened(first, member)
    return log


def numbers(user) -> list[int]:
    return list(AccessLogEntry.objects.filter(reader=user.pk).order_by("number").values_list("number", flat=True))


def test_they_go_up_to_the_last_seal_and_the_rest_verifies(sealed):
    first, second, member = sealed
    assert run_purge(after_end(2000))["access log"] == 6
    assert (numbers(first), numbers(second)) == ([4], [])
    assert said() == []
    entry = AuditEntry.objects.get(verb="access_log.deleted")
    assert entry.details["last"] == {str(first.pk): 3, str(second.pk): 3}
    # Who reads on has the chain go on.
    opened(second, member)
    access_chain.seal()
    assert (numbers(second), said()) == ([4], [])
    assert run_purge(after_end(2000))["access log"] == 2
    assert (AccessLogEntry.objects.count(), said()) == (0, [])


def test_young_ones_stay(sealed):
    first, second, _member = sealed
    AccessLogEntry.objects.count()
    assert run_purge(after_end(179))["access log"] == 0
    assert (len(numbers(first)), len(numbers(second))) == (4, 3)


def test_before_the_period_the_database_refuses(sealed):
    RetentionPeriod(kind="access_log", length=3650).save()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccessLogEntry.objects.all()._raw_delete("default")
    assert len(numbers(sealed[0])) == 4


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_beginning_that_is_cut_without_an_act_is_found(sealed, cut):
    guards.uninstall(names=GUARDS)
    AccessLogEntry.objects.filter(reader=sealed[0].pk, number__lte=cut)._raw_delete("default")
    assert (f"read {sealed[0].pk}/1", f"reads 1 to {cut} are missing") in said()


def test_more_cut_than_the_act_says_is_found(sealed):
    first, _second, member = sealed
    run_purge(after_end(2000))
    opened(first, member)
    guards.uninstall(names=GUARDS)
    AccessLogEntry.objects.filter(reader=first.pk, number=4)._raw_delete("default")
    assert [text for _where, text in said()][:1] == ["reads 4 to 4 are missing"]
