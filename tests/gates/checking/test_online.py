"""A gate in touch: its answer, what is kept, and who is inside afterwards."""

from __future__ import annotations

import pytest
from django.db import connection

from conference.models import Category
from conference.translated import Translated
from delegations.gates.models import Presence, Scan, Tally
from tests.accreditation.kit import accredited
from tests.gates.scene import code_of, make_device, make_gate, print_badge, scan

pytestmark = pytest.mark.django_db


def test_names_come_in_the_language_that_is_asked_for(saturday):
    """In English where a text is in no other, or where nobody asks."""
    gate = make_gate("G", name="Main door")
    gate.name = Translated(en="Main door", ar="الباب الرئيسي", zh="正门", fr="")
    gate.save()
    Category.objects.filter(letter="D").update(name=Translated(en="Delegate", ar="مندوب"))
    (_one, here), (_two, there) = make_device(gate), make_device(gate, "Scanner 2")
    badge = print_badge(accredited("KEN")[1])
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
    print_badge(badge)
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
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans each statement anew")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE gates_scan, gates_presence")
        if not held:
            cursor.execute("ALTER FUNCTION gate_check RESET ALL")
    badge = print_badge(accredited("KEN")[1])
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
    badge = print_badge(accredited("KEN")[1])
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
            "Aucun appareil doté de cette clé n’est connu ici. Enregistrez-le avec un nouveau code.",
        ),
        (400, "request", "Ce qui a été envoyé n’est pas ce que prend cette adresse."),
        (400, "direction", "Cette entrée ne laisse passer personne dans ce sens."),
        (409, "number", "L’appareil a déjà utilisé ce numéro pour un autre contrôle. Rien n’a été conservé."),
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
    assert (answer.status_code, answer.json()) == (status, {"error": word, "message": said})
