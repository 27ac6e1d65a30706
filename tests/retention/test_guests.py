from __future__ import annotations

import pytest

from schedule.receptions.models import Invitation
from tests.receptions.scene import make_scene
from tests.retention.kit import after_end, run_purge

pytestmark = pytest.mark.django_db


def test_what_they_said_of_health_and_vehicles_goes():
    make_scene()
    said = {"diet": "halal", "allergies": "nuts", "number_plate": "29A-1", "driver": "Minh"}
    for invitation in Invitation.objects.all():
        vars(invitation).update(**said, late_answer="{}", before_word="{}")
        invitation.save()
    assert run_purge(after_end(29))["diets and allergies of guests"] == 0
    guests = Invitation.objects.count()
    deleted = run_purge(after_end(90))
    assert (deleted["diets and allergies of guests"], deleted["vehicles of guests"]) == (guests, guests)
    columns = ("diet", "companion_diet", "allergies", "late_answer", "before_word", "number_plate", "driver")
    assert set(Invitation.objects.values_list(*columns)) == {("",) * len(columns)}
