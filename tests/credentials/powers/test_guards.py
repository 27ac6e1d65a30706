"""The database refuses what no officer may decide, whoever writes; with controls that show the attack without the guard."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from conference.db import guards
from delegations.credentials.powers import deciding
from delegations.credentials.powers.models import FullPowers
from tests.credentials.kit import expected, minister, officer, received

pytestmark = [pytest.mark.usefixtures("world", "october")]


def written(row: FullPowers, **fields) -> bool:
    """Write past the actions, and undo it."""
    try:
        with transaction.atomic():
            FullPowers.objects.filter(pk=row.pk).update(**fields)
            transaction.set_rollback(True)
    except (IntegrityError, DatabaseError):
        return False
    return True


@pytest.mark.django_db
class TestPaper:
    @pytest.mark.parametrize(
        "lacking",
        [
            {"is_signed": False},
            {"dated": None},
            {"place": ""},
            {"issuer_name": ""},
            {"issuer_office": "other"},
            {"name_written": ""},
            {"paper": "credentials"},
            {"purpose": "negotiate"},
            {"treaty_named": "other"},
            {"treaty_named": "general"},
            {"decided_by": None},
        ],
    )
    def test_nothing_incomplete_is_accepted(self, lacking):
        row = deciding.accept(actor=officer(), powers=received())
        assert written(row, place="Mombasa")
        assert not written(row, **lacking)

    def test_an_office_without_evidence_is_no_office(self):
        row = expected(minister())
        deciding.find_not_needed(actor=officer(), powers=row, office="head_of_state", acting=False, evidence="Note")
        assert written(row, evidence="Another note")
        assert not written(row, evidence="")
        assert not written(row, held_office="organ")

    def test_nothing_is_overruled_without_a_reason(self):
        row = deciding.accept(actor=officer(), powers=received(name_written="John Kamau"), reason="A maiden name.")
        assert written(row, overruled_because="Another reason")
        assert not written(row, overruled_because="")

    def test_one_a_person_and_treaty(self):
        row = expected(minister())
        twice = FullPowers(delegation=row.delegation, treaty=row.treaty, representative=row.representative)
        with pytest.raises(IntegrityError), transaction.atomic():
            twice.save_base(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_a_state_moves_along_its_graph_alone():
    row = received()
    deciding.find_defective(actor=officer(), powers=row, defects=["undated"])
    row.refresh_from_db()
    jump = {"state": "accepted", "version": row.version + 1, "record_id": uuid.uuid4()}
    assert not written(row, **jump)
    guards.uninstall(names=["credentials_fullpowers_graph"])
    try:
        assert written(row, **jump)  # the control: without its guard the jump is written
    finally:
        guards.install(names=["credentials_fullpowers_graph"])
