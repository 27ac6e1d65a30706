"""The papers of a seating: what stands on them, in which languages, and that a reader is noted."""

from __future__ import annotations

import pytest
import time_machine
from django.core.management import call_command
from django.utils import translation

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import SYSTEM, Role
from conference.core.errors import UserError
from conference.models import Rank
from conference.printing.documents import typeset
from delegations.registration.models import Delegate
from schedule.receptions.arrivals.actions import record_arrival
from schedule.receptions.invitations.actions import Answer, answer_invitation
from schedule.receptions.models import Invitation, SeatingPlan
from schedule.receptions.papers import data
from schedule.receptions.seating.queries import load_plan
from tests.people import make_user, sign_in
from tests.printing.readback import accessible, letters, open_pdf
from tests.printing.readback import words as words_of
from tests.receptions.scene import NOW
from tests.receptions.seating.scene import make_banquet

NAMES = ("seating-plan", "table-lists", "place-cards", "escort-cards")


@pytest.fixture
def banquet(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_banquet)


def words(content: bytes) -> str:
    with open_pdf(content) as found:
        return " ".join(" ".join(words_of(page) for page in found).split())


@pytest.fixture
def staff(client, banquet):
    return sign_in(client, make_user("seats@hanoi2025.example", Role.PROTOCOL))


def paper(client, name: str) -> bytes:
    page = client.get(f"/desk/receptions/banquet/seating/{name}.pdf")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "application/pdf")
    return page.content


def test_the_list_of_a_table_has_guests_hosts_and_diets(staff, banquet):
    answer_invitation(
        invitation=Invitation.objects.get(pk=banquet.key("BRA")),
        answer=Answer("yes", diet="vegetarian", allergies="nuts"),
    )
    said = words(paper(staff, "table-lists"))
    for name in ("H.E. Mr. Host", "Jeanne Dupré", "Tom Wafula", "Kenya", "Vegetarian, nuts", "Host of the table"):
        assert name in said
    assert AuditEntry.objects.filter(verb="seating.printed").count() == 1


def test_the_list_of_a_table_says_when_somebody_came(staff, banquet):
    row = Invitation.objects.select_related("reception").get(pk=banquet.key("KEN"))
    with clock.standing(row.reception.begins):
        record_arrival(actor=SYSTEM, invitation=row, companion=True)
    said = words(paper(staff, "table-lists"))
    assert said.count("✓ 18:15") == 1
    assert said.index("Tom Wafula") < said.index("✓ 18:15")


def test_the_lines_of_all_names_on_cards_are_as_far_apart(banquet):
    """Whatever ink is above and below a line: an accent or a tail moves nothing."""
    values = data.escort([load_plan(banquet.plan)])
    names = ("Ms. Rosaria Annn Dominnos Quissanna", "Ms. Rypggia Ayyj Ếyggypẫjgos Qủýssyppẩ")
    values["sets"][0]["cards"] = [{"name": name, "sub": "Kenya", "table": "Table 1"} for name in names]
    with open_pdf(typeset.compile(data.ESCORT, values, at=NOW)) as pages:
        feet = [one.bottom for one in letters(pages[0]) if one.text in ("R", "Q")]
    assert len(feet) == 4
    assert feet[0] - feet[1] == pytest.approx(feet[2] - feet[3], abs=0.05)
    assert feet[0] - feet[1] != pytest.approx(0, abs=5)


@pytest.mark.parametrize(
    ("language", "name", "honorific", "above"),
    [("ar", "السيد Quxo Zaru da Xuno", "س", True), ("zh-hans", "Quxo Zaru da Xuno 先生", "先", False)],
)
def test_an_honorific_of_another_script_has_a_line_of_its_own_on_a_card(banquet, language, name, honorific, above):
    """The name stays whole and runs in its own direction, also where a short word belongs to the next."""
    with translation.override(language):
        values = data.escort([load_plan(banquet.plan)])
    values["sets"][0]["cards"] = [{"name": name, "sub": "Kenya", "table": "1"}]
    with open_pdf(typeset.compile(data.ESCORT, values, at=NOW)) as pages:
        found = letters(pages[0])
    q, z, x = (next(one for one in found if one.text == letter) for letter in "QZX")
    assert [one.bottom for one in (z, x)] == pytest.approx([q.bottom] * 2, abs=1.5)
    assert q.right < z.left < x.left
    other = next(one for one in found if one.text == honorific)
    assert (other.bottom <= q.top + 1) if above else (other.top >= q.bottom - 1.5)


def test_who_no_longer_comes_stands_on_no_card(staff, banquet):
    assert "Tom Wafula" in words(paper(staff, "place-cards"))
    answer_invitation(invitation=Invitation.objects.get(pk=banquet.key("KEN")), answer=Answer("no"))
    for name in ("place-cards", "escort-cards", "table-lists"):
        said = words(paper(staff, name))
        assert "Tom Wafula" not in said
        assert "Jeanne Dupré" in said
    assert "To be settled" in words(paper(staff, "table-lists"))


def test_an_escort_card_leads_to_the_table(staff, banquet):
    said = words(paper(staff, "escort-cards"))
    table = banquet.seats()["KEN+"][0]
    assert f"Tom Wafula Kenya Table {table}" in said


def test_the_plan_shows_tables_and_places_in_precedence(staff, banquet):
    said = words(paper(staff, "seating-plan"))
    for word in ("State Banquet", "Table 1", "Table 2", "BRA", "FRA", "KEN", "CIV"):
        assert word in said


@pytest.mark.parametrize("language", ["ar", "en", "vi", "zh-hans"])
@pytest.mark.parametrize("name", NAMES)
def test_every_paper_is_set_in_every_direction(banquet, tmp_path, name, language):
    out = tmp_path / "x.pdf"
    call_command("print", name, "--day", "2025-10-25", "--language", language, "--out", str(out))
    assert accessible(out.read_bytes())[2].startswith(language[:2])


def test_no_paper_without_a_plan(banquet, tmp_path):
    with pytest.raises(UserError, match="No reception of that day has a seating plan"):
        call_command("print", "place-cards", "--day", "2025-10-26", "--out", str(tmp_path / "x.pdf"))
    assert SeatingPlan.objects.count() == 1


def test_only_who_sees_receptions_reads_them(client, banquet):
    sign_in(client, make_user("prints@hanoi2025.example", Role.PRINT_ROOM))
    assert client.get("/desk/receptions/banquet/seating/table-lists.pdf").status_code == 403
    sign_in(client, make_user("office@hanoi2025.example", Role.SECRETARIAT))
    assert client.get("/desk/receptions/banquet/seating/table-lists.pdf").status_code == 200
    assert client.get("/desk/receptions/banquet/seating/nonsense.pdf").status_code == 404


def test_the_plan_names_everybody_by_table_and_has_a_legend(staff, banquet):
    with open_pdf(paper(staff, "seating-plan")) as pages:
        drawing, names = (" ".join(words_of(page).split()) for page in pages)
    for word in ("number: precedence", "companion", "host of the table", "free, or kept free"):
        assert word in drawing
    assert "Names by table" in names
    world = banquet.world
    for diner in world.diners.values():
        assert f"{diner.name} {diner.party.short}" in names
    kenya = world.diners[banquet.key("KEN")].precedence.number
    assert f"{kenya}c KEN Tom Wafula Kenya" in names
    assert f"{kenya}c" in drawing.split()


def test_cards_and_lists_have_the_title_held(staff, banquet):
    """The guest's own, a substitute's, and the rank's name where none was written; a companion has none."""
    Delegate.objects.filter(pk=Invitation.objects.get(pk=banquet.key("FRA")).guest_id).update(functional_title="")
    Invitation.objects.filter(pk=banquet.key("CIV")).update(
        substitute_name="Ms. Aya Koffi", substitute_function="Chargée d’affaires"
    )
    banquet.act("set_guest", invitation=int(banquet.key("CIV")), rank=Rank.objects.get(code="other"))
    banquet.act("confirm_seat", key=banquet.key("CIV"))
    cards = {card["name"]: card["title"] for card in data.cards([banquet.world])["sets"][0]["cards"]}
    called = {code: banquet.world.diners[banquet.key(code)].name for code in ("BRA", "FRA", "CIV", "KEN+")}
    assert {code: cards[name] for code, name in called.items()} == {
        "BRA": "Counsellor",
        "FRA": "Minister",
        "CIV": "Chargée d’affaires",
        "KEN+": "",
    }
    assert words(paper(staff, "place-cards")).count("Chargée d’affaires") == 2  # both faces of the tent
    assert "Substitute, Chargée d’affaires" in words(paper(staff, "table-lists"))


@pytest.mark.parametrize("name", ["Стол № 10", "Table of the Presidents"])
def test_the_name_of_a_round_table_stands_within_it(banquet, name):
    values = data.plans([load_plan(banquet.plan)])
    (plan,) = values["plans"]
    table = next(table for table in plan["tables"] if table["r"])
    plan["tables"] = [table | {"name": name, "seats": []}]
    with open_pdf(typeset.compile(data.PLAN, values, at=NOW)) as pages:
        found = letters(pages[0])
    text = "".join(letter.text for letter in found)
    start = text.index(name.replace(" ", ""))
    of_name = found[start : start + len(name.replace(" ", ""))]
    unit = min(392 / plan["width"], 224 / plan["height"])
    assert of_name[-1].right - of_name[0].left <= 2 * table["r"] * unit


def test_whom_a_guest_accompanies_is_named_with_the_family_name_on_one_line(banquet):
    row = Invitation.objects.get(pk=banquet.key("KEN"))
    Delegate.objects.filter(pk=row.guest_id).update(family_name="wa Wafula Otieno", given_names="Jane Akinyi")
    values = data.lists([load_plan(banquet.plan)])
    notes = [seat["note"] for one in values["lists"] for table in one["tables"] for seat in table["rows"]]
    assert [
        note for note in notes if "Jane\xa0Akinyi wa\xa0Wafula\xa0Otieno" in note and note.startswith("Companion of")
    ]


@pytest.mark.parametrize("name", ["place-cards", "escort-cards"])
def test_a_card_breaks_a_name_between_given_names_and_family_name_only(staff, banquet, name):
    row = Invitation.objects.get(pk=banquet.key("FRA"))
    names = {"honorific": "H.E. Mr.", "given_names": "Hamisi Mwakio", "family_name": "Salim", "name_on_badge": ""}
    Delegate.objects.filter(pk=row.guest_id).update(**names)
    with open_pdf(paper(staff, name)) as pages:
        found = [letter for page in pages for letter in letters(page)]
    text = "".join(letter.text for letter in found)
    for part in ("HamisiMwakio", "Salim"):
        start = text.index(part)
        feet = [letter.bottom for letter in found[start : start + len(part)] if letter.text in "HMSFaim"]
        # Two lines are six millimetres apart at least; a face upside down has letters of unlike height.
        assert max(feet) - min(feet) < 3
