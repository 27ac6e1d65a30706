from __future__ import annotations

import re
from dataclasses import replace

import pytest
import time_machine

from conference.models import Conference
from schedule.programme.releases import page_cache
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from tests.calendar.places import at, make_room
from tests.markup import compact
from tests.people import make_member, make_party, make_world
from tests.programme.draft import add, organiser, publish, room_named

SAT = "/programme/2025-10-25/"


def text(response) -> str:
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def blocks(response) -> list[str]:
    found = re.findall(r'<li class="sess.*?</li>(?=\s*(?:<li class|</ol>))', response.content.decode(), flags=re.S)
    return [compact(block) for block in found]


def titles(response) -> list[str]:
    return [re.search(r"<h3><a[^>]*>(?:<bdi[^>]*>)?([^<]*)", block)[1] for block in blocks(response)]


def test_before_the_first_release_it_says_so(world, client):
    add()
    for url in ("/programme/", "/programme/changes/"):
        response = client.get(url)
        assert response.status_code == 200
        assert "The programme is not yet released" in text(response)
        assert "Opening" not in text(response)


def test_a_session_stands_there_with_time_type_room_and_marks(world, client):
    add(
        key="opening",
        type="opening",
        webcast=True,
        interpretation=["vi", "en", "ar"],
        description={"en": "Be seated by 08:50."},
        title={"en": "Opening <b>& more</b>"},
    )
    with time_machine.travel(at("18:30", 24), tick=False):
        publish()
        page = client.get(SAT)
    read = text(page)
    assert "Saturday 25 October 2025" in read
    assert "As at 18:30 on Friday 24 October 2025 (Hanoi time, UTC+7) . Release 1" in read
    assert "1 meeting on this day; all times in Hanoi" in read
    block = blocks(page)[0]
    assert '<div class="when">09:00<span class="only-list">to 09:50</span>' in block
    assert '–09:50 <span class="typ">· Ceremony</span>' in block
    assert '<a href="/programme/session/opening/">Opening &lt;b&gt;&amp; more&lt;/b&gt;</a>' in block
    assert "Plenary Hall</div>" in block
    assert "<p>Be seated by 08:50.</p>" in block
    assert "Open</span>" in block
    assert "Webcast</span>" in block
    assert "AR EN VI</bdi>" in block
    assert 'class="sess at-1 for-4 in-1"' in block  # 09:00, four quarters, the first room


def test_a_closed_meeting_is_a_lock_and_words_and_names_nobody(world, client):
    chair = make_member(family_name="Mokoena", given_names="Thandeka", capacity="head", functional_title="Minister")
    add("Consultation", key="secret", is_open=False, chair=chair, organisers=[make_party("KEN")])
    add("Debate", key="debate", room="CR1", chair=make_member("BRA", family_name="Silva", capacity="head"))
    publish()
    page = client.get(SAT)
    closed, opened = blocks(page)
    assert "sess is-closed" in closed
    assert '<span class="closed">' in closed
    assert "Closed</span>" in closed
    assert "Silva" in opened
    for url in (SAT, SAT + "?view=list", "/programme/session/secret/", "/programme/changes/", "/programme.ics"):
        read = text(client.get(url))
        assert "Mokoena" not in read
        assert "Kenya" not in read


def test_heads_are_named_with_the_formal_state_name_others_with_the_short_one(world, client):
    head = make_member(
        "KEN", honorific="H.E. Ms.", name_on_badge="Amina Noor", capacity="head", functional_title="Minister"
    )
    deputy = make_member("BRA", name_on_badge="Ana Lima", capacity="deputy_head", functional_title="Ambassador")
    add("One", room="CR1", chair=head)
    add("Two", room="CR2", chair=deputy)
    publish()
    read = text(client.get(SAT))
    assert "Chair: H.E. Ms. Amina Noor, Minister, Republic of Kenya" in read
    assert "Chair: Ana Lima, Ambassador, Brazil" in read


def test_a_session_past_midnight_belongs_to_the_day_on_which_it_starts(world, client):
    add("Banquet", room="BANQUET", starts="19:00", ends="+00:30")
    add("Early", room="CR1", starts="00:15", ends="01:00", day=26)
    publish()
    saturday, sunday = client.get(SAT), client.get("/programme/2025-10-26/")
    assert titles(saturday) == ["Banquet"]
    assert titles(sunday) == ["Early"]
    assert '–00:30 <span class="typ">' in blocks(saturday)[0]
    assert "for-22" in blocks(saturday)[0]  # 19:00 to 00:30 in quarters


def test_a_night_on_which_clocks_change_has_its_true_length(world, client):
    Conference.objects.update(zone_name="Europe/Paris")
    # 01:30 and 03:30 in Paris on 26 October 2025 are three hours apart: the clocks go back at 03:00.
    session = add("Night watch", room="CR1", starts="06:30", ends="09:30", day=26)
    publish()
    page = client.get("/programme/2025-10-26/")
    assert (session.ends - session.starts).total_seconds() == 3 * 3600
    assert '<div class="when">01:30<span class="only-list">to 03:30</span>' in blocks(page)[0]
    assert "at-3 for-12" in blocks(page)[0]
    hours = re.findall(r'<li class="hour (at-\d+)" aria-hidden="true">([\d:]+)</li>', page.content.decode())
    assert hours == [("at-1", "01:00"), ("at-5", "02:00"), ("at-9", "02:00"), ("at-13", "03:00")]


@pytest.mark.parametrize("url", ["/programme/2025-10-27/", "/programme/2025-13-01/", "/programme/tomorrow/"])
def test_a_day_without_a_programme_is_404(world, client, url):
    add()
    publish()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (("10:00", 10), "Saturday 25 October"),
        (("23:00", 25), "Saturday 25 October"),
        (("00:30", 26), "Sunday 26 October"),
        (("09:00", 30), "Sunday 26 October"),
    ],
    ids=["before", "on the day", "after midnight in Hanoi", "afterwards"],
)
def test_without_a_day_it_is_today_or_the_next_or_the_last(world, client, now, expected):
    add()
    add("Closing", starts="15:00", ends="16:00", day=26)
    publish()
    with time_machine.travel(at(*now), tick=False):
        assert expected in text(client.get("/programme/"))


class TestNow:
    def test_what_runs_is_framed_and_said(self, world, client):
        add(starts="09:00", ends="10:00")
        add("Signing", starts="10:00", ends="12:00")
        publish()
        found = []
        for moment in ("08:59:59", "09:00", "09:59:59", "10:00", "12:00"):
            with time_machine.travel(at(moment), tick=False):
                page = client.get(SAT)
            found.append(["is-now" in block and "Now:" in block for block in blocks(page)])
        assert found == [[False, False], [True, False], [True, False], [False, True], [False, False]]

    def test_the_script_learns_the_zone_and_how_far_the_clock_is_ahead(self, world, client, settings):
        from datetime import timedelta

        settings.CLOCK_OFFSET = timedelta(days=-2)
        add()
        publish()
        page = compact(client.get(SAT).content.decode())
        assert 'data-zone="Asia/Ho_Chi_Minh" data-ahead="-172800"' in page
        assert f'data-origin="{int(at("09:00").timestamp())}" data-step="15"' in page


class TestChanges:
    def test_a_change_says_what_it_was(self, world, client):
        session = add(room="CR1", starts="15:30", ends="17:00")
        publish()
        moved = replace(get_content(session), starts=at("15:45"), ends=at("17:15"), room=make_room("CR2"))
        editing.edit_session(actor=organiser(), session=session, content=moved, expected_version=1)
        publish()
        page = client.get(SAT)
        assert "2 changes since release 1" in text(page)
        assert "Changed: 15:45, was 15:30; Conference Room 2, was Conference Room 1" in text(page)

    def test_the_page_of_changes_tells_them_in_sentences(self, world, client):
        session = add(room="CR1", starts="15:30", ends="17:00")
        publish()
        moved = replace(get_content(session), starts=at("15:45"), ends=at("17:15"))
        editing.edit_session(actor=organiser(), session=session, content=moved, expected_version=1)
        add("Extra", room="CR2", starts="08:00", ends="08:30")
        publish()
        read = text(client.get("/programme/changes/"))
        assert "Extra is new: Conference Room 2, Sat 25 Oct, 08:00–08:30." in read
        assert "Opening of the Conference has a new time: 15:45, was 15:30." in read
        assert "The first release, with 1 session" in read


def make_filtered_day():
    make_world()
    add("Debate", interpretation=["en", "fr"], type="plenary")
    add("Side event", room="CR1", type="side_event", interpretation=["en", "es"])
    add("Closed talk", room="CR1", starts="11:00", ends="12:00", type="roundtable", is_open=False)
    publish()


class TestFilters:
    @pytest.fixture
    def day(self, keeper):
        return keeper(make_filtered_day)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", ["Debate", "Side event", "Closed talk"]),
            ("?room=CR1", ["Side event"]),  # where a closed meeting is, its room does not tell either
            ("?type=plenary", ["Debate"]),
            ("?interpretation=es", ["Side event"]),
            ("?interpretation=en", ["Debate", "Side event"]),
            ("?open=1", ["Debate", "Side event"]),
            ("?room=CR1&open=1&interpretation=en", ["Side event"]),
            ("?room=CR1&type=plenary", []),
            ("?room=NOWHERE&type=x&open=yes", ["Debate", "Side event", "Closed talk"]),
        ],
    )
    def test_select(self, day, client, query, expected):
        assert titles(client.get(SAT + query)) == expected

    def test_nothing_found_offers_the_whole_day(self, day, client):
        page = client.get(SAT + "?room=CR1&type=plenary")
        assert "No meeting matches" in text(page)
        assert f'href="{SAT}"' in page.content.decode()

    def test_the_choice_stays_chosen_and_goes_along_to_other_days(self, day, client):
        page = client.get(SAT + "?open=1&room=CR1&junk=%22%3E").content.decode()
        assert '<option value="CR1" selected>' in page
        assert 'name="open" value="1" checked' in page
        assert f'href="{SAT}?room=CR1&amp;open=1"' in page
        assert "junk" not in page


def make_opening_in_french():
    make_world()
    room_named("PLENARY", fr="Salle plénière")
    add(key="opening", type="opening")
    publish()


class TestLanguages:
    @pytest.fixture
    def opening(self, keeper):
        return keeper(make_opening_in_french)

    def test_the_readers_language(self, opening, client):
        page = client.get(SAT, headers={"accept-language": "fr"})
        assert page["Content-Language"] == "fr"
        assert '<html lang="fr" dir="ltr"' in page.content.decode()
        assert titles(page) == ["Ouverture de la Conférence"]
        assert "Salle plénière" in text(page)
        assert "1 séance ce jour" in text(page)  # a bilateral meeting is a réunion

    def test_right_to_left(self, opening, client):
        page = client.get(SAT, headers={"accept-language": "ar"})
        assert '<html lang="ar" dir="rtl"' in page.content.decode()
        assert titles(page) == ["افتتاح المؤتمر"]
        assert "<title>البرنامج\u200f، السبت 25" in page.content.decode()

    def test_what_nobody_translated_is_marked_as_english(self, opening, client):
        page = client.get(SAT, headers={"accept-language": "vi"})
        assert '<bdi lang="en" dir="ltr">Opening of the Conference</bdi>' in blocks(page)[0]

    def test_a_link_changes_the_language_for_good_without_a_form(self, opening, client):
        page = client.get(SAT + "?room=PLENARY").content.decode()
        assert 'href="?room=PLENARY&amp;lang=fr"' in page
        changed = client.get(SAT + "?lang=fr")
        assert changed.cookies["django_language"].value == "fr"
        assert "private" in changed["Cache-Control"]
        assert titles(changed) == ["Ouverture de la Conférence"]
        assert titles(client.get(SAT)) == ["Ouverture de la Conférence"]

    def test_an_unknown_language_changes_nothing(self, opening, client):
        page = client.get(SAT + "?lang=xx")
        assert "django_language" not in page.cookies
        assert titles(page) == ["Opening of the Conference"]


class TestParallelWorkshops:
    @pytest.fixture
    def day(self, world):
        for number in range(1, 6):
            add(
                f"Workshop on {number}",
                room=f"C-{number}",
                starts="12:00",
                ends="13:00",
                type="workshop",
                number=number,
            )
        add("Another hour", room="C-1", starts="14:00", ends="15:00", type="workshop", number=6)
        publish()

    def test_fold_into_one_block_with_a_link_to_all(self, day, client):
        page = client.get(SAT)
        assert titles(page) == ["5 in parallel", "Another hour"]
        block = blocks(page)[0]
        assert re.findall(r"<li><b>(\d)</b> <a[^>]*>([^<]*)", block) == [
            (str(n), f"Workshop on {n}") for n in range(1, 6)
        ]
        assert f'<a href="{SAT}?type=workshop#at-1200">All 5</a>' in block
        assert "Room C-1 to Room C-5" in block
        assert text(page).count("6 meetings on this day") == 1

    def test_one_by_one_when_asked_for(self, day, client):
        page = client.get(SAT + "?type=workshop")
        assert titles(page) == [f"Workshop on {n}" for n in range(1, 6)] + ["Another hour"]
        assert 'class="agenda as-list"' in page.content.decode()
        assert 'class="sess" id="at-1200"' in blocks(page)[0]


def test_what_lasts_all_day_stands_above(world, client):
    add("Exhibition", room="MEDIA", starts="09:00", ends="18:00", all_day=True)
    add("Bilateral meetings", room="B-1", starts="09:00", ends="18:00", all_day=True, is_open=False)
    add()
    publish()
    page = client.get(SAT)
    assert titles(page) == ["Opening of the Conference"]
    assert "All day Exhibition , Press Centre, 09:00–18:00 Closed Bilateral meetings , 09:00–18:00" in text(page)


def test_the_same_number_of_queries_for_one_session_and_for_three(world, client, django_assert_num_queries):
    add()
    publish()
    client.get("/programme/changes/")  # what is asked once a process
    page_cache.forget()
    with django_assert_num_queries(QUERIES):
        client.get(SAT)
    for n in (1, 2):
        add(f"More {n}", room=f"CR{n}", organisers=[make_party()], chair=make_member(capacity="deputy_head"))
    publish()
    page_cache.forget()
    with django_assert_num_queries(QUERIES + 2):  # what the public may read of the changes, here and in the rows
        assert len(blocks(client.get(SAT))) == 3
    with django_assert_num_queries(0):
        client.get(SAT)


# Which release is the latest, the version of the public pages (asked once a second), the release, its rows of the day, the conference,
# the public pages in the menu.
QUERIES = 6
