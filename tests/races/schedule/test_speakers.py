"""Lists of speakers attacked at once: nobody's place or hour is lost."""

from __future__ import annotations

import contextlib
import threading

import pytest
import time_machine
from django.db import connection

from conference.audit.models import AuditEntry
from schedule.calendar.models import Engagement
from schedule.programme.models import Inscription, Interruption, PodiumStep, ReplyRequest, SpeakersList, Swap
from schedule.programme.speaking import flow, steps
from schedule.programme.speaking.actions import inscribing, interruptions, lists, swaps
from schedule.programme.speaking.actions import podium as podium_actions
from schedule.programme.speaking.actions import replies as replies_asked
from tests.people import actor, make_delegation, make_focal_point
from tests.programme.speaking.scene import NOW, SATURDAY, Scene, make_scene
from tests.races.threads import attack, kinds
from tests.registration.members.test_races import overlap
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
CODES = ("KEN", "BRA", "FRA", "HRV")


@pytest.fixture
def moment():
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def scene(moment) -> Scene:
    made = make_scene()
    for code in CODES:
        made.inscribe(code)
    return made


def unheld(monkeypatch) -> None:
    for module in (flow, inscribing, lists, podium_actions, swaps):
        monkeypatch.setattr(module, "lock_list", lambda speakers: SpeakersList.objects.get(pk=speakers.pk))


def without_the_hold(monkeypatch) -> None:
    """For a control: the list's row is not held, and both have read the order before either writes it."""
    unheld(monkeypatch)
    both, save = threading.Barrier(2), flow.Flow.save

    def late(self, *args, **kwargs):
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(5)
        return save(self, *args, **kwargs)

    monkeypatch.setattr(flow.Flow, "save", late)


def waits_for_the_other(monkeypatch) -> None:
    """For a control: who writes first commits only when the other waits for a row of it, so that neither has read what the other wrote."""
    first, save = threading.Lock(), flow.Flow.save

    def held(self, *args, **kwargs):
        saved = save(self, *args, **kwargs)
        if first.acquire(blocking=False):
            until(lambda: waiting() > 0, "the other waits for a row")
        return saved

    monkeypatch.setattr(flow.Flow, "save", held)


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def whole(scene: Scene) -> None:
    """Everybody has one place, one time and one engagement, and no two the same."""
    rows = list(Inscription.objects.filter(list=scene.list, state__in=("inscribed", "absent")))
    assert sorted(row.position for row in rows) == list(range(1, len(rows) + 1))
    assert len({row.starts for row in rows}) == len(rows)
    taken = {e.person_id: e.starts for e in Engagement.objects.filter(kind="speaking")}
    assert taken == {row.speaker_id: row.starts for row in rows}


def test_two_focal_points_of_one_delegation_inscribe_it(scene: Scene):
    head = scene.delegation("CIV")
    both = [scene.acting["CIV"], actor(make_focal_point("CIV"))]
    statement = inscribing.Statement(speaker=head, language="en")
    results = attack(
        [
            lambda who=who: inscribing.inscribe_delegation(
                actor=who, speakers=scene.now, delegation=make_delegation("CIV"), statement=statement
            )
            for who in both
        ]
    )
    assert kinds(results) == {"done": 1, "NotPossible": 1}
    assert [str(r) for r in results if isinstance(r, Exception)] == ["Côte d'Ivoire is already on this list."]
    whole(scene)


def test_control_without_the_constraint_it_stands_there_twice(scene: Scene):
    head = scene.delegation("CIV")
    both = [scene.acting["CIV"], actor(make_focal_point("CIV"))]
    statement = inscribing.Statement(speaker=head, language="en")
    rule = next(one for one in Inscription._meta.constraints if one.name == "inscription_one_a_delegation")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Inscription, rule)
    try:
        jobs = [
            lambda who=who: inscribing.inscribe_delegation(
                actor=who, speakers=scene.now, delegation=make_delegation("CIV"), statement=statement
            )
            for who in both
        ]
        assert kinds(attack(jobs)) == {"done": 2}
        assert Inscription.objects.filter(delegation__party__code="CIV").count() == 2
    finally:
        Inscription.objects.filter(delegation__party__code="CIV").last().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Inscription, rule)


def swaps_with_brazil(scene: Scene) -> list[Swap]:
    return [
        swaps.ask_swap(actor=scene.acting[code], asking=scene.row(code), partner=scene.row("BRA"))
        for code in ("KEN", "FRA")
    ]


def agree(scene: Scene, swap: Swap):
    return swaps.answer_swap(
        actor=scene.acting["BRA"], swap=Swap.objects.get(pk=swap.pk), agree=True, expected_version=1
    )


def test_two_exchanges_of_one_place_at_once(scene: Scene):
    asked = swaps_with_brazil(scene)
    results = attack([lambda swap=swap: agree(scene, swap) for swap in asked])
    assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
    assert sorted(Swap.objects.values_list("state", flat=True)) == ["agreed", "overtaken"]
    whole(scene)


def test_control_without_hold_and_overtaking_brazil_speaks_twice(scene: Scene, monkeypatch):
    """Each exchanges on the order that it read: Brazil is engaged at Kenya's time and at France's."""
    asked = swaps_with_brazil(scene)
    without_the_hold(monkeypatch)
    waits_for_the_other(monkeypatch)
    monkeypatch.setattr(swaps, "end_open_swaps", lambda *args: None)
    assert kinds(attack([lambda swap=swap: agree(scene, swap) for swap in asked])) == {"done": 2}
    assert Engagement.objects.filter(kind="speaking", person=scene.heads["BRA"]).count() == 2


def test_two_delegations_inscribe_at_once(scene: Scene):
    for code in ("CIV", "VNM"):
        scene.delegation(code)
    assert kinds(attack([lambda code=code: scene.inscribe(code) for code in ("CIV", "VNM")])) == {"done": 2}
    whole(scene)


def test_control_without_the_hold_two_have_one_place(scene: Scene, monkeypatch):
    for code in ("CIV", "VNM"):
        scene.delegation(code)
    without_the_hold(monkeypatch)
    assert kinds(attack([lambda code=code: scene.inscribe(code) for code in ("CIV", "VNM")])) == {"done": 2}
    assert scene.row("CIV").position == scene.row("VNM").position
    assert scene.row("CIV").starts == scene.row("VNM").starts


@pytest.fixture
def live(scene: Scene, moment) -> Scene:
    scene.close()
    moment.move_to(SATURDAY)
    scene.start()
    return scene


def test_absent_against_begins(live: Scene):
    row = live.row("KEN")
    verbs = (podium_actions.begin, podium_actions.mark_absent)
    results = attack(
        [
            lambda verb=verb: verb(actor=live.chief, inscription=live.row("KEN"), expected_version=row.version)
            for verb in verbs
        ]
    )
    assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
    assert live.row("KEN").state in ("speaking", "absent")
    (said,) = [str(r) for r in results if isinstance(r, Exception)]
    assert "Kenya: already" in said
    assert "by Bùi Khánh Chi" in said


def test_control_without_the_version_seen_the_second_undoes_the_first(live: Scene):
    """Who does not say what was on the screen calls somebody absent a second time: off the order."""
    podium_actions.mark_absent(actor=live.chief, inscription=live.row("KEN"), expected_version=live.row("KEN").version)
    assert (
        podium_actions.mark_absent(actor=live.chief, inscription=live.row("KEN"), expected_version=None).state
        == "missed"
    )


def test_two_speakers_begin_at_once(live: Scene):
    rows = [live.row(code) for code in ("KEN", "BRA")]
    results = attack(
        [
            lambda row=row: podium_actions.begin(
                actor=live.chief, inscription=live.row(row.scope), expected_version=row.version
            )
            for row in rows
        ]
    )
    assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
    assert Inscription.objects.filter(state="speaking").count() == 1


def test_control_without_the_hold_the_second_to_begin_meets_the_constraint(live: Scene, monkeypatch):
    unheld(monkeypatch)
    rows = [live.row(code) for code in ("KEN", "BRA")]
    results = overlap(
        *(
            lambda row=row: podium_actions.begin(actor=live.chief, inscription=row, expected_version=row.version)
            for row in rows
        )
    )
    assert kinds(results) == {"done": 1, "IntegrityError": 1}
    assert Inscription.objects.filter(state="speaking").count() == 1


def test_everybody_withdraws_and_others_come_at_once(scene: Scene):
    for code in ("CIV", "VNM"):
        scene.delegation(code)
    jobs = [
        lambda code=code: scene.do(inscribing.withdraw_inscription, code, actor=scene.acting[code])
        for code in ("KEN", "FRA")
    ]
    jobs += [lambda code=code: scene.inscribe(code) for code in ("CIV", "VNM")]
    assert kinds(attack(jobs)) == {"done": 4}
    assert set(scene.order) == {"BRA", "HRV", "CIV", "VNM"}
    whole(scene)


def has_the_floor(scene: Scene) -> list[str]:
    """Return the codes of whoever speaks or replies, as the hall would hear them."""
    speaking = Inscription.objects.filter(list=scene.list, state="speaking").values_list(
        "delegation__party__code", flat=True
    )
    replying = Interruption.objects.filter(list=scene.list, kind="reply", ended_at=None)
    return sorted([*speaking, *replying.values_list("delegation__party__code", flat=True)])


def undoes(scene: Scene):
    """Return the job of undoing what is the last step now, as an operator's page shows it."""
    number = steps.last_step(scene.now).number
    return lambda: podium_actions.undo(actor=scene.chief, speakers=scene.now, number=number)


def replies(scene: Scene, code: str):
    return lambda: interruptions.reply(actor=scene.chief, speakers=scene.now, delegation=make_delegation(code))


def begins(scene: Scene, code: str):
    row = scene.row(code)
    return lambda: podium_actions.begin(actor=scene.chief, inscription=row, expected_version=row.version)


@pytest.fixture
def ended(live: Scene) -> Scene:
    """Kenya has just ended: an undo gives it the floor again."""
    for verb in (podium_actions.begin, podium_actions.end):
        live.do(verb, "KEN")
    return live


@pytest.fixture
def replying(ended: Scene) -> Scene:
    """Croatia has just been given the floor for its right of reply."""
    replies(ended, "HRV")()
    return ended


def test_two_operators_undo_one_step_at_once(replying: Scene):
    """The second does not undo the step before it, nor the same once more."""
    results = attack([undoes(replying) for _ in range(2)])
    assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
    assert [str(r) for r in results if r] == ["Another step was made meanwhile. Nothing was undone."]
    assert PodiumStep.objects.filter(undone_at__isnull=False).count() == 1
    assert AuditEntry.objects.filter(verb="speakers.undone").count() == 1
    assert replying.row("KEN").state == "spoken"


def test_control_without_the_hold_one_reply_is_undone_twice(replying: Scene, monkeypatch):
    unheld(monkeypatch)
    assert kinds(overlap(undoes(replying), undoes(replying))) == {"done": 2}
    assert AuditEntry.objects.filter(verb="speakers.undone").count() == 2


def test_an_undo_and_the_next_speaker_at_once_leave_one_speaker(ended: Scene):
    results = attack([undoes(ended), begins(ended, "BRA")])
    assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
    assert has_the_floor(ended) == (["KEN"] if isinstance(results[1], Exception) else ["BRA"])


def test_control_without_the_hold_the_next_speaker_meets_the_constraint(ended: Scene, monkeypatch):
    unheld(monkeypatch)
    assert kinds(overlap(undoes(ended), begins(ended, "BRA"))) == {"done": 1, "IntegrityError": 1}
    assert has_the_floor(ended) == ["KEN"]


@pytest.mark.parametrize("other", [undoes, begins], ids=["undo", "begin"])
def test_a_reply_and_another_step_at_once_leave_one_with_the_floor(ended: Scene, other):
    job = other(ended) if other is undoes else other(ended, "BRA")
    results = attack([replies(ended, "HRV"), job])
    assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
    took = "KEN" if other is undoes else "BRA"
    assert has_the_floor(ended) == ([took] if isinstance(results[0], Exception) else ["HRV"])


def test_control_without_the_hold_one_speaks_while_another_replies(ended: Scene, monkeypatch):
    unheld(monkeypatch)
    assert kinds(overlap(replies(ended, "HRV"), undoes(ended))) == {"done": 2}
    assert has_the_floor(ended) == ["HRV", "KEN"]


def test_control_without_the_hold_a_speaker_during_a_reply_meets_the_guard(ended: Scene, monkeypatch):
    unheld(monkeypatch)
    results = overlap(replies(ended, "HRV"), begins(ended, "BRA"))
    assert kinds(results) == {"done": 1, "IntegrityError": 1}
    assert "a reply or a suspension goes on" in str(results[1])
    assert has_the_floor(ended) == ["HRV"]


def test_two_replies_at_once(ended: Scene):
    results = attack([replies(ended, code) for code in ("HRV", "FRA")])
    assert kinds(results) == {"done": 1, "AlreadyDecided": 1}
    assert Interruption.objects.count() == 1


def test_control_without_the_hold_the_second_reply_meets_the_constraint(ended: Scene, monkeypatch):
    unheld(monkeypatch)
    results = overlap(replies(ended, "HRV"), replies(ended, "FRA"))
    assert kinds(results) == {"done": 1, "IntegrityError": 1}
    assert has_the_floor(ended) == ["HRV"]


def asks_to_reply(scene: Scene):
    """Return the jobs of two focal points of Croatia who each ask for its right of reply to Kenya."""
    about = scene.row("KEN")
    both = [scene.acting["HRV"], actor(make_focal_point("HRV"))]
    return [
        lambda who=who: replies_asked.ask(actor=who, delegation=make_delegation("HRV"), about=about) for who in both
    ]


def test_two_requests_for_one_right_of_reply_at_once(ended: Scene):
    results = attack(asks_to_reply(ended))
    assert kinds(results) == {"done": 1, "NotPossible": 1}
    told = [str(result) for result in results if isinstance(result, Exception)]
    assert told == ["Your delegation has asked already; withdraw that request to change it."]
    assert [row.delegation.party.code for row in replies_asked.open_requests(ended.list)] == ["HRV"]
    assert AuditEntry.objects.filter(verb="reply.asked").count() == 1


def test_control_without_the_constraint_it_waits_for_the_floor_twice(ended: Scene):
    rule = next(one for one in ReplyRequest._meta.constraints if one.name == "replyrequest_one_open_a_delegation")
    with connection.schema_editor() as editor:
        editor.remove_constraint(ReplyRequest, rule)
    try:
        assert kinds(attack(asks_to_reply(ended))) == {"done": 2}
        assert ReplyRequest.objects.filter(state="asked", delegation__party__code="HRV").count() == 2
    finally:
        ReplyRequest.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(ReplyRequest, rule)


def test_a_request_and_the_floor_at_once(ended: Scene):
    """The podium gives the floor by the request that there is then, or without one: none stays open that was granted."""
    results = attack([asks_to_reply(ended)[0], replies(ended, "HRV")])
    waits = [row.delegation.party.code for row in replies_asked.open_requests(ended.list)]
    granted = ReplyRequest.objects.filter(state="given").count()
    assert (kinds(results), has_the_floor(ended)) == ({"done": 2}, ["HRV"])
    assert (waits, granted) in ((["HRV"], 0), ([], 1))
