"""The receiving line: the order, how names are said, who is next and when, on the screen and on paper."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from conference.audit.models import AuditEntry
from conference.core import clock, lifecycle
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.translated import Translated
from delegations.registration.models import Delegate
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations.actions import Answer, answer_invitation
from schedule.receptions.models import Invitation, Reception
from schedule.receptions.receiving import actions
from schedule.receptions.receiving.data import lines
from schedule.receptions.receiving.proposals import propose_lines
from schedule.receptions.receiving.queries import line
from schedule.receptions.seating import actions as seating
from tests.people import NOTED, actor, make_member, make_user, sign_in
from tests.printing.readback import accessible, open_pdf
from tests.printing.readback import words as words_of
from tests.receptions.scene import NOW, make_scene
from tests.registration.kit import text_of

LINE = "/desk/receptions/banquet/line/"
MOST = 15


def make_line():
    """Brazil (a Head of State), France and Kenya (ministers, by the alphabet), Côte d’Ivoire (another rank) have accepted."""
    scene = make_scene(capacity=12)
    for code in ("CIV", "KEN", "BRA"):
        scene.answer(code)
    scene.answer("FRA", companion="Ms. Jeanne Dupré")
    return scene


@pytest.fixture
def reception_line(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_line)


@pytest.fixture
def evening(reception_line):
    with clock.standing(reception_line.reception.begins):
        yield reception_line


def do(scene, code: str, to: str, **kwargs) -> Invitation:
    return actions.record_greeting(actor=scene.protocol, invitation=scene.invitation(code), to=to, **kwargs)


@lifecycle.use_case
def changed(scene, code: str, **fields) -> Invitation:
    return lifecycle.change(scene.invitation(code), actor=scene.protocol, verb="invitation.said_as", **fields)


def told(scene) -> list[tuple[str, str]]:
    """Return who comes and when, by Hanoi's clock."""
    scene.reception.refresh_from_db()
    found = line(scene.reception).coming
    return [(one.party.code, (one.at + timedelta(hours=7)).strftime("%H:%M")) for one in found if one.at]


def test_guests_come_by_precedence_each_after_the_other(reception_line):
    assert told(reception_line) == [("BRA", "18:15"), ("FRA", "18:17"), ("KEN", "18:19"), ("CIV", "18:21")]
    actions.set_line(actor=reception_line.protocol, reception=reception_line.reception, minutes=5)
    assert told(reception_line)[-1] == ("CIV", "18:30")


def test_a_line_that_runs_past_the_beginning_says_so_and_what_would_end_in_time(reception_line, client):
    """Four guests at 15 minutes each from 18:15 end at 19:15; the banquet begins at 19:00."""
    scene = reception_line
    actions.set_line(actor=scene.protocol, reception=scene.reception, minutes=15)
    sign_in(client, make_user(None, Role.PROTOCOL))
    page = client.get(LINE)
    shown = re.sub(r" (?=[;:.–])|(?<=–) ", "", text_of(page))
    assert "The last guest will have been received at 19:15; the occasion begins at 19:00." in shown
    for proposal in (
        "2 lines, 2 guests in each line, 15 minutes for each guest, 18:15–18:45",
        "1 line, 4 guests in each line, 11 minutes for each guest, 18:15–18:59",
        "Only the first 3 guests by precedence, 1 line, 3 guests in each line, 15 minutes for each guest, 18:15–19:00",
        "Ask the guests to arrive from 18:00: the line ends at 19:00.",
    ):
        assert proposal in shown
    scene.reception.refresh_from_db()
    for proposal in page.context["line"].proposals[:3]:
        posted = {"each_minutes": proposal.minutes, "lines": proposal.lines, "line_guests": proposal.guests or ""}
        scene.reception.refresh_from_db()
        client.post(f"{LINE}minutes/", {**posted, "version": scene.reception.version})
        assert "does not end in time" not in text_of(client.get(LINE))
        assert (line_of(scene).ends + timedelta(hours=7)).strftime("%H:%M") == (
            proposal.ends + timedelta(hours=7)
        ).strftime("%H:%M")


def line_of(scene):
    scene.reception.refresh_from_db()
    return line(scene.reception)


def test_lines_side_by_side_take_the_guests_in_turn(evening, client):
    actions.set_line(actor=evening.protocol, reception=evening.reception, minutes=10, lines=2)
    assert told(evening) == [("BRA", "18:15"), ("FRA", "18:15"), ("KEN", "18:25"), ("CIV", "18:25")]
    assert [(place.party.code, place.line) for place in line_of(evening).next] == [("BRA", 1), ("FRA", 2)]
    do(evening, "FRA", "received")
    # Whoever stands in a line stays in it.
    assert [(place.party.code, place.line) for place in line_of(evening).coming] == [("BRA", 1), ("KEN", 1), ("CIV", 2)]
    sign_in(client, make_user(None, Role.PROTOCOL))
    shown = text_of(client.get(LINE))
    assert shown.index("line 1") < shown.index("line 2")
    with open_pdf(client.get(f"{LINE}receiving-line.pdf").content) as opened:
        assert "line 2" in " ".join(" ".join(words_of(one) for one in opened).split())


def test_a_shorter_line_is_of_the_first_by_precedence(reception_line, client):
    actions.set_line(actor=reception_line.protocol, reception=reception_line.reception, minutes=2, guests=2)
    assert told(reception_line) == [("BRA", "18:15"), ("FRA", "18:17")]
    sign_in(client, make_user(None, Role.PROTOCOL))
    assert "2 further guests, lower in precedence, are not received in the line." in text_of(client.get(LINE))


def test_a_long_line_of_eighty_seven_guests_is_proposed_in_four_lines():
    """The banquet of Hanoi: from 18:15, two minutes each, dinner at 19:00."""
    first = datetime(2025, 10, 25, 11, 15, tzinfo=UTC)
    reception = Reception(each_minutes=2, lines=1)
    with clock.standing(NOW):
        proposals = propose_lines(reception, range(1, 88), first, first + timedelta(minutes=45))
    assert [(one.kind, one.minutes, one.lines, one.guests, one.each) for one in proposals] == [
        ("lines", 2, 4, None, 22),
        ("both", 1, 2, None, 44),
        ("guests", 2, 1, 22, 22),
        ("earlier", 2, 1, None, 87),
    ]
    assert proposals[-1].begins == first + timedelta(minutes=45 - 174)
    # Once it is late, nothing helps.
    with clock.standing(first):
        assert list(propose_lines(reception, range(1, 88), first, first - timedelta(minutes=1))) == []


def test_who_presides_at_the_head_table_receives_and_is_not_received(reception_line):
    plan = seating.make_plan(actor=reception_line.protocol, reception=reception_line.reception)
    host = reception_line.invitation("BRA").pk
    values = seating.TableValues("round", 5, reception_line.invitation("KEN").pk)
    seating.add_tables(actor=reception_line.protocol, plan=plan, values=values)
    plan.refresh_from_db()
    seating.add_tables(actor=reception_line.protocol, plan=plan, values=seating.TableValues("head", 5, host))
    assert [code for code, _at in told(reception_line)] == ["FRA", "KEN", "CIV"]


def test_a_substitute_without_a_rank_stands_last_and_is_marked(reception_line, client):
    changed(reception_line, "BRA", substitute_name="Ms. Ann Lima")
    assert [code for code, _at in told(reception_line)] == ["FRA", "KEN", "CIV", "BRA"]
    sign_in(client, make_user(None, Role.PROTOCOL))
    assert text_of(client.get(LINE)).count("Rank not set") == 1


def test_the_order_of_arrival_gives_the_motorcade_with_its_cars_and_the_window(reception_line, client):
    """Brazil's car comes first, then Kenya's; who gave none has none, and a car of somebody who declines is no more in the line."""
    scene = reception_line
    cars = {"KEN": ("51A-123.45", "Nguyễn Văn An"), "BRA": ("80A-001.01", ""), "CIV": ("29A-777.07", "Lê Bình")}
    for code, (plate, driver) in cars.items():
        scene.answer(code, "no" if code == "CIV" else "yes", number_plate=plate, driver=driver)
    Reception.objects.update(motorcade=Translated(en="Heads of State, then ministers"))
    scene.reception.refresh_from_db()
    found = [(one.number, one.party.code, one.vehicle) for one in line(scene.reception).everybody]
    assert found == [(1, "BRA", "80A-001.01"), (2, "FRA", ""), (3, "KEN", "51A-123.45, Nguyễn Văn An")]
    sign_in(client, make_user(None, Role.PROTOCOL))
    page = text_of(client.get(LINE))
    with open_pdf(client.get(f"{LINE}receiving-line.pdf").content) as opened:
        paper = " ".join(" ".join(words_of(one) for one in opened).split())
    for said in (page, paper):
        assert "Order of the motorcades: Heads of State, then ministers" in said
        assert said.index("80A-001.01") < said.index("France") < said.index("51A-123.45, Nguyễn Văn An")
        assert "29A-777.07" not in said
    assert "Arrive: 18:15–18:45" in paper


def test_times_move_with_what_is_done(evening):
    with clock.standing(evening.reception.begins + timedelta(minutes=4)):
        assert told(evening)[0] == ("BRA", "18:19")  # nobody has come: late
        do(evening, "BRA", "received")
        assert told(evening) == [("FRA", "18:19"), ("KEN", "18:21"), ("CIV", "18:23")]
        do(evening, "FRA", "skipped")
        do(evening, "KEN", "received")
    with clock.standing(evening.reception.begins + timedelta(minutes=10)):
        do(evening, "FRA", "recalled")
        assert told(evening) == [("FRA", "18:25"), ("CIV", "18:27")]


def test_each_act_is_undone_once(evening):
    do(evening, "BRA", "skipped")
    assert do(evening, "BRA", "undo").standing == "expected"
    with pytest.raises(NotPossible, match="nothing to undo"):
        do(evening, "BRA", "undo")
    do(evening, "BRA", "skipped")
    do(evening, "BRA", "recalled")
    assert do(evening, "BRA", "undo").standing == "skipped"
    do(evening, "BRA", "recalled")
    do(evening, "BRA", "received")
    assert do(evening, "BRA", "undo").standing == "recalled"
    assert told(evening)[0] == ("BRA", "18:15")
    assert AuditEntry.objects.filter(verb="invitation.standing_undone").count() == 3


def test_of_two_screens_the_slower_is_told(evening):
    shown = evening.invitation("BRA").version
    do(evening, "BRA", "received", expected_version=shown)
    with pytest.raises(AlreadyDecided):
        do(evening, "BRA", "skipped", expected_version=shown)
    with pytest.raises(NotPossible, match="stands as “Received”"):
        do(evening, "BRA", "received")
    assert evening.invitation("BRA").standing == "received"


def test_only_who_comes_is_received_in_the_hours_of_the_reception(evening):
    with clock.standing(evening.reception.begins - timedelta(minutes=1)), pytest.raises(NotPossible, match="18:15"):
        do(evening, "BRA", "received")
    with clock.standing(evening.reception.ends + timedelta(minutes=1)), pytest.raises(NotPossible, match="is over"):
        do(evening, "BRA", "received")
    with clock.standing(NOW):
        evening.answer("CIV", "no")
    with pytest.raises(NotPossible, match="is not expected: Regretted"):
        do(evening, "CIV", "received")
    assert "CIV" not in dict(told(evening))
    office = actor(make_user("office@hanoi2025.example", Role.SECRETARIAT))
    with pytest.raises(NotAllowed):
        actions.record_greeting(actor=office, invitation=evening.invitation("BRA"), to="received")
    assert do(evening, "BRA", "received").standing == "received"


def test_nobody_stands_in_the_line_since_never(evening):
    with pytest.raises(IntegrityError, match="invitation_stands_since"), transaction.atomic():
        changed(evening, "BRA", standing="received")
    assert changed(evening, "BRA", standing="received", stands_since=clock.now()).standing == "received"


def test_a_pronunciation_is_of_the_person_it_was_noted_of(reception_line, client):
    sign_in(client, make_user(None, Role.PROTOCOL))
    row = reception_line.invitation("KEN")
    posted = {"version": row.version, "said_as": "wam-BOO-ee"}
    page = client.post(f"{LINE}{row.public_id}/said/", posted, follow=True).content.decode()
    assert "wam-BOO-ee" in page
    kenya = next(one for one in line(reception_line.reception).coming if one.party.code == "KEN")
    assert (kenya.said_as, kenya.name) == ("wam-BOO-ee", reception_line.heads["KEN"].called)
    changed(reception_line, "KEN", substitute_name="Ms. Ann Otieno")
    kenya = next(one for one in line(reception_line.reception).coming if one.party.code == "KEN")
    assert (kenya.said_as, kenya.name, kenya.style) == ("", "Ms. Ann Otieno", "")


@pytest.mark.parametrize(
    ("language", "style", "name"),
    [
        ("en", "Her Excellency", "Ms. {}"),
        ("fr", "Son Excellence", "Mme {}"),
        ("es", "Excelentísima Señora", "{}"),
        ("ru", "Ее Превосходительство", "г-жа {}"),
        ("ar", "", "معالي السيدة {}"),
        ("zh-hans", "", "{} 女士阁下"),
        ("vi", "", "Bà {}"),
    ],
)
def test_the_style_stands_above_the_name_and_the_function_below_as_protocol_writes_them(
    reception_line, language, style, name
):
    head = reception_line.heads["KEN"]
    Delegate.objects.filter(pk=head.pk).update(honorific="H.E. Ms.", functional_title="Prime Minister")
    with override(language):
        kenya = next(one for one in line(reception_line.reception).coming if one.party.code == "KEN")
        written = name.format(head.full_name)
        assert (kenya.style, kenya.name_line, kenya.function) == (style, written, "Prime Minister")
        row = next(
            one for one in lines([reception_line.reception])["lists"][0]["rows"] if one["party"] == kenya.party.short
        )
    assert (row["style"], row["name"], row["under"]) == (style, written, "Prime Minister")


def test_the_page_says_who_is_next_and_its_buttons_move_the_line(evening, client):
    sign_in(client, make_user(None, Role.PROTOCOL))
    page = client.get(LINE).content.decode()
    assert page.index("Brazil") < page.index("France") < page.index("Kenya")
    for words in ("Companion:", "Jeanne Dupré", "18:17"):
        assert words in page
    row = evening.invitation("BRA")
    page = client.post(f"{LINE}{row.public_id}/", {"to": "received", "version": row.version}, follow=True)
    assert page.context["line"].coming[0].party.code == "FRA"
    assert "Undo “Received”" in page.content.decode()
    page = client.post(f"{LINE}minutes/", {"each_minutes": "0", "version": 1})
    assert page.status_code == 422
    reader = sign_in(type(client)(), make_user("office@hanoi2025.example", Role.SECRETARIAT))
    assert 'name="to"' not in reader.get(LINE).content.decode()


def test_another_screen_is_told_of_what_was_done_and_of_nothing_else(evening, client):
    sign_in(client, make_user(None, Role.PROTOCOL))
    seen = client.get(LINE).context["shown"]
    noted = AuditEntry.objects.count()
    assert client.get(LINE, {"part": "", "seen": seen}).status_code == 204
    do(evening, "BRA", "received")
    answer = client.get(LINE, {"part": "", "seen": seen})
    page = answer.content.decode()
    assert answer.context["line"].coming[0].party.code == "FRA"
    assert page.lstrip().startswith('<div id="receiving-line"')
    assert "Undo “Received”" in page
    # The page was noted as read when it was opened, not every two seconds.
    assert list(AuditEntry.objects.order_by("number")[noted:].values_list("verb", flat=True)) == ["invitation.received"]
    seen = answer.context["shown"]
    with clock.standing(evening.reception.begins + timedelta(minutes=1)):
        answer = client.get(LINE, {"part": "", "seen": seen})
    assert "18:16" in answer.content.decode()


def test_the_line_on_paper(reception_line, client):
    row = reception_line.invitation("KEN")
    actions.note_pronunciation(actor=reception_line.protocol, invitation=row, said_as="wam-BOO-ee")
    sign_in(client, make_user(None, Role.PROTOCOL))
    with open_pdf(client.get(f"{LINE}receiving-line.pdf").content) as found:
        said = " ".join(" ".join(words_of(page) for page in found).split())
    assert said.index("Brazil") < said.index("France") < said.index("Kenya")
    for words in ("18:19", "wam-BOO-ee", "Companion: Ms. Jeanne Dupré"):
        assert words in said
    assert AuditEntry.objects.filter(verb="receptions.printed").count() == 1


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "vi", "zh-hans"])
def test_the_paper_is_in_every_language(reception_line, tmp_path, language):
    out = tmp_path / "x.pdf"
    call_command("print", "receiving-line", "--day", "2025-10-25", "--language", language, "--out", str(out))
    assert accessible(out.read_bytes())[2].startswith(language[:2])


@pytest.mark.slow
def test_forty_guests_ask_as_much_as_ten(reception_line, client):
    sign_in(client, make_user(None, Role.PROTOCOL))
    client.get(LINE)
    found = {}
    Reception.objects.update(capacity=80)
    for count in (10, 40):
        for number in range(Invitation.objects.count(), count):
            make_member(f"X{number:02}", capacity="head", state="submitted")
        guest_list.invite(actor=reception_line.protocol, reception=reception_line.reception)
        for row in Invitation.objects.filter(state="sent"):
            answer_invitation(invitation=row, answer=Answer("yes"))
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(LINE).context["line"].coming) == count
        found[count] = len(queries)
    assert found[40] == found[10]
    assert found[40] - NOTED < MOST, found
