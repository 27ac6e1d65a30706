"""The calendar's pages: who reads what, and constant queries."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conference.core.access import Role
from conference.desk.registry import tasks_for
from schedule.bilaterals.meetings import actions as bilaterals
from schedule.calendar.models import Engagement, TravelTime
from tests.bilaterals.scene import AT, NOW, make_scene
from tests.calendar.places import at, make_room, make_venue, take
from tests.people import actor, make_member, make_party, make_user, sign_in
from tests.programme.draft import add


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def text_of(client, role: Role, name: str, *args, **query) -> str:
    sign_in(client, make_user(None, role))
    page = client.get(reverse(name, args=args), {"day": "2025-10-25", **query})
    assert page.status_code == 200
    return page.content.decode()


def test_who_may_not_read_a_meeting_reads_that_there_is_one(client, scene):
    meeting = bilaterals.accept(actor=scene.of_brazil, meeting=scene.ask())
    bilaterals.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    url = reverse("bilaterals:desk-meeting", args=[meeting.public_id])
    pages = [("calendar:room", "B-3"), ("calendar:person", scene.head_ke.public_id), ("calendar:delegation", "ken")]
    for name, key in pages:
        protocol = text_of(client, Role.PROTOCOL, name, key)
        assert "14:20–14:50" in protocol
        assert "Brazil" in protocol
        assert url in protocol
        security = text_of(client, Role.SECURITY, name, key)
        assert "14:20–14:50" in security
        assert "Brazil" not in security
        assert url not in security
        assert "Engaged" in security


def test_a_person_is_where_the_meeting_is_and_nowhere_before_it_has_its_room(client, scene):
    def read(**day) -> tuple[bool, bool]:
        page = text_of(client, Role.PROTOCOL, "calendar:person", scene.head_ke.public_id, **day)
        return "no room yet" in page, "Bilateral room B-3" in page

    meeting = bilaterals.accept(actor=scene.of_brazil, meeting=scene.ask())
    assert Engagement.objects.get(room__isnull=False).room == scene.room  # held until protocol decides
    assert read() == (True, False)
    meeting = bilaterals.give_room(actor=scene.protocol, meeting=meeting, room=scene.room)
    assert read() == (False, True)
    engaged = client.get(reverse("registration:desk_person", args=[scene.head_ke.public_id])).content.decode()
    assert 'data-label="Room">Bilateral room B-3</td>' in engaged
    # Another time on offer, which holds no room, is not where the meeting is.
    bilaterals.propose(actor=scene.of_kenya, meeting=meeting, by=scene.kenya, times=[AT + timedelta(days=1)])
    assert Engagement.objects.filter(room=scene.room).count() == 1
    assert (read(), read(day="2025-10-26")) == ((False, True), (True, False))
    person = text_of(client, Role.PROTOCOL, "registration:desk_person", scene.head_ke.public_id)
    assert "Bilateral meeting, Kenya and Brazil" in person
    assert person.count("Bilateral room B-3") == 1  # of the time that was agreed, not of the one on offer


def test_short_blocks_get_taller_rows_and_no_link_covers_the_next(client, scene):
    """What begins within ten minutes of the one before is too close for two targets (WCAG 2.5.8): the list has its link."""

    def drawn() -> tuple[str, list[str]]:
        page = text_of(client, Role.PROTOCOL, "calendar:room", "CR1")
        grid, rest = page.split("cal-list", 1)
        assert all(f">{title}</a>" in rest for title in titles)
        links = re.findall(r'<a href="[^"]+"\s+class="slot.*?class="nm">(.*?)</span>', grid, re.DOTALL)
        return re.findall(r"apart-\d+", grid)[0], links

    titles: list[str] = []
    shown = []
    for title, starts, ends in (("A", "10:00", "10:05"), ("B", "10:20", "10:25"), ("C", "10:35", "10:40")):
        titles.append(add(title, room="CR1", starts=starts, ends=ends).title["en"])
        shown.append(drawn())
    assert shown == [("apart-20", ["A"]), ("apart-20", ["A", "B"]), ("apart-15", ["A", "B", "C"])]
    titles.append(add("D", room="CR1", starts="10:40", ends="11:00").title["en"])
    assert drawn() == ("apart-10", ["A", "B", "D"])


def test_a_search_finds_any_spelling_and_opens_what_is_found_alone(client, scene):
    make_member("BRA", family_name="Nguyễn", given_names="Đức", search="nguyen duc")
    sign_in(client, make_user(None, Role.PROTOCOL))
    found = client.get(reverse("calendar:find"), {"q": "nguyen duc"})
    assert found.status_code == 302
    assert "/desk/calendar/persons/" in found.url
    assert client.get(reverse("calendar:find"), {"q": "b-1"}).url == reverse("calendar:room", args=["B-1"])
    assert client.get(reverse("calendar:find"), {"q": "kenya"}).url == reverse("calendar:delegation", args=["ken"])
    assert "Nothing found" in client.get(reverse("calendar:find"), {"q": "zzz"}).content.decode()


def test_a_day_that_is_none_is_the_first(client, scene):
    sign_in(client, make_user(None, Role.PROTOCOL))
    for words in ("2025-13-45", "x", "0001-01-01"):
        assert str(client.get(reverse("calendar:day"), {"day": words}).context["day"]) == "2025-10-25"


def test_as_many_queries_for_many_engagements_as_for_one(client, scene):
    sign_in(client, make_user(None, Role.PROTOCOL))
    for room in ("CR1", "CR2", "C-1"):
        make_room(room)
    take(make_party("FRA"), "09:00", "10:00", rooms=[make_room("CR1")], persons=[scene.head_ke])
    urls = [reverse("calendar:day"), reverse("calendar:person", args=[scene.head_ke.public_id])]

    def counts() -> list[int]:
        found = []
        for url in urls:
            with CaptureQueriesContext(connection) as asked:
                client.get(url, {"day": "2025-10-25"})
            found.append(len(asked))
        return found

    counts()
    one = counts()
    for hour in range(10, 18):
        rooms = [make_room("CR1"), make_room("CR2")]
        take(make_party("FRA"), f"{hour}:00", f"{hour}:45", rooms=rooms, persons=[scene.head_ke])
    assert counts() == one


def test_too_little_time_is_one_matter_of_the_desk_and_a_page(client, scene):
    centre, palace = make_venue("NCC"), make_venue("PALACE")
    TravelTime.objects.create(one=centre, other=palace, by_motorcade=25)
    for code, site in (("PLENARY", centre), ("BANQUET", palace)):
        room = make_room(code)
        room.site = site
        room.save()
    take(make_party("FRA"), "18:00", "18:50", rooms=[make_room("PLENARY")], persons=[scene.head_ke])
    take(make_party("CIV"), "19:00", "21:00", rooms=[make_room("BANQUET")], persons=[scene.head_ke])
    Engagement.objects.update(subject_type="programme.session")  # which all of them may read
    (matter,) = [one for one in tasks_for(scene.protocol) if one.key == "calendar.tight"]
    assert str(matter.title) == "1 person has too little time to get from one place to the next"
    assert str(matter.why) == "Naliaka Barasa has 10 minutes; the transfer takes 25."
    assert matter.due == at("19:00")
    assert "25 min, 10 min available" in text_of(client, Role.PROTOCOL, "calendar:tight")
    # Security sees it too, but it is not security's to mend.
    liaison = actor(make_user(None, Role.SECURITY))
    (seen,) = [one for one in tasks_for(liaison) if one.key == "calendar.tight"]
    assert (matter.others, str(matter.remedy)) == (False, "See the persons")
    assert (seen.others, str(seen.remedy)) == (True, "See the current state")


def test_free_time_for_two_heads_with_a_room(client, scene):
    scene.ask(AT)
    asked = {"heads": "ken; Brazil", "length": "30", "days": "2025-10-25", "since": "14:00", "until": "16:00"}
    page = text_of(client, Role.PROTOCOL, "calendar:free", **asked, purpose="bilateral", capacity="10")
    assert "14:50–15:20" in page
    assert "14:00–14:30" not in page
    assert f"{reverse('calendar:room', args=['B-3'])}?day=2025-10-25" in page
    assert f"{reverse('calendar:room', args=['B-1'])}?day=2025-10-25" not in page


def test_a_search_for_free_time_does_not_say_where_a_meeting_is_to_whom_may_not_read_it(client, scene):
    near, far = make_room("CR1"), make_room("CR2")
    for room, code in ((near, "NEAR"), (far, "FAR")):
        room.site = make_venue(code)
        room.save()
    TravelTime.objects.create(one=near.site, other=far.site, by_motorcade=20)
    asked = {"heads": "KEN", "length": "30", "days": "2025-10-25", "since": "14:00", "until": "17:00", "rooms": "CR1"}

    def read(role: Role, room) -> list[str]:
        with transaction.atomic():
            take(make_party("FRA"), "14:00", "15:00", kind="bilateral", persons=[scene.head_ke], rooms=[room])
            Engagement.objects.update(subject_type="bilaterals.meeting", subject_id="987654")
            page = text_of(client, role, "calendar:free", **asked)
            transaction.set_rollback(True)
        return re.findall(r"1[4-7]:\d\d–1[4-7]:\d\d", page)

    assert read(Role.SECURITY, near) == read(Role.SECURITY, far)
    assert read(Role.SECURITY, near)[0] == "15:30–16:00"  # as after the longest way
    # Whoever may read the meeting is told when the head can really be there.
    assert [read(Role.PROTOCOL, room)[0] for room in (near, far)] == ["15:00–15:30", "15:20–15:50"]


def test_a_delegation_without_a_head_is_named_at_the_field(client, scene):
    sign_in(client, make_user(None, Role.PROTOCOL))
    asked = {"heads": "Atlantis", "length": "30", "days": "2025-10-25", "since": "14:00", "until": "16:00"}
    page = client.get(reverse("calendar:free"), asked)
    assert page.status_code == 422
    assert page.context["form"].errors["heads"] == ["There is no party “Atlantis”."]


def test_a_delegation_that_has_named_nobody_as_its_head(client, scene):
    make_party("CIV")
    asked = {"heads": "KEN; CIV", "length": "30", "days": "2025-10-25", "since": "14:00", "until": "16:00"}
    sign_in(client, make_user(None, Role.PROTOCOL))
    (words,) = client.get(reverse("calendar:free"), asked).context["form"].errors["heads"]
    assert words == "“Côte d'Ivoire” is not a delegation that has named its head."
