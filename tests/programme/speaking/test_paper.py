"""The list of speakers on paper, with as at and a revision."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.core.management import call_command
from django.utils import translation

from conference.core.errors import UserError
from conference.printing.documents import typeset
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegation
from schedule.calendar.itineraries import itinerary
from schedule.calendar.itineraries.itinerary import EntryKind
from schedule.programme.papers import order_of_day
from schedule.programme.releases import outline
from schedule.programme.speaking import papers, queries
from schedule.programme.speaking.actions import podium as podium_actions
from tests.calendar.places import at
from tests.people import make_member
from tests.printing.readback import MM, accessible, letters, open_pdf
from tests.programme.draft import publish
from tests.programme.papers.papers import pages_of


def printed() -> tuple[dict, list[str]]:
    data = papers.data(queries.all_lists())
    return data, pages_of(typeset.compile(papers.TEMPLATE, data))


def test_everything_that_the_podium_needs(scene):
    scene.inscribe("KEN", "minister", language="fr")
    scene.inscribe("BRA", "state")
    _data, (page,) = printed()
    for said in (
        "General debate",
        "Open for inscription. 5 to 10 minutes for a statement.",
        "As at 14:00 on Friday 10 October revision 1 all times Hanoi time, UTC+7",
        "General debate, first meeting, Sat 25 Oct, 14:00–17:30, Plenary Hall",
        "No. Time Party Speaker Limit Language",
        "1 14:00 Federative Republic of Brazil Head of BRA Counsellor 10 min English",
        "Republic of Kenya Head of KEN Counsellor 5 min French",
        "List of speakers, General debate · as at 14:00 on Friday 10 October · revision 1",
        "Page 1 of 1",
    ):
        assert said in page, said
    assert page.index("Brazil") < page.index("Kenya")


def test_whoever_is_no_head_speaks_under_the_short_name(scene):
    scene.delegation("KEN")
    other = make_member("KEN", capacity="deputy_head", state="submitted", family_name="Otieno", given_names="")
    scene.inscribe("KEN", speaker=other)
    _data, (page,) = printed()
    assert "Kenya Otieno" in page
    assert "Republic of Kenya" not in page


def test_the_revision_goes_up_with_the_list_and_marks_what_changed(scene):
    scene.inscribe("KEN")
    printed()
    assert printed()[0]["lists"][0]["revision"] == "1"
    scene.inscribe("FRA")
    data, _pages = printed()
    (part,) = data["lists"][0]["parts"]
    assert data["lists"][0]["revision"] == "2"
    assert [(row["party"], row["changed"]) for row in part["rows"]] == [
        ("Republic of Kenya", False),
        ("French Republic", True),
    ]


def test_who_was_absent_says_so(scene):
    for code in ("KEN", "FRA"):
        scene.inscribe(code)
    scene.close()
    with time_machine.travel(at("14:00"), tick=False):
        scene.start()
        scene.do(podium_actions.mark_absent, "KEN")
        _data, (page,) = printed()
    assert "Was absent" in page


def test_it_is_a_landscape_sheet_within_its_margins(scene):
    for code in ("KEN", "FRA", "BRA"):
        scene.inscribe(code)
    paper = typeset.compile(papers.TEMPLATE, papers.data(queries.all_lists()))
    assert accessible(paper) == ("1", "List of speakers", "en")
    page = open_pdf(paper)[0]
    assert (page.get_width() / MM, page.get_height() / MM) == pytest.approx((297, 210), abs=0.2)
    assert all(one.left > 15 and one.right < 282 and 12 < one.top < 205 for one in letters(page))


def test_the_heads_stand_above_the_rows_of_every_page_and_no_rank_is_told(scene):
    for code in ("KEN", "FRA", "BRA"):
        scene.inscribe(code)
    data = papers.data(queries.all_lists())
    (part,) = data["lists"][0]["parts"]
    part["rows"] = [{**part["rows"][0], "number": str(n)} for n in range(1, 41)]
    pages = pages_of(typeset.compile(papers.TEMPLATE, data))
    assert len(pages) > 1
    for page in pages:
        heads = (
            "General debate, first meeting, Sat 25 Oct, 14:00–17:30, Plenary Hall No. Time Party Speaker Limit Language"
        )
        assert heads in page
        assert "Head of State" not in page


def test_no_row_goes_on_over_a_page_and_the_last_page_has_three_at_least(scene):
    scene.inscribe("KEN")
    data = papers.data(queries.all_lists())
    (part,) = data["lists"][0]["parts"]
    row = part["rows"][0]
    for count in (14, 15, 16, 17, 18, 19, 34):
        part["rows"] = [
            row | {"number": str(n), "time": f"at{n}x", "function": f"office{n}x"} for n in range(1, count + 1)
        ]
        pages = pages_of(typeset.compile(papers.TEMPLATE, data))
        rows = [re.findall(r"at(\d+)x", page) for page in pages]
        assert rows == [re.findall(r"office(\d+)x", page) for page in pages], count
        assert sum(map(len, rows)) == count
        assert len(rows) == 1 or len(rows[-1]) >= 3, count


def test_numbers_stand_below_one_another_by_their_last_figures(scene):
    scene.inscribe("KEN")
    for language in ("en", "ar"):
        with translation.override(language):
            data = papers.data(queries.all_lists())
        (part,) = data["lists"][0]["parts"]
        part["rows"] = [part["rows"][0] | {"number": number} for number in ("8", "88")]
        (page,) = open_pdf(typeset.compile(papers.TEMPLATE, data))
        eight, _first, second = (letter for letter in letters(page) if letter.text == "8")
        assert eight.right == pytest.approx(second.right, abs=0.1)


def test_order_of_the_day_and_list_of_speakers_agree_on_the_limits(scene):
    for code, rank in (("KEN", "minister"), ("BRA", "state")):
        scene.inscribe(code, rank)
    scene.close()
    _data, (page,) = printed()
    release = publish()
    (day,) = pages_of(order_of_day.make_pdf(release, outline.from_json(release.outline), [at("14:00").date()]))
    assert "5 to 10 minutes for a statement" in page
    assert "5 to 10 minutes for a statement" in day


def test_a_statement_stands_in_the_itinerary(scene):
    scene.inscribe("KEN")
    parties = itinerary.parties(Delegation.objects.select_related("party"))
    told = itinerary.entries_of(parties)[scene.heads["KEN"].delegation_id]
    (one,) = (entry for entry in told if entry.kind == EntryKind.SPEAKING)
    assert (one.title, one.where, one.starts) == ("Statement: General debate", "Plenary Hall", at("14:00"))
    assert one.note == "Head of KEN, 5 minutes."
    assert len([entry for entry in told if "debate" in entry.title]) == 1


def test_a_statement_whose_speaker_left_stands_in_the_heads_itinerary(scene):
    """The time is the delegation's still: it stood under a name that is in no list any more."""
    scene.delegation("KEN")
    deputy = make_member("KEN", capacity="deputy_head", state="submitted", family_name="Otieno", given_names="")
    scene.inscribe("KEN", speaker=deputy)
    editing.withdraw_member(actor=scene.acting["KEN"], member=deputy, expected_version=deputy.version)
    parties = itinerary.parties(Delegation.objects.select_related("party"))
    (one,) = (
        entry for entry in itinerary.entries_of(parties)[deputy.delegation_id] if entry.kind == EntryKind.SPEAKING
    )
    assert one.persons == (scene.heads["KEN"].pk,)
    assert one.note == "The place stays yours; who speaks has to be settled."


def test_the_order_of_the_day_names_who_speaks_once_the_list_is_closed(scene):
    scene.inscribe("BRA", "state")
    scene.delegation("KEN")
    other = make_member("KEN", capacity="deputy_head", state="submitted", family_name="Otieno", given_names="")
    scene.inscribe("KEN", speaker=other)
    release = publish()

    def statements() -> list:
        (day,) = order_of_day.make_data(release, outline.from_json(release.outline), [at("14:00").date()])["days"]
        return day["sections"][0]["items"][0]["agenda"]

    assert statements() == []
    scene.close()
    assert statements() == [
        {
            "text": "Statements, as at 14:00 (5 to 10 minutes for a statement)",
            "speakers": [
                ["14:00", "Head\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}BRA, Counsellor, Federative Republic of Brazil"],
                ["14:11", "Otieno, Kenya"],
            ],
        }
    ]
    (page,) = pages_of(order_of_day.make_pdf(release, outline.from_json(release.outline), [at("14:00").date()]))
    assert (
        "1. Statements, as at 14:00 (5 to 10 minutes for a statement) 14:00 Head of BRA, "
        "Counsellor, Federative Republic of Brazil 14:11 Otieno, Kenya" in page
    )


class TestTheCommand:
    def test_a_day_or_all(self, scene, tmp_path, capsys):
        scene.inscribe("KEN")
        out = tmp_path / "x.pdf"
        call_command("print", "speakers", "--day", "2025-10-26", "--out", str(out))
        assert capsys.readouterr().out.strip() == f"{out}: 1 item on 1 page"

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (["--day", "2025-10-24"], "No list of speakers runs on 2025-10-24"),
            (["--room", "CR1"], "speakers takes no --room"),
        ],
    )
    def test_bad_input_is_one_line(self, scene, tmp_path, options, words):
        with pytest.raises(UserError, match=words):
            call_command("print", "speakers", *options, "--out", str(tmp_path / "x.pdf"))
        assert list(tmp_path.glob("*.pdf")) == []

    def test_without_a_list(self, world, tmp_path):
        with pytest.raises(UserError, match="There is no list of speakers yet"):
            call_command("print", "speakers", "--out", str(tmp_path / "x.pdf"))
