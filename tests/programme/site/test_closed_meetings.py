"""What the public is told of a closed meeting or a reception, on every page, file and paper, of old releases too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schedule.programme.models import Release, ReleasedSession
from schedule.programme.papers import order_of_day
from schedule.programme.releases import page_cache
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.actions.editing import get_content
from tests.calendar.places import make_room
from tests.people import make_member, make_party
from tests.programme.draft import add, organiser, publish
from tests.programme.site.test_day_page import text

SAT = "/programme/2025-10-25/"
EVERYWHERE = (
    SAT,
    SAT + "?view=list",
    "/programme/session/secret/",
    "/programme/session/secret.ics",
    "/programme/search/?q=consultation",
    "/programme/now/",
    "/programme/print/",
    "/programme/changes/",
    "/programme.ics",
    "/programme/schedule.json",
    "/programme/schedule.xml",
)
PLACE, ELSEWHERE, AGENDA, ABOUT = "Banquet Hall", "Room CR3", "The list of demands", "Before the vote"


def secret(**more):
    chair = make_member(family_name="Mokoena", capacity="head")
    values = {
        "key": "secret",
        "room": "BANQUET",
        "is_open": False,
        "starts": "19:00",
        "ends": "21:00",
        "description": {"en": ABOUT},
        "agenda": [{"en": AGENDA}],
        "interpretation": ["ru"],
        "organisers": [make_party("KEN")],
        "chair": chair,
    }
    return add("Consultation", **{**values, **more})


def edit(session, **more) -> None:
    session.refresh_from_db()
    editing.edit_session(
        actor=organiser(),
        session=session,
        content=replace(get_content(session), **more),
        expected_version=session.version,
    )


@pytest.fixture
def read(client, monkeypatch):
    """Everything that the public can read, by address; the papers' data as `pdf`."""

    def everything() -> dict[str, str]:
        page_cache.forget()
        found = {url: text(client.get(url)) for url in EVERYWHERE}
        current = page_cache.current()
        days = [day.date for day in current.outline.days]
        found["pdf"] = str(order_of_day.make_data(current.release, current.outline, days))
        return found

    return everything


@pytest.mark.parametrize("kind", [{}, {"type": "social"}, {"type": "social", "is_open": True}])
def test_at_first_it_is_time_and_title_alone(world, read, kind):
    make_room("BANQUET")
    add("Debate", key="debate", room="CR1")
    session = secret(**kind)
    publish()
    edit(session, room=make_room("CR3"), agenda=[{"en": AGENDA + "!"}])
    publish()
    for url, words in read().items():
        for hidden in (PLACE, ELSEWHERE, AGENDA, ABOUT, "Mokoena", "Kenya"):
            assert hidden not in words, f"{url} tells {hidden}"
    told = read()
    assert "Consultation" in told[SAT]
    assert "19:00" in told[SAT]
    assert "Place not published" in told["/programme/session/secret/"]


def test_its_room_is_no_choice_of_the_filter_and_finds_nothing(world, client):
    secret()
    add("Debate", key="debate", room="CR1")
    publish()
    page = client.get(SAT).content.decode()
    assert 'value="CR1"' in page
    assert 'value="BANQUET"' not in page
    assert "Consultation" in text(client.get(SAT + "?room=BANQUET"))  # an unknown room chooses nothing
    assert "0 sessions found" in text(client.get("/programme/search/", {"q": "banquet"}))
    assert "1 session found" in text(client.get("/programme/search/", {"q": "consultation"}))


@pytest.mark.parametrize(
    ("detail", "shown", "hidden"),
    [("place", [PLACE], [AGENDA, ABOUT, "Mokoena"]), ("all", [PLACE, AGENDA, ABOUT], ["Mokoena", "Kenya"])],
)
def test_more_is_told_as_its_setting_says(world, read, detail, shown, hidden):
    secret(public_detail=detail)
    publish()
    page = read()["/programme/session/secret/"]
    assert [words for words in shown if words not in page] == []
    assert [words for words in hidden if words in page] == []


def test_of_an_open_meeting_everything(world, read):
    secret(is_open=True)
    publish()
    page = read()["/programme/session/secret/"]
    assert [words for words in (PLACE, AGENDA, ABOUT, "Mokoena", "Kenya") if words not in page] == []


def test_a_release_of_before_the_setting_tells_no_more(world, read):
    session = secret()
    publish()
    edit(session, room=make_room("CR3"))
    publish()
    # As releases were before: without the setting in the data, without it in the changes.
    row = ReleasedSession.objects.get(release__number=2)
    old = {name: value for name, value in row.data.items() if name != "public_detail"}
    release = Release.objects.get(number=2)
    changes = [{name: value for name, value in change.items() if name != "told"} for change in release.changes]
    assert old != row.data
    assert changes != release.changes
    again = Release(
        number=3,
        published_at=release.published_at,
        draft_version=release.draft_version,
        size=1,
        digest="old",
        changes=changes,
        outline=release.outline,
    )
    again.save(force_insert=True)
    row.pk, row.release, row.data = None, again, old
    row.save(force_insert=True)
    for url, words in read().items():
        assert PLACE not in words, url
        assert ELSEWHERE not in words, url


def test_what_closes_takes_its_former_changes_along(world, read):
    session = secret(is_open=True)
    publish()
    edit(session, room=make_room("CR3"))
    publish()
    assert "Consultation moves from Banquet Hall to Room CR3." in read()["/programme/changes/"]
    edit(session, is_open=False)
    publish()
    told = read()["/programme/changes/"]
    assert "Consultation is now closed." in told
    assert PLACE not in told
    assert ELSEWHERE not in told


def test_what_opens_does_not_tell_where_it_was(world, read):
    session = secret()
    publish()
    edit(session, is_open=True, room=make_room("CR3"))
    publish()
    told = read()
    assert "Consultation is now open." in told["/programme/changes/"]
    assert ELSEWHERE in told["/programme/session/secret/"]
    assert [url for url, words in told.items() if PLACE in words] == []


def test_the_sign_at_the_door_has_neither_agenda_nor_names(world):
    from schedule.programme.papers import room_signs
    from schedule.programme.releases import outline

    secret()
    release = publish()
    signs = room_signs.make_data(release, outline.from_json(release.outline), layout="door")["signs"]
    (row,) = signs[0]["days"][0]["rows"]
    assert row["what"] == "Consultation"
    assert set(row).isdisjoint({"agenda", "people", "note"})


def test_a_new_setting_is_a_change_to_publish_and_no_news_to_the_public(world, read):
    session = secret()
    publish()
    edit(session, public_detail="place")
    release = publish()
    assert [(one["what"], one["fields"]) for one in release.changes] == [("details", ["public_detail"])]
    assert "public is told" not in read()["/programme/changes/"]
    assert PLACE in read()["/programme/session/secret/"]
