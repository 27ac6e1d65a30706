"""A delegation reads what it was sent: each message once, nothing of others, and no secret."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from conference.core.access import Role
from conference.correspondence.models import Message
from tests.people import make_delegation, make_focal_point, make_user, sign_in
from tests.registration.kit import text_of

PAGE = "/portal/ken/messages/"


def sent(
    user, *, code: str = "KEN", subject: str = "1", line: str = "Kenya: note received", state: str = "sent", **more
):
    now = timezone.now()
    values = {
        "kind": "registration.note_received",
        "subject_type": "registration.noteverbale",
        "subject_id": subject,
        "recipient": user.email if user else "somebody@mission.example",
        "user": user,
        "scope": code,
        "subject_line": line,
        "text": "We have received it.\nhttps://hanoi2025.example/portal/ken/",
        "message_id": f"<{uuid.uuid4()}@hanoi2025.example>",
        **dict.fromkeys(("created_at", "not_before", "ended_at"), now),
        **more,
    }
    return Message.objects.create(state=state, **values)


@pytest.fixture
def jane(world):
    return make_focal_point("KEN", name="Achieng Wambui")


@pytest.fixture
def portal(client, jane):
    return sign_in(client, jane)


def lines(portal) -> list[str]:
    return [line.message.subject_line for line in portal.get(PAGE).context["rows"]]


def test_what_was_sent_is_read_again_the_newest_first(portal, jane):
    sent(jane, line="Older")
    newest = sent(jane, subject="2", line="Newer")
    assert lines(portal) == ["Newer", "Older"]
    page = portal.get(f"{PAGE}{newest.pk}/")
    assert "Newer" in text_of(page)
    assert "We have received it." in text_of(page)
    assert 'href="https://hanoi2025.example/portal/ken/"' in page.content.decode()


def test_newest_is_by_the_time_shown_whatever_was_written_first(portal, jane, monkeypatch):
    from delegations.registration.messages import queries

    monkeypatch.setattr(queries, "PAGE", 2)
    for day, line in ((10, "Tenth"), (2, "Second"), (9, "Ninth"), (3, "Third")):
        sent(jane, subject=line, line=line, created_at=datetime(2025, 10, day, 4, tzinfo=UTC))
    first = portal.get(PAGE)
    assert [line.message.subject_line for line in first.context["rows"]] == ["Tenth", "Ninth"]
    second = portal.get(PAGE + first.context["pager"]["next"])
    assert [line.message.subject_line for line in second.context["rows"]] == ["Third", "Second"]
    assert second.context["pager"]["next"] == ""


def test_what_colleagues_got_too_is_one_line_and_the_own_copy(portal, jane):
    colleague = make_focal_point("KEN", name="Kamau Gitonga")
    own = sent(jane)
    sent(colleague)
    sent(colleague, subject="2", line="Before Jane came")
    found = portal.get(PAGE).context["rows"]
    assert [line.message.subject_line for line in found] == ["Before Jane came", "Kenya: note received"]
    assert found[1].message.pk == own.pk


def test_what_is_not_sent_yet_or_went_to_others_is_not_there(portal, jane):
    sent(jane, state="queued", line="Waits")
    sent(None, subject="2", line="To a member: the link to the own page")
    sent(make_user(None, Role.SECRETARIAT), subject="3", line="To the secretariat")
    sent(make_focal_point("BRA"), code="BRA", subject="4", line="Brazil")
    assert lines(portal) == []
    assert "Nothing was sent yet" in text_of(portal.get(PAGE))


def test_of_others_there_is_none_by_its_address_either(portal, jane):
    other = sent(make_focal_point("BRA"), code="BRA")
    assert portal.get(f"{PAGE}{other.pk}/").status_code == 404
    assert portal.get(f"/portal/bra/messages/{other.pk}/").status_code == 404


def test_a_message_is_text_and_nothing_else(portal, jane):
    found = sent(jane, line="<b>x</b>", text="<script>alert(1)</script>")
    body = portal.get(f"{PAGE}{found.pk}/").content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(portal, jane, own_menu, count, django_assert_num_queries):
    for number in range(count):
        sent(jane, subject=str(number))
    portal.get(PAGE)
    with django_assert_num_queries(6):
        portal.get(PAGE)


def test_pages_follow_one_another(portal, jane, monkeypatch):
    from delegations.registration.messages import queries

    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(3):
        sent(jane, subject=str(number), line=f"No. {number}")
    first = portal.get(PAGE)
    assert [line.message.subject_line for line in first.context["rows"]] == ["No. 2", "No. 1"]
    second = portal.get(PAGE + first.context["pager"]["next"])
    assert [line.message.subject_line for line in second.context["rows"]] == ["No. 0"]
    assert second.context["pager"]["next"] == ""


def test_programme_and_help_are_one_click_away(portal):
    make_delegation("KEN")
    tabs = {str(tab["label"]): tab["url"] for tab in portal.get("/portal/ken/").context["menu"]}
    assert tabs["Programme"] == "/programme/"
    help_page = portal.get(tabs["Help"])
    assert "Who helps Your liaison officer: Ms. Trần Thu Hà" in text_of(help_page)
    for topic in help_page.context["topics"]:
        assert portal.get(topic["url"]).status_code == 200, topic["url"]
