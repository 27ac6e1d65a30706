"""Arrivals and departures by day and hour on the conference's clocks; as page, PDF and workbook."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime

import openpyxl
import pikepdf
import pytest
import time_machine

from conference.accounts.models import User
from conference.core.access import Role
from conference.core.errors import NotFound
from conference.models import Rank
from conference.printing.documents import registry
from conference.printing.documents.registry import PrintOptions
from delegations.registration.models import Delegation
from delegations.registration.travel import queries
from delegations.registration.travel.queries import TravelFilter
from tests.people import make_delegation, make_focal_point, make_member, make_user, prove_second_factor, sign_in
from tests.printing import readback
from tests.registration.kit import text_of

DAY = date(2025, 10, 24)


def make(code: str, name: str, hour: int = 12, minute: int = 0, **fields):
    """Arrives on 24 October at that time in Hanoi (UTC+7)."""
    at = datetime(2025, 10, 23 if hour < 7 else 24, (hour - 7) % 24, minute, tzinfo=UTC)
    values = {"state": "submitted", "given_names": "", "family_name": name, "arrival": at, **fields}
    return make_member(code, **values)


def names(found) -> dict[str, list[str]]:
    return {hour: [one.member.family_name for one in some] for hour, some in found.hours}


@pytest.fixture
def desk(client, world):
    user = make_user(None, Role.PROTOCOL)
    sign_in(client, user)
    prove_second_factor(client, user)
    return client


class TestTheList:
    def test_by_hour_heads_first_then_by_time(self, world):
        make("KEN", "Later", 18, 50)
        make("BRA", "Head", 18, 55, capacity="head")
        make("KEN", "Earlier", 18, 5)
        make("KEN", "Minister", 18, 59, protocol_rank=Rank.objects.get(code="head-of-state"))
        make("KEN", "Night", 0, 10)
        assert names(queries.find_travellers(TravelFilter("arrival", DAY))) == {
            "00:00": ["Night"],
            "18:00": ["Head", "Minister", "Earlier", "Later"],
        }

    def test_a_day_is_one_of_the_conference_not_of_greenwich(self, world):
        make("KEN", "After midnight", 0, 30)  # 23 October 17:30 UTC
        make("KEN", "Next", arrival=datetime(2025, 10, 24, 17, 0, tzinfo=UTC))  # 25 October 00:00
        make("KEN", "Last", arrival=datetime(2025, 10, 24, 16, 59, tzinfo=UTC))
        assert names(queries.find_travellers(TravelFilter("arrival", DAY))) == {
            "00:00": ["After midnight"],
            "23:00": ["Last"],
        }
        days = queries.find_travellers(TravelFilter("arrival", DAY)).days
        assert [(day.date.isoformat(), day.count) for day in days] == [("2025-10-24", 2), ("2025-10-25", 1)]

    def test_only_those_who_come(self, world):
        for state in ("draft", "refused", "withdrawn"):
            make("KEN", state, state=state)
        for state in ("submitted", "returned", "vetted", "accredited"):
            make("KEN", state, state=state)
        assert sorted(names(queries.find_travellers(TravelFilter("arrival", DAY)))["12:00"]) == [
            "accredited",
            "returned",
            "submitted",
            "vetted",
        ]

    def test_those_without_a_time_stand_apart_of_whatever_day(self, world):
        make("KEN", "Known")
        make("KEN", "Unknown", arrival=None, arrival_flight="KQ 860")
        found = queries.find_travellers(TravelFilter("arrival", DAY))
        assert [(one.member.family_name, one.flight) for one in found.unknown] == [("Unknown", "KQ 860")]
        assert (found.count, found.unknown_count) == (1, 1)
        assert len(queries.find_travellers(TravelFilter("departure", DAY)).unknown) == 2

    def test_one_party(self, world):
        make("KEN", "K")
        make("BRA", "B")
        make("BRA", "U", arrival=None)
        found = queries.find_travellers(TravelFilter("arrival", DAY, "KEN"))
        assert (names(found), found.unknown_count, [day.count for day in found.days]) == ({"12:00": ["K"]}, 0, [1])

    @pytest.mark.parametrize(
        ("now", "day"), [("2025-10-20", 24), ("2025-10-25", 26), ("2025-12-01", 26), ("2025-10-24 18:00", 26)]
    )
    def test_without_a_day_today_or_the_next_on_which_somebody_travels(self, world, now, day):
        make("KEN", "A")
        make("KEN", "B", arrival=datetime(2025, 10, 26, 3, tzinfo=UTC))
        with time_machine.travel(datetime.fromisoformat(now).replace(tzinfo=UTC)):
            assert queries.find_travellers(TravelFilter()).wanted.day == date(2025, 10, day)

    def test_once_all_have_arrived_the_departures_open(self, world):
        make("KEN", "A", departure=datetime(2025, 10, 27, 3, tzinfo=UTC))
        for now, way, day in (("2025-10-24", "arrival", 24), ("2025-10-25", "departure", 27)):
            with time_machine.travel(datetime.fromisoformat(now).replace(tzinfo=UTC)):
                wanted = queries.find_travellers(TravelFilter()).wanted
                assert (wanted.way, wanted.day) == (way, date(2025, 10, day))
                assert queries.find_travellers(TravelFilter("arrival")).wanted.day == DAY

    @pytest.mark.parametrize(
        ("params", "expected"),
        [
            ({}, TravelFilter()),
            ({"way": "departure", "day": "2025-10-24", "party": "ken"}, TravelFilter("departure", DAY, "KEN")),
            ({"way": "sideways", "day": "soon", "party": "K'; --"}, TravelFilter()),
        ],
    )
    def test_what_an_address_asks_for(self, params, expected):
        assert TravelFilter.read(params) == expected

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_do_not_grow_with_the_travellers(self, world, count, django_assert_num_queries):
        for number in range(count):
            make(("KEN", "BRA", "FRA")[number], f"N{number}")
            make(("KEN", "BRA", "FRA")[number], f"U{number}", arrival=None)
        with django_assert_num_queries(6):
            found = queries.find_travellers(TravelFilter("arrival", DAY))
            assert len(list(queries.make_rows(found, "yes"))) == 2 * count


class TestTheDesk:
    def test_the_page(self, desk):
        make("KEN", "Barasa", 18, 40, capacity="head", honorific="H.E. Ms.", arrival_flight="KQ 860", hotel="Metropole")
        make("BRA", "Silva", arrival=None)
        text = text_of(desk.get("/desk/travel/?day=2025-10-24&way=arrival"))
        assert "18:40 KQ 860 Head H.E. Ms. Barasa" in " ".join(text.replace("◆", "").split())
        assert "Head of delegation Metropole Ms. Trần Thu Hà" in text
        assert "1 person on this day." in text
        assert "Time not known 1" in text
        assert "Silva" in text
        assert "UTC+7" in text

    def test_a_day_of_many_is_shown_by_pages_and_who_has_no_time_on_the_last(self, desk, monkeypatch):
        monkeypatch.setattr(queries, "PAGE", 2)
        for name, minute in (("A", 5), ("B", 10), ("C", 15), ("D", 20), ("E", 25)):
            make("KEN", f"Traveller {name}", 9 if name < "D" else 10, minute)
        make("BRA", "Traveller U", arrival=None)
        address, shown = "/desk/travel/?way=arrival&day=2025-10-24", []
        while address:
            answer = desk.get(address)
            text = text_of(answer)
            shown.append((re.findall(r"Traveller ([A-Z])", text), *re.findall(r"(\d–\d) / 5", text)))
            assert "5 persons on this day." in text
            address = (following := answer.context["pager"]["next"]) and f"/desk/travel/{following}"
        assert shown == [(["A", "B"], "1–2"), (["C", "D"], "3–4"), (["E", "U"], "5–5")]
        assert "Traveller E" in text_of(desk.get("/desk/travel/?way=arrival&day=2025-10-24&page=99"))
        prove_second_factor(desk, User.objects.get())
        whole = desk.get("/desk/travel/list.xlsx?day=2025-10-24&page=2")
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(whole.streaming_content)))["Arrivals"]
        assert [cell.value for cell in sheet["D"]] == ["Name", *(f"Traveller {name}" for name in "ABCDEU")]

    def test_nobody_on_that_day(self, desk):
        assert "Nobody travels on this day" in text_of(desk.get("/desk/travel/?day=2025-10-01"))

    def test_the_paper(self, desk):
        make("KEN", "Barasa", 18, 40, capacity="head", arrival_flight="KQ 860")
        answer = desk.get("/desk/travel/list.pdf?day=2025-10-24")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="arrivals-2025-10-24.pdf"'
        with pikepdf.open(io.BytesIO(answer.content)) as paper:
            assert (len(paper.pages), str(paper.docinfo["/Title"])) == (1, "Arrivals")
        assert readback.accessible(answer.content) == ("1", "Arrivals", "en")

    def test_the_workbook(self, desk):
        make("KEN", "Barasa", 18, 40, capacity="head", arrival_flight="=KQ 860", hotel="Metropole")
        make("KEN", "Unknown", arrival=None)
        answer = desk.get("/desk/travel/list.xlsx?day=2025-10-24")
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))["Arrivals"]
        first, second = ([cell.value for cell in row] for row in sheet.iter_rows(min_row=2))
        assert first[:6] == [datetime(2025, 10, 24, 18, 40), "=KQ 860", "yes", "Barasa", "Kenya", "Head of delegation"]
        assert second[:4] == [None, None, None, "Unknown"]
        assert sheet["B2"].data_type == "s"


class TestOnPaper:
    @pytest.mark.parametrize(("way", "items"), [("arrivals", 2), ("departures", 1)])
    def test_every_day_begins_a_page(self, world, tmp_path, way, items):
        make("KEN", "A", departure=datetime(2025, 10, 27, 3, tzinfo=UTC))
        make("KEN", "B", arrival=datetime(2025, 10, 25, 3, tzinfo=UTC))
        out = tmp_path / "list.pdf"
        result = registry.get_document(way).produce(PrintOptions(), out)
        assert (result.items, result.pages) == (items, 2 if way == "arrivals" else 1)
        assert out.read_bytes().startswith(b"%PDF-")

    def test_hours_follow_one_another_and_a_number_never_breaks(self, world, tmp_path):
        """Thirty persons in ten hours are two pages."""
        phone = "+84 24 5550 6109"
        Delegation.objects.filter(pk=make_delegation("KEN").pk).update(
            liaison_name="Nguyễn Thị Hồng Ngân Phương Thảo", liaison_phone=phone
        )
        for n in range(30):
            make("KEN", f"Member {n}", 8 + n // 3, n % 3)
        out = tmp_path / "list.pdf"
        assert registry.get_document("arrivals").produce(PrintOptions(day=DAY), out).pages == 2
        for number, page in enumerate(readback.open_pdf(out), 1):
            lines = page.get_textpage().get_text_bounded().splitlines()
            assert all(
                any(words in line for line in lines) for words in ("Flight", f"Page {number} of 2", "printed at")
            )
            assert any(re.match(r"\d\d:00", line) for line in lines[:8])
            numbers = [line for line in lines if "+84" in line]
            assert numbers
            assert all(phone in line for line in numbers)

    def test_one_day_of_one_delegation(self, world, tmp_path):
        make("KEN", "A")
        make("BRA", "B")
        result = registry.get_document("arrivals").produce(
            PrintOptions(delegation="ken", day=DAY), tmp_path / "list.pdf"
        )
        assert (result.items, result.pages) == (1, 1)

    def test_nobody_at_all_is_a_page_that_says_so(self, world, tmp_path):
        assert registry.get_document("arrivals").produce(PrintOptions(), tmp_path / "list.pdf").pages == 1

    def test_a_delegation_that_is_not_there(self, world, tmp_path):
        with pytest.raises(NotFound, match="There is no delegation ATL"):
            registry.get_document("arrivals").produce(PrintOptions(delegation="ATL"), tmp_path / "list.pdf")


class TestOnesOwn:
    def test_the_page(self, client, world):
        portal = sign_in(client, make_focal_point("KEN"))
        make("KEN", "Barasa", 18, 40, arrival_flight="KQ 860", hotel="Metropole", state="draft")
        make("BRA", "Silva")
        text = text_of(portal.get("/portal/ken/travel/"))
        assert "Arrivals Friday 24 October 2025 Time Flight Name Hotel 18:40 KQ 860 Barasa Metropole" in text
        assert "Departures Nobody has given a time yet. Time not known: Barasa" in text
        assert "Silva" not in text

    def test_a_flight_is_one_click_from_its_fields_and_a_table_is_at_hand(self, portal):
        """The page spoke of a table and led to none."""
        member = make_member("KEN", arrival=datetime(2025, 10, 24, 11, 40, tzinfo=UTC))
        page = portal.get("/portal/ken/travel/").content.decode()
        assert (
            page.count(f'href="/portal/ken/members/{member.public_id}/#step-travel"') == 2
        )  # a time, and one not known
        assert 'id="step-travel"' in portal.get(f"/portal/ken/members/{member.public_id}/").content.decode()
        assert 'href="/portal/ken/export.xlsx"' in page
        assert 'href="/portal/ken/import/"' in page

    @pytest.mark.parametrize(
        ("role", "status"),
        [(Role.SECRETARIAT, 200), (Role.PROTOCOL, 200), (Role.SECURITY, 200), (Role.PRINT_ROOM, 404)],
    )
    def test_of_the_staff_those_who_see_travel(self, client, world, role, status):
        make_delegation("KEN")
        user = make_user(None, role)
        sign_in(client, user)
        prove_second_factor(client, user)
        assert client.get("/portal/ken/travel/").status_code == status

    def test_not_another_delegation(self, client, world):
        make_delegation("KEN")
        assert sign_in(client, make_focal_point("BRA")).get("/portal/ken/travel/").status_code == 404
