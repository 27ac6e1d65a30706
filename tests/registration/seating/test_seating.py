"""The seats: a first one drawn by lot, then the English alphabet wrapping round."""

from __future__ import annotations

from itertools import groupby

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible, UserError
from conference.parties import seating
from conference.parties.actions import Lot, draw_first_seat
from conference.parties.models import FirstSeat, Kind, PartyName
from conference.printing.documents import typeset
from delegations.registration.seating import queries as seats
from tests.bilaterals.scene import NOW
from tests.people import actor, make_member, make_party, make_user, make_world, sign_in
from tests.printing.readback import MM, accessible, letters, open_pdf, words
from tests.programme.papers.papers import pages_of

STATES = ("KEN", "BRA", "VNM", "FRA", "CIV", "HRV")


def make_hall():
    """Six States, an observer, an organization; and France's newspaper, which has no seat. Return somebody of protocol."""
    make_world()
    for code in (*STATES, "VAT", "EU", "GAZ"):
        make_member(code, state="submitted")
    for code, kind in (("VAT", Kind.OBSERVER_STATE), ("EU", Kind.REIO), ("GAZ", Kind.MEDIA)):
        party = make_party(code)
        party.kind = kind
        party.save()
    return actor(make_user(None, Role.PROTOCOL, name="Bùi Khánh Chi"))


@pytest.fixture
def hall(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_hall)


def codes(parties) -> list[str]:
    return [one.code for one in parties]


def draw(who, told: str = "", expected_version: int = 0, **more) -> FirstSeat:
    of_letters = more.pop("of_letters", len(told) == 1)
    return draw_first_seat(
        actor=who, present=seats.present(), lot=Lot(of_letters, told, **more), expected_version=expected_version
    )


class TestTheOrder:
    def test_before_the_draw_it_begins_at_a_and_observers_come_after(self, hall):
        assert codes(seats.find_seats()) == ["BRA", "CIV", "HRV", "FRA", "KEN", "VNM", "VAT", "EU"]

    def test_from_the_drawn_party_wrapping_round(self, hall):
        draw(hall, "FRA")
        assert codes(seats.find_seats()) == ["FRA", "KEN", "VNM", "BRA", "CIV", "HRV", "VAT", "EU"]

    def test_from_a_drawn_letter_or_the_next_that_somebody_has(self, hall):
        letter = FirstSeat(letter="G")
        assert codes(seating.order(seats.present(), letter))[:3] == ["KEN", "VNM", "BRA"]
        assert codes(seating.order(seats.present(), FirstSeat(letter="Z")))[0] == "BRA"

    def test_together_when_the_conference_says_so(self, hall):
        draw(hall, "EU", together=True)
        found = codes(seats.find_seats())
        assert found[0] == "EU"
        assert set(found) == {*STATES, "VAT", "EU"}
        assert found.index("VAT") == 1  # “Land VAT” behind “Land EU”

    def test_a_party_that_was_drawn_and_does_not_come_gives_way_to_the_next(self, hall):
        absent = make_party("GRC")
        assert codes(seating.order(seats.present(), FirstSeat(party=absent)))[0] == "VNM"


class TestTheDraw:
    def test_a_lot_can_be_reckoned_again_from_the_record(self, hall):
        seat = draw(hall)
        assert seat.way == "lot"
        assert seat.candidates == ["BRA", "CIV", "HRV", "FRA", "KEN", "VNM"]
        assert seating.picked(seat.seed, seat.candidates) == seat.party.code
        entry = AuditEntry.objects.get(verb="seating.drawn")
        assert (entry.actor_label, entry.at) == ("Bùi Khánh Chi", NOW)
        assert entry.details == {
            "way": "lot",
            "result": seat.party.code,
            "seed": seat.seed,
            "candidates": seat.candidates,
            "together": False,
        }

    def test_every_candidate_can_come_out(self):
        candidates = ["A", "B", "C"]
        assert {seating.picked(f"{n}", candidates) for n in range(40)} == set(candidates)

    def test_a_lot_of_letters_is_drawn_among_those_that_begin_a_name(self, hall):
        seat = draw(hall, of_letters=True)
        assert seat.candidates == ["B", "C", "F", "K", "V"]
        assert seat.letter in seat.candidates

    def test_what_was_drawn_in_the_hall_has_no_seed(self, hall):
        seat = draw(hall, "k")
        assert (seat.way, seat.letter, seat.seed) == ("told", "K", "")

    def test_a_further_draw_needs_a_reason_and_the_first_stays_in_the_record(self, hall):
        draw(hall, "FRA")
        with pytest.raises(NotPossible, match="The first seat has already been drawn"):
            draw(hall, "KEN", expected_version=1)
        draw(hall, "KEN", expected_version=1, reason="The box had not been shaken.")
        assert [str(one) for one in FirstSeat.objects.all()] == ["Kenya", "France"]
        assert AuditEntry.objects.filter(verb="seating.drawn").last().reason in ("", "The box had not been shaken.")
        assert AuditEntry.objects.filter(verb="seating.drawn").count() == 2

    def test_whoever_saw_no_draw_learns_of_the_other(self, hall):
        draw(hall, "FRA")
        with pytest.raises(AlreadyDecided, match="already drawn: France, by Bùi Khánh Chi"):
            draw(hall, "KEN", reason="Because")
        assert FirstSeat.objects.count() == 1

    @pytest.mark.parametrize("told", ["ITA", "VAT", "GAZ", "Q", "*"])
    def test_only_a_candidate_can_be_entered(self, hall, told):
        with pytest.raises(NotPossible, match="is not among those that can be drawn"):
            draw(hall, told)

    def test_with_nobody_there_is_nothing_to_draw(self, world):
        with pytest.raises(NotPossible, match="No delegation has named anybody yet, so there is nothing to draw from"):
            draw(actor(make_user(None, Role.PROTOCOL)))

    def test_only_protocol_draws(self, hall):
        with pytest.raises(NotAllowed):
            draw(actor(make_user(None, Role.SECRETARIAT)))

    def test_the_database_changes_and_deletes_none(self, hall):
        seat = draw(hall, "FRA")
        for attack in (lambda: FirstSeat.objects.update(letter="A"), seat.delete):
            with pytest.raises(IntegrityError), transaction.atomic():
                attack()


class TestAtTheDesk:
    def test_the_first_seat_is_drawn_and_the_order_follows(self, hall, client):
        sign_in(client, make_user(None, Role.PROTOCOL))
        assert "the order begins at A" in client.get("/desk/seating/").content.decode()
        answer = client.post(
            "/desk/seating/draw/", {"kind": "party", "told_party": "FRA", "expected_version": 0}, follow=True
        )
        page = answer.content.decode()
        assert "First seat: France, drawn in the hall" in page
        assert page.index("France</th>") < page.index("Brazil</th>")

    def test_a_refusal_stands_on_the_form_and_nothing_is_lost(self, hall, client):
        draw(hall, "FRA")
        sign_in(client, make_user(None, Role.PROTOCOL))
        answer = client.post("/desk/seating/draw/", {"kind": "letter", "told_letter": "K", "expected_version": 1})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "The first seat has already been drawn" in page
        assert 'value="K"' in page

    def test_who_may_not_draw_reads_the_order(self, hall, client):
        sign_in(client, make_user(None, Role.PRINT_ROOM))
        assert "/desk/seating/draw/" not in client.get("/desk/seating/").content.decode()
        assert client.get("/desk/seating/draw/").status_code == 403


class TestOnPaper:
    def printed(self, name, tmp_path, *options) -> bytes:
        out = tmp_path / "x.pdf"
        call_command("print", name, *options, "--out", str(out))
        return out.read_bytes()

    @pytest.mark.parametrize(
        "name", ["Egypt", "Philippines", "Democratic People’s Republic of Korea", "Iran (Islamic Republic of)"]
    )
    def test_the_names_of_a_plate_never_touch(self, hall, name):
        """Whatever hangs below the one and stands above the other, and however many lines they have."""
        data = seats.plates(seats.find_seats()[:1], {"BRA": 1})
        data["plates"][0] |= {"name": name, "second": "إيبيي (الأمين في بيتي)"}
        page = open_pdf(typeset.compile("nameplates.typ", data))[0]
        face = page.render(scale=4 / MM, grayscale=True).to_pil().crop((4 * 20, 4 * 141, 4 * 277, 4 * 209))
        inked = [min(face.crop((0, row, face.width, row + 1)).tobytes()) < 128 for row in range(face.height)]
        gaps = [len(list(run)) / 4 for white, run in groupby(inked, key=lambda ink: not ink) if white]
        assert max(gaps[1:-1]) > 5

    @pytest.mark.parametrize(
        ("name", "lines"),
        [
            ("Democratic People’s Republic of Korea", ["Democratic People’s", "Republic of Korea"]),
            ("Micronesia (Federated States of)", ["Micronesia", "(Federated States of)"]),
            ("Secretary-General of the United Nations", ["Secretary-General", "of the United Nations"]),
        ],
    )
    def test_a_name_on_a_plate_breaks_where_its_grammar_does(self, hall, name, lines):
        data = seats.plates(seats.find_seats()[:1], {"BRA": 1})
        data["plates"][0] |= {"name": name, "second": ""}
        page = open_pdf(typeset.compile("nameplates.typ", data))[0]
        said = [
            " ".join(line.replace("\u2060", "").split()) for line in page.get_textpage().get_text_range().splitlines()
        ]
        assert [line for line in said if line in lines][-2:] == lines

    def test_nameplates_stand_in_the_order_of_the_seats_with_the_name_on_both_faces(self, hall, tmp_path):
        draw(hall, "FRA")
        paper = self.printed("nameplates", tmp_path)
        assert accessible(paper) == ("1", "Nameplates", "en")
        document = open_pdf(paper)
        texts = [words(page) for page in document]
        assert [
            text.count(name) for text, name in zip(texts, ("France", "Kenya", "Viet Nam", "Brazil"), strict=False)
        ] == [3] * 4
        assert "Foot: fold under. France · seat 1 · printed Friday 10 October 2025, 14:00, revision 1" in texts[0]
        page = document[0]
        assert (page.get_width() / MM, page.get_height() / MM) == pytest.approx((297, 210), abs=0.2)
        faces = [one for one in letters(page) if one.bottom - one.top > 8]
        assert len(faces) == 2 * len("France")
        assert all(one.left > 15 and one.right < 282 for one in faces)
        assert {70 < one.top < one.bottom < 140 for one in faces} == {True, False}

    def test_a_long_name_is_fitted_between_the_folds(self, hall, tmp_path):
        make_member("GBR", state="submitted")
        name = PartyName.objects.get(party__code="GBR")
        name.short = "United Kingdom of Great Britain and Northern Ireland"
        name.save()
        page = open_pdf(self.printed("nameplates", tmp_path, "--delegation", "gbr"))[0]
        faces = [one for one in letters(page) if one.bottom - one.top > 4]
        assert all(one.left > 15 and one.right < 282 for one in faces)
        assert not any(one.top < 140 < one.bottom or one.top < 70 < one.bottom for one in faces)

    def test_in_another_language_both_names_stand_there(self, hall, tmp_path):
        PartyName.objects.create(party=make_party("KEN"), language="ar", short="كينيا", formal="جمهورية كينيا")
        text = words(open_pdf(self.printed("nameplates", tmp_path, "--delegation", "KEN", "--language", "ar"))[0])
        assert text.count("كينيا") == 2
        assert text.count("Kenya") == 3

    def test_the_list_says_how_the_first_seat_was_found(self, hall, tmp_path):
        draw(hall, "FRA")
        paper = self.printed("seating", tmp_path)
        assert accessible(paper) == ("1", "Order of the seats", "en")
        (page,) = pages_of(paper)
        for said in (
            "Order of the seats, revision 1",
            "First seat: France, drawn in the hall and entered on Fri 10 Oct 2025, 14:00 (Hanoi time, UTC+7).",
            "1 France 2 Kenya 3 Viet Nam 4 Brazil",
            "7 Land VAT Observer State",
        ):
            assert said in page, said
        draw(hall, "KEN", expected_version=1, reason="Again")
        assert "revision 2" in pages_of(self.printed("seating", tmp_path))[0]

    @pytest.mark.parametrize(("seats_", "pages"), [(40, 1), (130, 1), (200, 2)])
    def test_the_order_of_the_seats_is_one_page_as_long_as_it_can_and_its_columns_are_of_one_length(
        self, seats_, pages
    ):
        rows = [{"number": str(number), "name": f"State {number}", "kind": ""} for number in range(1, seats_ + 1)]
        common = {"lang": "en", "event": "E", "printed": "now", "zone": "Z", "revision": "1", "note": "N", "words": {}}
        paper = open_pdf(typeset.compile("seating.typ", {"title": "Order of the seats", "rows": rows, **common}))
        assert len(paper) == pages
        found = [one for one in letters(paper[pages - 1]) if one.bottom < 277]
        ends = [max(one.bottom for one in found if left < one.left < left + 60) for left in (18, 78, 138)]
        assert max(ends) - min(ends) < 12
        assert words(paper[0]).index("State 2") > words(paper[0]).index("State 1")

    def test_a_name_too_long_for_a_plate_is_refused_and_not_cut(self, hall):
        with translation.override("en"):
            data = seats.plates(seats.find_seats()[:1], {"BRA": 1})
        data["plates"][0]["name"] = "W" * 60
        with pytest.raises(UserError, match="too long for a nameplate"):
            typeset.compile(seats.PLATES, data)

    def test_three_queries_and_the_revisions_whatever_the_number(self, hall, django_assert_num_queries):
        with django_assert_num_queries(3):
            assert len(seats.find_seats()) == 8

    @pytest.mark.parametrize(
        ("name", "options", "message"),
        [
            ("nameplates", ["--delegation", "ITA"], "ITA has no seat"),
            ("seating", ["--delegation", "KEN"], "seating takes no --delegation"),
            ("nameplates", ["--day", "2025-10-25"], "nameplates takes no --day"),
        ],
    )
    def test_bad_input_is_one_line(self, hall, tmp_path, name, options, message):
        with pytest.raises(UserError, match=message):
            self.printed(name, tmp_path, *options)
        assert list(tmp_path.glob("*.pdf")) == []
