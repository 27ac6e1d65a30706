"""A focal point inscribes the delegation; after the deadline the organisers decide."""

from datetime import timedelta

import pytest

from conference.audit.models import AuditEntry
from conference.core.errors import AlreadyDecided, NotFound, NotPossible
from conference.correspondence.models import Message
from schedule.calendar.models import Engagement
from schedule.programme.models import Inscription
from schedule.programme.speaking import queries
from schedule.programme.speaking.actions import inscribing, lists
from tests.calendar.places import at
from tests.people import make_delegation, make_member
from tests.programme.speaking.scene import NOW, Scene

LATE = NOW + timedelta(days=12)


def told(kind: str) -> list[str]:
    return list(Message.objects.filter(kind=f"speaking.{kind}").order_by("pk").values_list("recipient", flat=True))


def test_the_head_stands_on_the_list_with_a_time_that_is_taken_in_the_calendar(scene: Scene):
    row = scene.inscribe("KEN")
    assert (row.state, row.speaker, row.as_head, row.position) == ("inscribed", scene.heads["KEN"], True, 1)
    taken = Engagement.objects.get(person=scene.heads["KEN"])
    assert (taken.kind, taken.starts, taken.ends) == ("speaking", at("14:00"), at("14:05"))
    assert taken.labels["fr"] == "Déclaration\u202f: Débat général"
    assert told("inscribed") == ["focal.ken@mission.example"]
    assert AuditEntry.objects.filter(verb="inscription.made", scope="KEN").count() == 1


def test_only_once_for_a_delegation(scene: Scene):
    scene.inscribe("KEN")
    with pytest.raises(NotPossible, match="Kenya is already on this list"):
        scene.inscribe("KEN")
    assert Inscription.objects.count() == 1


def test_again_after_it_was_withdrawn_and_then_behind_the_others_of_its_rank(scene: Scene):
    scene.inscribe("KEN")
    scene.inscribe("BRA")
    scene.do(inscribing.withdraw_inscription, "KEN", reason="Elections", actor=scene.acting["KEN"])
    assert scene.order == ["BRA"]
    assert scene.time("BRA") == "Sat 14:00"
    assert not Engagement.objects.filter(person=scene.heads["KEN"]).exists()
    scene.inscribe("KEN")
    assert scene.order == ["BRA", "KEN"]


def test_another_delegation_s_focal_point_finds_nothing(scene: Scene):
    row = scene.inscribe("KEN")
    scene.delegation("BRA")
    statement = inscribing.Statement(speaker=scene.heads["KEN"], language="en")
    for attempt in (
        lambda: inscribing.inscribe_delegation(
            actor=scene.acting["BRA"], speakers=scene.now, delegation=make_delegation("KEN"), statement=statement
        ),
        lambda: inscribing.change_inscription(
            actor=scene.acting["BRA"], inscription=row, statement=statement, expected_version=row.version
        ),
        lambda: inscribing.withdraw_inscription(
            actor=scene.acting["BRA"], inscription=row, expected_version=row.version
        ),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_delegate_may_speak_an_adviser_and_a_draft_may_not(scene: Scene):
    scene.delegation("KEN")
    for fields, reason in (
        (
            {"capacity": "adviser", "state": "submitted"},
            "Only the head, an alternate head or a delegate may speak for a delegation",
        ),
        ({"capacity": "deputy_head", "state": "draft"}, "is not a submitted member of this delegation"),
    ):
        with pytest.raises(NotPossible, match=reason):
            scene.inscribe("KEN", speaker=make_member("KEN", **fields))
    assert scene.inscribe("KEN", speaker=make_member("KEN", capacity="delegate", state="submitted")).as_head is False


def test_a_member_of_another_delegation_may_not(scene: Scene):
    scene.delegation("BRA")
    with pytest.raises(NotPossible, match="is not a submitted member of this delegation"):
        scene.inscribe("KEN", speaker=scene.heads["BRA"])


def test_a_change_keeps_the_order_of_inscription_unless_the_rank_is_another(scene: Scene):
    scene.inscribe("KEN")
    scene.inscribe("BRA")
    statement = inscribing.Statement(speaker=scene.heads["KEN"], language="fr", note="By video")
    row = scene.do(inscribing.change_inscription, "KEN", statement=statement, actor=scene.acting["KEN"])
    assert (row.language, row.note) == ("fr", "By video")
    assert scene.order == ["KEN", "BRA"]
    deputy = make_member("KEN", capacity="deputy_head", state="submitted")
    scene.do(
        inscribing.change_inscription, "KEN", statement=inscribing.Statement(speaker=deputy), actor=scene.acting["KEN"]
    )
    assert scene.order == ["BRA", "KEN"]
    assert Engagement.objects.get(kind="speaking", person=deputy).starts == at("14:06")
    assert not Engagement.objects.filter(person=scene.heads["KEN"]).exists()


def test_of_two_who_change_it_at_once_the_second_is_told(scene: Scene):
    row = scene.inscribe("KEN")
    statement = inscribing.Statement(speaker=scene.heads["KEN"], language="fr")
    inscribing.change_inscription(
        actor=scene.acting["KEN"], inscription=scene.row("KEN"), statement=statement, expected_version=row.version
    )
    with pytest.raises(AlreadyDecided):
        inscribing.change_inscription(
            actor=scene.acting["KEN"], inscription=row, statement=statement, expected_version=1
        )


def test_before_it_opens_nobody_is_inscribed(scene: Scene, moment):
    moment.move_to(at("07:59", 1))
    with pytest.raises(NotPossible, match="has not opened yet"):
        scene.inscribe("KEN")


def test_after_the_deadline_it_is_a_request_which_the_organisers_admit_by_rank(scene: Scene, moment):
    scene.inscribe("KEN", "other")
    moment.move_to(LATE)
    scene.close()
    row = scene.inscribe("FRA", "state")
    assert row.state == "requested"
    assert scene.order == ["KEN"]
    assert not Engagement.objects.filter(person=scene.heads["FRA"]).exists()
    scene.do(inscribing.decide_late_inscription, "FRA", admit=True)
    assert scene.order == ["FRA", "KEN"]
    assert [scene.time(code) for code in scene.order] == ["Sat 14:00", "Sat 14:11"]
    assert told("answered") == ["focal.fra@mission.example"]


def test_or_refuse_with_words_that_the_delegation_reads(scene: Scene, moment):
    moment.move_to(LATE)
    row = scene.inscribe("FRA")
    with pytest.raises(NotPossible, match="Give the reason"):
        scene.do(inscribing.decide_late_inscription, "FRA", admit=False)
    scene.do(inscribing.decide_late_inscription, "FRA", admit=False, message="The list is full.")
    row.refresh_from_db()
    assert row.state == "refused"
    assert Message.objects.get(kind="speaking.answered").context["words"] == "The list is full."


def test_after_the_deadline_the_delegation_changes_nothing_but_may_withdraw(scene: Scene, moment):
    scene.inscribe("KEN")
    moment.move_to(LATE)
    statement = inscribing.Statement(speaker=scene.heads["KEN"], language="fr")
    with pytest.raises(NotPossible, match="write to the organizers"):
        scene.do(inscribing.change_inscription, "KEN", statement=statement, actor=scene.acting["KEN"])
    assert scene.do(inscribing.withdraw_inscription, "KEN", actor=scene.acting["KEN"]).state == "withdrawn"


def test_but_names_another_speaker_when_the_head_is_replaced(scene: Scene, moment):
    scene.inscribe("KEN")
    moment.move_to(LATE)
    head = scene.heads["KEN"]
    type(head).objects.filter(pk=head.pk).update(capacity="adviser")
    successor = make_member("KEN", capacity="head", state="submitted")
    assert [row.delegation.party.code for row in queries.unsettled()] == ["KEN"]
    scene.do(
        inscribing.change_inscription,
        "KEN",
        statement=inscribing.Statement(speaker=successor),
        actor=scene.acting["KEN"],
    )
    assert queries.unsettled() == []
    assert scene.row("KEN").speaker == successor


def test_or_the_organisers_keep_the_speaker(scene: Scene):
    scene.inscribe("KEN")
    head = scene.heads["KEN"]
    type(head).objects.filter(pk=head.pk).update(capacity="delegate")
    scene.do(inscribing.confirm_speaker, "KEN")
    assert queries.unsettled() == []


def test_closing_tells_every_delegation_its_time(scene: Scene, moment):
    scene.inscribe("KEN")
    scene.inscribe("BRA")
    moment.move_to(LATE)
    assert lists.close_due() == 1
    assert lists.close_due() == 0
    assert scene.now.state == "closed"
    assert told("time") == ["focal.ken@mission.example", "focal.bra@mission.example"]
    assert [m.context["starts"][11:16] for m in Message.objects.filter(kind="speaking.time").order_by("pk")] == [
        "07:00",
        "07:06",
    ]
