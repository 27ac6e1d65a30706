"""Receipts for badges that leave together: numbered without a gap, never changed."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pikepdf
import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import override

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.errors import AlreadyDecided, NotAllowed, UserError
from delegations.accreditation.badges.actions import issuing
from delegations.accreditation.collection import actions, papers
from delegations.accreditation.models import Badge, Receipt
from tests.accreditation.kit import accredited, as_actor, printer, security
from tests.accreditation.print_room import page
from tests.people import make_delegation
from tests.printing.readback import accessible, letters, open_pdf, words


def printed(code: str, count: int, **fields) -> list[Badge]:
    badges = [accredited(code, position=count - n, **fields)[1] for n in range(count)]
    issuing.mark_printed(actor=as_actor(printer()), badges=[(badge.pk, 1) for badge in badges])
    return badges


def collect(code: str, **more) -> Receipt:
    values = {"to": "Ms. Aminata Zadi", **more}
    return actions.hand_out_to_delegation(actor=as_actor(printer()), delegation=make_delegation(code), **values)


def test_a_receipt_names_what_left_and_has_the_next_number(world):
    first, second, third = printed("KEN", 3)
    one = collect("KEN", badges=[third.pk, first.pk], document="Passport ending 4471, seen", mandate="NV 118/2025")
    assert (str(one), one.count, one.handed_by) == ("C-0001", 2, "Vũ Hoàng Nam")
    # In the delegation's own order, whatever the order of the ticks.
    assert [line[0] for line in one.lines] == [third.number, first.number]
    assert [line[1::4] for line in one.lines] == [["D", "delegate"]] * 2
    assert set(Badge.objects.filter(receipt=one)) == {first, third}
    second.refresh_from_db()
    assert second.state == "printed"
    # A hand-out that fails takes no number with it.
    with pytest.raises(AlreadyDecided):
        collect("KEN", badges=[first.pk, second.pk])
    assert str(collect("KEN")) == "C-0002"
    assert AuditEntry.objects.filter(verb="receipt.made", scope="KEN").count() == 2
    with pytest.raises(NotAllowed):
        actions.hand_out_to_delegation(actor=as_actor(security()), delegation=make_delegation("KEN"), to="x")


def test_a_receipt_is_never_changed(world):
    printed("KEN", 1)
    collect("KEN")
    for attempt in (
        lambda: Receipt.objects.update(to="Somebody else"),
        lambda: Receipt.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()


def test_on_paper_and_from_the_command_line(room, tmp_path, capsys):
    badges = printed("KEN", 2)
    issuing.replace_badge(actor=as_actor(printer()), badge=badges[0], code="misprint", explanation="Faint")
    copy = Badge.objects.get(copy=2)
    issuing.mark_printed(actor=as_actor(printer()), badges=[(copy.pk, 1)])
    kept = collect("KEN", document="Passport ending 4471, seen", mandate="NV 118/2025")
    response = room.get(reverse("accreditation:receipt_file", args=[kept.number]))
    assert response.status_code == 200, response.content.decode()[-900:]
    said = words(open_pdf(response.content)[0])
    for part in (
        "Receipt for badges",
        "Receipt C-0001",
        "Republic of Kenya",
        "Ms. Aminata Zadi",
        "Passport ending 4471, seen",
        "NV 118/2025",
        "2 items",
        badges[1].number,
        "copy 2",
        "Signature of Ms. Aminata Zadi",
        "Hanoi time",
        "Page 1 of 1",
    ):
        assert part in said
    printed("BRA", 1)
    collect("BRA")
    out = tmp_path / "receipts.pdf"
    call_command("print", "receipts", delegation="ken", out=out)
    assert [("C-0001" in words(each)) for each in open_pdf(out)] == [True]
    with clock.standing(datetime(2025, 10, 25, 2, 30, tzinfo=UTC)):
        call_command("print", "receipts", out=out)
    assert "2 items on 2 pages" in capsys.readouterr().out
    assert accessible(out) == ("1", "Receipts for badges", "en")
    with pikepdf.open(out) as whole:  # for screen readers too: titled, tagged, in its language
        assert str(whole.docinfo["/Title"]) == "Receipts for badges"
        assert (str(whole.docinfo["/Creator"]), str(whole.docinfo["/CreationDate"])) == ("Plenipo", "D:20251025023000Z")
        assert (bool(whole.Root.MarkInfo.Marked), str(whole.Root.Lang)) == (True, "en")
        kinds = [
            str(one.S)
            for one in whole.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"
        ]
        assert (kinds.count("/H1"), kinds.count("/Table")) == (2, 2)
        assert kinds.count("/TH") >= 12
    assert ["Page 1 of 1" in words(each) for each in open_pdf(out)] == [True, True]
    assert b"Typst" not in out.read_bytes()
    with pytest.raises(UserError, match="There is no receipt yet"):
        call_command("print", "receipts", delegation=make_delegation("FRA").party.code, out=out)


@pytest.mark.slow
def test_the_receipt_of_many_badges_repeats_its_heads_and_says_the_zone_once(world):
    printed("KEN", 30)
    first, second = (words(sheet) for sheet in open_pdf(papers.typeset_receipts(collect("KEN"))))
    for said in (first, second):
        assert "Number Category Name Capacity Copy" in said
        assert said.count("Hanoi time") == 1
    assert "Signature of" not in first
    assert "Signature of" in second


@pytest.mark.slow
def test_the_last_sheet_of_a_receipt_shows_badges_above_its_signatures(world):
    printed("KEN", 22)
    kept = collect("KEN")
    every = list(kept.lines)
    for count in range(14, 23):
        kept.lines = every[:count]
        sheets = [words(sheet) for sheet in open_pdf(papers.typeset_receipts(kept))]
        numbers = [[line[0] for line in every[:count] if str(line[0]) in said] for said in sheets]
        assert [number for some in numbers for number in some] == [line[0] for line in every[:count]]
        assert (len(numbers[-1]) >= 3, "Signature of" in sheets[-1]) == (True, True), count


def test_a_receipt_is_in_the_language_of_who_prints_it(world):
    printed("KEN", 1)
    kept = collect("KEN")
    for language, said in (("vi", "Biên nhận thẻ"), ("fr", "Reçu de badges"), ("en", "Receipt for badges")):
        with override(language):
            paper = papers.typeset_receipts(kept)
        assert said in words(open_pdf(paper)[0])
        assert str(pikepdf.open(io.BytesIO(paper)).Root.Lang) == language


def test_a_name_of_eighteen_letters_is_not_broken(world):
    printed("KEN", 1, given_names="Jakkrit", family_name="Panyarachuninnukul")
    assert "Panyarachuninnukul" in words(open_pdf(papers.typeset_receipts(collect("KEN")))[0])


def test_what_was_typed_without_a_space_stays_in_its_column(world):
    """A reference of a hundred letters would run off the sheet that is signed."""
    printed("KEN", 1)
    kept = collect("KEN", to="W" * 150, document="X" * 150, mandate="Z" * 200)
    found = [one for sheet in open_pdf(papers.typeset_receipts(kept)) for one in letters(sheet)]
    assert max(one.right for one in found) <= 190
    columns = {letter: [one for one in found if one.text == letter] for letter in "XZ"}
    assert {letter: len(ones) for letter, ones in columns.items()} == {"X": 150, "Z": 200}
    assert max(one.right for one in columns["Z"]) <= 100
    assert min(one.left for one in columns["X"]) >= 110


def test_the_pages_of_delegation_badge_and_receipt_lead_to_each_other(room):
    badges = printed("KEN", 2)
    url = reverse("accreditation:hand_out_delegation", args=["ken"])
    assert room.post(url, {"to": " ", "take": "all"}).status_code == 422
    done = room.post(
        url, {"to": "Ms. Aminata Zadi", "badges": [str(badges[0].pk)], "expected_version": "2", "take": "ticked"}
    )
    kept = Receipt.objects.get()
    assert done["Location"] == reverse("accreditation:receipt", args=[1])
    assert kept.count == 1
    for text in (page(room, "badges_of", "ken"), page(room, "badge", badges[0].pk)):
        assert done["Location"] in text
    assert badges[0].number in page(room, "receipt", 1)
    gone = room.post(url, {"to": "x", "badges": [str(badge.pk) for badge in badges], "take": "ticked"})
    assert gone.status_code == 409
    said = f"1 of the chosen badges is no longer at the counter: {badges[0].number} (Collected). Nothing was changed."
    assert said in gone.content.decode()
    # The same page sent twice, from another tab: it doesn't say that none of the delegation's lies there.
    twice = room.post(url, {"to": "x", "badges": [str(badges[0].pk)], "take": "ticked"})
    assert said in twice.content.decode()
    assert Receipt.objects.count() == 1


def test_the_ticked_alone_are_printed(room):
    badges = [accredited("KEN")[1] for _ in range(3)]
    room.post(
        reverse("accreditation:print"),
        {"layout": "a6", "delegation": "KEN", "badges": [str(badge.pk) for badge in badges[:2]]},
    )
    assert [Badge.objects.get(pk=badge.pk).state for badge in badges] == ["printed", "printed", "queued"]


def test_the_badges_page_tells_every_print_with_paper_and_reason(room):
    badge = printed("KEN", 1)[0]
    room.post(
        reverse("accreditation:print"),
        {"layout": "cr80", "badges": str(badge.pk), "which": "also", "why": "jam", "words": "Tray 2"},
    )
    issuing.replace_badge(actor=as_actor(printer()), badge=badge, code="damaged", explanation="Coffee")
    text = page(room, "badge", badge.pk)
    for said in (
        f"Vũ Hoàng Nam printed badge {badge.number} (1)</bdi>, A6, one badge per page",
        "Card (CR80), both sides, code on the back",
        "Paper jam: the sheet is destroyed: Tray 2",
        "Damaged: Coffee",
        f"Badge {badge.number} (2) was added to the print queue",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("language", "name", "capacity", "passes"),
    [
        ("fr", "S.E. Mme Barasa", "Chef de délégation", "Véhicule"),
        ("ru", "Ее Превосходительство г-жа Barasa", "Глава делегации", "Vehicle"),
        ("en", "H.E. Ms. Barasa", "Head of delegation", "Vehicle"),
    ],
)
def test_honorifics_capacities_and_passes_are_in_the_language_in_which_the_receipt_is_read(
    language, name, capacity, passes
):
    lines = [
        [101, "H", "#fff", "#000", "H.E. Ms. Barasa", stored, 1] for stored in ("head", "Head of delegation", "Envoy")
    ]
    others = [[{"en": "Vehicle", "fr": "Véhicule"}, 1, "V-1"], ["pins", 2, ""]]
    receipt = Receipt(lines=lines, others=others)
    with override(language):
        assert [line[5] for line in receipt.shown_lines] == [capacity, capacity, "Envoy"]
        assert {line[4] for line in receipt.shown_lines} == {name}
        assert receipt.shown_others == [[passes, 1, "V-1"], ["pins", 2, ""]]
