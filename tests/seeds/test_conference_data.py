import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from schedule.calendar.models import Purpose
from schedule.programme.models import Type
from seeds.data import LANGUAGES, conference, party, programme


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def sessions(day: str = "") -> list[dict]:
    return [one for one in programme()["sessions"] if one["starts"].startswith(day)]


@pytest.mark.parametrize("source", [conference, programme])
def test_no_text_holds_a_control_character_or_is_decomposed(source):
    for text in texts(source()):
        assert not any(unicodedata.category(char)[0] == "C" for char in text), text
        assert unicodedata.is_normalized("NFC", text), text
        assert text == text.strip(), text


@pytest.mark.parametrize("group", ["zones", "categories", "ranks", "deadlines", "receptions", "venues"])
def test_tables_are_named_in_all_seven_languages(group: str):
    for row in conference()[group]:
        assert list(row["name"]) == list(LANGUAGES), row
        assert all(row["name"].values()), row


def test_the_treaty_and_the_conference_are_named_in_all_seven_languages():
    for names in (
        conference()["short_name"],
        conference()["full_name"],
        conference()["treaty"]["short_name"],
        conference()["treaty"]["full_name"],
        conference()["place"],
    ):
        assert list(names) == list(LANGUAGES)
        assert all(names.values())
    assert conference()["treaty"]["known_as"]["vi"] == "Công ước Hà Nội"


def test_deadlines_are_those_of_the_delegations_page():
    assert {row["key"]: row["at"] for row in conference()["deadlines"]} == {
        "note_verbale": "2025-09-26T18:00",
        "side_events": "2025-10-12T18:00",
        "confirmation": "2025-10-15T18:00",
        "travel": "2025-10-17T18:00",
        "full_powers": "2025-10-20T12:00",
    }
    assert ZoneInfo(conference()["zone"]).key == "Asia/Ho_Chi_Minh"


def test_categories_are_those_of_the_printed_badges():
    rows = {row["letter"]: row for row in conference()["categories"]}
    assert list(rows) == ["H", "A", "D", "I", "O", "U", "S", "M", "C", "L"]
    assert "".join(rows["H"]["zones"]) == "GCPSBV"
    assert (rows["H"]["band"], rows["S"]["band"], rows["M"]["band"]) == ("#0c2d48", "#000000", "#5b4a9c")
    assert len({row["band"] for row in rows.values()}) == len(rows)  # a guard tells them apart by colour too
    assert (
        rows["I"]["name"]["en"] == "International organization"
    )  # a fund of the UN is no intergovernmental organization
    assert [letter for letter, row in rows.items() if row["gold"]] == ["H"]
    assert {letter: row["places"] for letter, row in rows.items() if letter in "HADUSMC"} == {
        "H": 1,
        "A": 1,
        "D": 6,
        "U": 4,
        "S": 2,
        "M": 3,
        "C": 2,
    }
    letters = {zone["letter"] for zone in conference()["zones"]}
    assert all(set(row["zones"]) <= letters for row in rows.values())


def test_heads_of_state_heads_of_government_and_foreign_ministers_need_no_full_powers():
    free = {row["code"] for row in conference()["ranks"] if not row["needs_full_powers"]}
    assert free == {"head_of_state", "head_of_government", "foreign_minister"}


def test_ranks_are_in_order_and_their_tie_groups_never_go_back():
    rows = conference()["ranks"]
    assert [row["order"] for row in rows] == list(range(1, len(rows) + 1))
    assert all(first["tie_group"] <= second["tie_group"] for first, second in pairwise(rows))


def test_rooms_have_codes_of_their_own_and_the_bilateral_ones_seats_and_equipment():
    rooms = conference()["rooms"]
    assert len({room["code"] for room in rooms}) == len(rooms)
    assert {room["purpose"] for room in rooms} == set(Purpose.values)
    bilateral = [room for room in rooms if room["purpose"] == "bilateral"]
    assert len(bilateral) == 14
    assert all(room["capacity"] == 2 * room["seats_per_side"] for room in bilateral)
    assert bilateral[0]["equipment"] == "8 + 8, flags, booth"
    venues = {venue["code"] for venue in conference()["venues"]}
    assert {room["venue"] for room in rooms} == venues
    assert all(set(room["name"]) == set(LANGUAGES) for room in rooms)


def test_the_general_secretary_receives_at_the_headquarters_of_the_central_committee():
    [place] = [venue["name"] for venue in conference()["venues"] if venue["code"] == "CENTRAL"]
    assert place == {
        "en": "Headquarters of the Party Central Committee",
        "fr": "Siège du Comité central du Parti",
        "es": "Sede del Comité Central del Partido",
        "ar": "مقر اللجنة المركزية للحزب",
        "ru": "Штаб-квартира Центрального комитета партии",
        "zh": "越共中央驻地",
        "vi": "Trụ sở Trung ương Đảng",
    }
    [hall] = [room["name"] for room in conference()["rooms"] if room["code"] == "CENTRAL"]
    assert all(place[code].casefold() in hall[code].casefold() for code in LANGUAGES)


def test_programme_has_what_the_two_days_had():
    counts = Counter(one["type"] for one in sessions())
    assert counts["high_level"] == 4
    assert counts["roundtable"] == 4
    assert counts["side_event"] == 8
    assert counts["workshop"] == 38
    assert (counts["opening"], counts["signing"], counts["plenary"], counts["ceremony"]) == (1, 2, 3, 1)
    assert set(counts) <= set(Type.values)
    assert len([one for one in sessions("2025-10-25") if not one.get("all_day")]) == 48


def test_programme_is_complete_in_seven_languages_and_its_keys_exist():
    keys = [one["key"] for one in sessions()]
    assert len(set(keys)) == len(keys)
    rooms = {room["code"] for room in conference()["rooms"]}
    for one in sessions():
        assert one["room"] in rooms, one["key"]
        assert [party(code)["code"] for code in one["organisers"]] == one["organisers"], one["key"]
        for text in (one["title"], one["description"], *one["agenda"]):
            assert list(text) == list(LANGUAGES), one["key"]
            assert all(text.values()), one["key"]
        assert one["starts"] < one["ends"], one["key"]
        assert set(one["languages"]) <= set(LANGUAGES), one["key"]


def test_each_document_of_the_programme_is_there_in_seven_languages():
    found: dict[str, list[str]] = {}
    for paper in (paper for one in sessions() for paper in one.get("documents", ())):
        found.setdefault(paper["symbol"], []).append(paper["language"])
        assert paper["title"], paper
        assert paper["link"].endswith(f"-{paper['language']}.pdf"), paper
    assert sorted(found) == ["GD/INF.1", "HLD1/1", "HLD1/2", "HLD2/1", "HLD3/1", "HLD4/1", "OPEN/1"]
    assert all(languages == list(LANGUAGES) for languages in found.values()), found


def test_no_room_has_two_sessions_at_once_and_side_events_leave_a_quarter_of_an_hour():
    by_room: dict[str, list[dict]] = {}
    for one in sorted(sessions(), key=lambda one: one["starts"]):
        by_room.setdefault(one["room"], []).append(one)
    for rows in by_room.values():
        for first, second in pairwise(rows):
            assert first["ends"] <= second["starts"], (first["key"], second["key"])
            if first["type"] == second["type"] == "side_event" and first["ends"][:10] == second["starts"][:10]:
                gap = _minutes(second["starts"]) - _minutes(first["ends"])
                assert gap >= 15, (first["key"], second["key"])


def test_receptions_stand_in_the_programme_at_the_same_time_and_place():
    shown = {one["reception"]: one for one in sessions() if "reception" in one}
    assert set(shown) == {row["key"] for row in conference()["receptions"]}
    for row in conference()["receptions"]:
        one = shown[row["key"]]
        assert (one["starts"], one["ends"], one["room"]) == (row["starts"], row["ends"], row["room"])
        assert row["arrive_from"] < row["arrive_until"] <= row["starts"]
        assert row["answer_by"] < row["starts"]
        assert row["dress"] in conference()["dress_codes"]


def _minutes(text: str) -> int:
    return int(text[11:13]) * 60 + int(text[14:16])
