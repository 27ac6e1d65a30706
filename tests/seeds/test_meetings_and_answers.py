from collections import Counter
from itertools import combinations

import pytest

from schedule.bilaterals.models import LENGTHS, Layout, Meeting, MeetingState, Press
from schedule.receptions.models import Diet, InvitationState
from seeds.answers import Answer, answers
from seeds.contacts import focal_points, liaisons, note_verbale
from seeds.data import conference, parties, party, programme
from seeds.meetings import BUFFER, Bilateral, bilaterals
from seeds.presence import delegation_sizes
from seeds.standings import NOW
from tests.seeds.crowd import SEED, sizes

HOLDING = ("requested", "accepted", "confirmed", "bumped", "countered")


def meetings() -> list[Bilateral]:
    return bilaterals(sizes(), SEED)


def minutes(text: str) -> int:
    return int(text[8:10]) * 1440 + int(text[11:13]) * 60 + int(text[14:16])


def overlap(a: Bilateral, b: Bilateral) -> bool:
    return minutes(a.starts) < minutes(b.ends) + BUFFER and minutes(b.starts) < minutes(a.ends) + BUFFER


def replies(key: str) -> list[Answer]:
    return answers(next(one for one in conference()["receptions"] if one["key"] == key), sizes(), SEED)


def test_sixty_meetings_stand_in_every_state_that_there_is_before_the_conference():
    assert len(meetings()) == 60
    assert {one.state for one in meetings()} == set(MeetingState.values) - {"held", "no_show"}


@pytest.mark.parametrize("members", [10, 30, 60, 1500])
def test_no_head_and_no_room_is_taken_twice_buffers_included(members):
    """Among few delegations too, whose heads meet all day: `./run seed --delegates 30` ended in a clash."""
    found = bilaterals(delegation_sizes(parties(), members, SEED), SEED)
    holding = [one for one in found if one.state in HOLDING]
    for a, b in combinations(holding, 2):
        if {a.asking, a.asked} & {b.asking, b.asked} or (a.room and a.room == b.room):
            assert not overlap(a, b), (a, b)


def test_no_meeting_falls_into_what_heads_attend():
    busy = [
        (one["starts"], one["ends"])
        for one in programme()["sessions"]
        if one["type"] in ("opening", "protocol", "ceremony")
    ]
    busy += [(one["starts"], one["ends"]) for one in conference()["receptions"]]
    busy += [(one["starts"], one["ends"]) for one in programme()["sessions"] if one["key"].startswith("signing")]
    for one in meetings():
        assert all(one.ends <= starts or ends <= one.starts for starts, ends in busy), one


def test_meetings_have_what_their_state_asks_for():
    rooms = {room["code"]: room for room in conference()["rooms"]}
    for one in meetings():
        assert one.asking != one.asked
        assert one.minutes in dict(LENGTHS)
        assert minutes(one.ends) - minutes(one.starts) == one.minutes
        assert one.press in Press.values
        assert one.layout in Layout.values
        assert len(one.interpretation) <= Meeting._meta.get_field("interpretation").max_length
        if one.state == "confirmed":
            assert rooms[one.room]["seats_per_side"] >= one.party_size
        else:
            assert one.room == ""
        assert bool(one.holds_until) == (one.state == "requested")
        assert one.requested_at < NOW < (one.holds_until or "9")


def test_only_two_delegations_that_have_a_head_meet_and_no_pair_asks_twice():
    pairs = Counter(frozenset((one.asking, one.asked)) for one in meetings())
    assert max(pairs.values()) == 1
    assert all(sizes()[code] for pair in pairs for code in pair)
    assert sum("VNM" in pair for pair in pairs) >= 8


def test_all_meet_on_the_days_of_the_conference():
    """No head is in Hanoi before, and nobody can ask for another day."""
    assert {one.starts[:10] for one in meetings()} == {"2025-10-25", "2025-10-26"}


def test_accepted_answers_never_exceed_the_capacity_and_a_full_reception_has_a_waiting_list():
    for reception in conference()["receptions"]:
        taken = sum(one.persons for one in answers(reception, sizes(), SEED) if one.state == "accepted")
        assert 0 < taken <= reception["capacity"]
    assert sum(one.persons for one in replies("welcome") if one.state == "accepted") >= 63
    assert any(one.state == "waiting" for one in replies("welcome"))


def test_every_answer_occurs_and_is_one_that_the_app_knows():
    every = [one for key in ("welcome", "general_secretary", "banquet") for one in replies(key)]
    # An invitation ends when its guest leaves the delegation, and who did not come is noted on the evening: neither is an answer.
    assert {one.state for one in every} == set(InvitationState.values) - {"ended", "absent"}
    assert {one.diet for one in every} <= set(Diet.values)
    for one in every:
        assert (one.persons == 2) == bool(one.companion_name)
        assert bool(one.substitute_name) == (one.state in ("substitute", "rejected"))
        # As cards have it: each with an honorific.
        assert not one.companion_name or one.companion_name.startswith(("Mr. ", "Ms. "))
        assert not one.substitute_name or one.substitute_name.startswith(("H.E. Mr. ", "H.E. Ms. "))
        assert bool(one.answered_at) == (one.state != "sent")
        assert one.answered_at < NOW


def test_companions_come_only_where_they_are_invited():
    assert {one.persons for one in replies("general_secretary")} == {1}
    assert {one.persons for one in replies("banquet")} == {1, 2}


def test_media_houses_and_non_governmental_organisations_are_not_invited():
    assert {party(one.party)["kind"] for one in replies("banquet")} == {
        "member_state",
        "observer_state",
        "reio",
        "un_entity",
        "igo",
    }


def test_every_delegation_has_a_focal_point_and_kenya_those_of_the_picture():
    for code, size in sizes().items():
        points = focal_points(party(code), size, SEED)
        assert len(points) in (1, 2)
        assert all(point.email.endswith("@mission.example") for point in points)
    assert [point.name for point in focal_points(party("KEN"), 12, SEED)] == ["Achieng Wambui", "Kamau Gitonga"]
    assert focal_points(party("KEN"), 12, SEED)[0].email == "focal.ken@mission.example"


def test_notes_name_the_delegation_and_an_empty_delegation_has_none():
    assert note_verbale(party("BFA"), 0, SEED) is None
    kenya = note_verbale(party("KEN"), 12, SEED)
    assert kenya is not None
    assert (kenya.number, kenya.dated, kenya.names) == ("MFA/HAN/124/2025", "2025-09-22", 11)
    notes = [note_verbale(party(code), size, SEED) for code, size in sizes().items()]
    assert all(note.dated < note.received_at < (note.accepted_at or "9") for note in notes if note)


def test_every_delegation_but_the_host_has_a_liaison_officer():
    found = liaisons(sizes(), SEED)
    assert set(found) == set(sizes()) - {"VNM"}
    assert (found["KEN"].name, found["KEN"].phone) == ("Ms. Trần Thu Hà", "+84 24 5550 0142")
    assert found["CIV"].name == "Ms. Nguyễn Thị Hương Đình"
