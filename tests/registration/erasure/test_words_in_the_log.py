"""A reason, or a name among what an entry says of something else, is read by who may, stored sealed, and ends with the person."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db.models import TextField
from django.db.models.functions import Cast

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import SYSTEM
from conference.erasure import actions as erasure
from delegations.registration.members.actions.ordering import reorder
from delegations.registration.overview import history
from schedule.bilaterals.board import interpreters
from schedule.bilaterals.meetings import actions as bilaterals
from schedule.programme.speaking.actions import inscribing
from tests.bilaterals.board.test_interpreters import agreed, give, make
from tests.bilaterals.scene import NOW, make_scene
from tests.people import actor, make_focal_point, make_member
from tests.programme.speaking import scene as speaking
from tests.registration.kit import make_deadline
from tests.registration.late.test_late import WORDS as LATE
from tests.registration.late.test_late import ask

pytestmark = pytest.mark.django_db
WORDS = "The minister is in hospital"


def stored() -> str:
    """Return all that stands in the log, as it stands there."""
    texts = AuditEntry.objects.annotate(said=Cast("details", TextField()))
    return str(list(texts.values_list("subject_label", "reason", "said")))


def reason_of(verb: str) -> str:
    return AuditEntry.objects.filter(verb=verb).get().reason


def details_of(verb: str) -> dict:
    return AuditEntry.objects.filter(verb=verb).get().details


@pytest.mark.parametrize("side", ["kenya", "brazil"])
def test_why_a_side_cancels_a_meeting_ends_with_its_principal(side, db):
    with time_machine.travel(NOW, tick=False):
        scene = make_scene()
        own, other = (scene.head_ke, scene.head_br) if side == "kenya" else (scene.head_br, scene.head_ke)
        meeting = bilaterals.accept(actor=scene.of_brazil, meeting=scene.ask())
        bilaterals.cancel(actor=getattr(scene, f"of_{side}"), meeting=meeting, by=own.delegation, reason=WORDS)
        assert WORDS not in stored()
        erasure.erase_person(actor=SYSTEM, kind="delegate", key=other.pk)
        assert reason_of("meeting.cancelled") == WORDS
        erasure.erase_person(actor=SYSTEM, kind="delegate", key=own.pk)
        assert reason_of("meeting.cancelled") == ""


def test_why_a_statement_is_withdrawn_and_who_should_have_made_it_end_with_the_speaker(db):
    with time_machine.travel(speaking.NOW, tick=False):
        scene = speaking.make_scene()
        speaker = scene.inscribe("KEN").speaker
        scene.do(inscribing.withdraw_inscription, "KEN", reason=WORDS, actor=scene.acting["KEN"])
        assert reason_of("inscription.withdrawn") == WORDS
        assert details_of("inscription.made")["speaker"] == str(speaker)
        assert [text for text in (WORDS, str(speaker)) if text in stored()] == []
        erasure.erase_person(actor=SYSTEM, kind="delegate", key=speaker.pk)
        assert reason_of("inscription.withdrawn") == ""
        assert details_of("inscription.made")["speaker"] == "Erased person"


def test_why_members_come_late_ends_with_who_wrote_it_and_each_name_with_its_person(world):
    make_deadline(at=clock.now() - timedelta(hours=1))
    focal = actor(make_focal_point("KEN", name="Achieng Wambui"))
    members = [make_member("KEN", given_names="Halima", family_name=name) for name in ("Wario", "Odinga")]
    ask(focal, *members)
    reorder(actor=focal, delegation=members[0].delegation, member=members[1], place=1, expected_version=1)
    assert reason_of("late.asked") == LATE
    assert [text for text in (LATE, "Wario", "Odinga") if text in stored()] == []
    lines = str([line.text for line in history.find_lines(members[0].delegation, SYSTEM, limit=10)])
    assert "made a late request for Halima Wario, Halima Odinga." in lines
    erasure.erase_person(actor=SYSTEM, kind="delegate", key=members[1].pk)
    assert details_of("late.asked") == {"members": ["Halima Wario", "Erased person"]}
    assert details_of("delegation.reordered") == {"member": "Erased person", "place": 1}
    assert reason_of("late.asked") == LATE
    erasure.erase_person(actor=SYSTEM, kind="account", key=focal.user_id)
    assert reason_of("late.asked") == ""


def test_the_name_of_an_interpreter_in_a_meeting_s_entries_ends_with_the_interpreter(db):
    with time_machine.travel(NOW, tick=False):
        scene = make_scene()
        interpreter, meeting = make(scene, "Duarte Qzlopes"), agreed(scene)
        give(scene, meeting, interpreter)
        interpreters.release_interpreter(actor=scene.protocol, meeting=meeting)
        verbs = (interpreters.GIVEN, interpreters.RELEASED)
        assert [details_of(verb)["interpreter"] for verb in verbs] == ["Duarte Qzlopes"] * 2
        assert "Qzlopes" not in stored()
        erasure.erase_person(actor=SYSTEM, kind="interpreter", key=interpreter.pk)
        assert [details_of(verb)["interpreter"] for verb in verbs] == ["Erased person"] * 2
