"""A gate in touch: its answer, what is kept, and who is inside afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from conference.core import clock
from conference.core.access import Role
from conference.models import Category
from conference.translated import Translated
from delegations.accreditation.models import Badge
from delegations.gates.devices.actions import set_minutes
from delegations.gates.models import Policy, Presence, Scan, Tally
from tests.accreditation.kit import accredited, give_photo
from tests.gates.scene import NOW, code_of, give_out, hand_over, make_device, make_gate, print_badge, scan, sync, told
from tests.gates.table import to_state
from tests.people import actor, make_user

pytestmark = pytest.mark.django_db


def test_names_come_in_the_language_that_is_asked_for(saturday):
    """In English where a text is in no other, or where nobody asks."""
    gate = make_gate("G", name="Main door")
    gate.name = Translated(en="Main door", ar="الباب الرئيسي", zh="正门", fr="")
    gate.save()
    Category.objects.filter(letter="D").update(name=Translated(en="Delegate", ar="مندوب"))
    (_one, here), (_two, there) = make_device(gate), make_device(gate, "Scanner 2")
    badge = give_out(accredited("KEN")[1])
    scan(here, code_of(badge))
    said = {}
    for language in ("", "ar", "zh-Hans;q=0.9, ar", "fr", "xx", "*"):
        answer = scan(there, code_of(badge), language=language).json()
        assert answer["reason"] == "already-inside"
        said[language] = (answer["where"], answer["bearer"]["category"])
    english = ("Main door", "Delegate")
    assert said == {
        "": english,
        "ar": ("الباب الرئيسي", "مندوب"),
        "zh-Hans;q=0.9, ar": ("正门", "Delegate"),
        "fr": english,
        "xx": english,
        "*": english,
    }


def test_in_and_out(saturday):
    _member, badge = accredited("KEN", family_name="Wanjiru", given_names="Halima")
    give_out(badge)
    _device, key = make_device(make_gate("G"))
    answer = scan(key, code_of(badge))
    assert answer.status_code == 200
    said = answer.json()
    assert (said["verdict"], said["reason"], said["zone"], said["inside"]) == ("enter", "", "G", 1)
    assert said["bearer"] == {
        "name": "Halima Wanjiru",
        "party": "Kenya",
        "party_code": "KEN",
        "category": "Delegate",
        "letter": "D",
        "number": badge.number,
        "copy": 1,
        "photo": None,
    }
    assert Presence.objects.get().since is not None
    again = scan(key, code_of(badge)).json()
    assert (again["verdict"], again["reason"], again["inside"]) == ("enter", "repeated", 1)
    out = scan(key, code_of(badge), "out").json()
    assert (out["verdict"], out["reason"], out["inside"]) == ("enter", "left", 0)
    assert Presence.objects.get().since is None
    assert Tally.objects.get().inside == 0
    assert list(Scan.objects.order_by("pk").values_list("counts", flat=True)) == [True, False, True]


def test_a_number_that_is_typed_finds_the_person_and_is_checked(saturday):
    """What the guard then decides counts; the number alone does not."""
    member, badge = accredited("KEN", family_name="Wanjiru", given_names="Halima")
    give_photo(member)
    give_out(badge)
    _device, key = make_device(make_gate("G"))
    said = scan(key, f" {badge.number.lower().replace('-', ' ')}").json()
    assert (said["verdict"], said["reason"], said["inside"]) == ("check", "typed", 0)
    assert (said["bearer"]["name"], said["bearer"]["photo"]) == (
        "Halima Wanjiru",
        f"/api/v1/gate/thumbs?serials={badge.serial}",
    )
    kept = Scan.objects.get()
    assert (kept.serial, kept.badge_id, kept.counts) == (badge.serial, badge.pk, False)
    nobody = scan(key, "Z9-99999").json()
    assert (nobody["verdict"], nobody["reason"], nobody["bearer"]) == ("refused", "unknown-number", None)


def test_a_typed_number_means_the_latest_copy(saturday):
    """Every copy has the same number on it, and a guard who types it does not see which one that is."""
    badge = give_out(accredited("KEN")[1])
    _device, key = make_device(make_gate("G"))
    to_state(badge, "superseded")
    assert scan(key, badge.number).json()["reason"] == "not-printed"
    newest = give_out(Badge.objects.get(copy=2))
    said = scan(key, badge.number).json()
    assert (said["reason"], said["bearer"]["copy"], Scan.objects.latest("pk").badge_id) == ("typed", 2, newest.pk)


def test_a_typed_number_sent_again_is_answered_the_same(saturday):
    badge = give_out(accredited("KEN")[1])
    _device, key = make_device(make_gate("G"))
    first, again = (scan(key, badge.number, number=1) for _n in range(2))
    assert (first.status_code, again.json()) == (200, first.json())
    assert Scan.objects.count() == 1


def test_a_badge_that_nobody_collected_is_checked_until_it_is_given_out(saturday):
    badge = print_badge(accredited("KEN")[1])
    _device, key = make_device(make_gate("G"))
    assert scan(key, code_of(badge)).json()["reason"] == "not-collected"
    hand_over(badge)
    assert scan(key, code_of(badge)).json()["verdict"] == "enter"


def test_the_minutes_of_a_second_entry_are_the_settings(saturday):
    """Without the row of settings the function of the database knows the same minutes as the model."""
    badge = give_out(accredited("KEN")[1])
    _device, key = make_device(make_gate("G"))
    staff = actor(make_user(None, Role.SECURITY))

    def after(minutes: int) -> str:
        with clock.standing(NOW + timedelta(minutes=minutes)):
            return scan(key, code_of(badge), at=NOW + timedelta(minutes=minutes)).json()["reason"]

    assert Policy().second_entry == 30
    assert [after(minutes) for minutes in (0, 29, 30, 59)] == ["", "already-inside", "", "already-inside"]
    set_minutes(actor=staff, second_entry=10, silent_after=15)
    assert [after(minutes) for minutes in (60, 69, 70)] == ["", "already-inside", ""]
    set_minutes(actor=staff, second_entry=0, silent_after=15)
    assert after(71) == ""


def test_a_badge_taken_back_and_shown_again_enters(saturday):
    """What the guard took back a moment ago is no entry that a second scan could repeat."""
    badge = give_out(accredited("KEN")[1])
    _device, key = make_device(make_gate("G"))
    assert scan(key, code_of(badge), number=101).json()["reason"] == ""
    back, again = NOW + timedelta(seconds=2), NOW + timedelta(seconds=4)
    with clock.standing(back):
        sync(key, [told(102, badge, back, reason="undone", way="out")], back)
    with clock.standing(again):
        assert scan(key, code_of(badge), number=103, at=again).json()["reason"] == ""


def read_whole() -> int:
    """How often this transaction has read a table that grows from end to end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(seq_scan), 0) FROM pg_stat_xact_user_tables WHERE relname IN"
            " ('gates_scan', 'gates_presence', 'gates_tally', 'accreditation_badge', 'registration_delegate')"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("held", [True, False])
def test_what_is_planned_on_an_empty_morning_serves_the_full_day(saturday, held):
    """The first checks make the plans, and of empty tables a reading of the whole is the cheapest.

    Control: without the settings of the function.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE gates_scan, gates_presence")
        if not held:
            cursor.execute("ALTER FUNCTION gate_check RESET ALL")
    badge = give_out(accredited("KEN")[1])
    _device, key = make_device(make_gate("G"))
    before = read_whole()
    said = [scan(key, code_of(badge), way).json()["reason"] for way in ("in", "in", "out")]
    assert said == ["", "repeated", "left"]
    assert (read_whole() == before) is held


def test_the_answer_says_its_length(saturday):
    """It passes by the middleware that says it elsewhere; without, it is sent in pieces."""
    answer = scan(make_device(make_gate("G"))[1], code_of(accredited("KEN")[1]))
    assert answer["Content-Length"] == str(len(answer.content))


def test_sent_again_it_is_answered_the_same(saturday):
    """The first answer got lost: the guard still reads since when and where somebody is inside."""
    badge = give_out(accredited("KEN")[1])
    (_one, here), (_two, there) = (
        make_device(make_gate("G", name="Gate East")),
        make_device(make_gate("G"), "Scanner 2"),
    )
    first, again = (scan(here, code_of(badge), number=1).json() for _n in range(2))
    assert (first["reason"], first["since"], again) == ("", None, first)
    inside, resent = (scan(there, code_of(badge), number=1).json() for _n in range(2))
    assert (inside["reason"], inside["since"], inside["where"]) == (
        "already-inside",
        "2025-10-25T03:00:00Z",
        "Gate East",
    )
    assert resent == inside


@pytest.mark.parametrize(
    ("status", "word", "said"),
    [
        (
            401,
            "unknown-device",
            "Aucun appareil n’est connu avec cette clé. Enregistrez l’appareil avec un nouveau code.",
        ),
        (400, "request", "La requête n’a pas la forme attendue à cette adresse."),
        (400, "direction", "Cette porte n’est pas ouverte dans ce sens."),
        (409, "number", "L’appareil a déjà utilisé ce numéro pour une autre lecture. Rien n’a été enregistré."),
    ],
)
def test_what_is_refused_is_said_in_the_language_of_the_device(saturday, status, word, said):
    _device, key = make_device(make_gate("G", direction="in"))
    assert scan(key, "PL1:X", number=1, language="fr").status_code == 200
    asked = {
        "unknown-device": ("no-key", "PL1:X", "in", 2),
        "request": (key, "X" * 1001, "in", 2),
        "direction": (key, "PL1:X", "out", 2),
        "number": (key, code_of(accredited("KEN")[1]), "in", 1),
    }[word]
    device, text, direction, number = asked
    answer = scan(device, text, direction, number=number, language="fr")
    fields = {"fields": {"text": "1000 caractères au plus."}} if word == "request" else {}
    assert (answer.status_code, answer.json()) == (status, {"error": word, "message": said, **fields})
