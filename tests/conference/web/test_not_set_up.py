"""Before the conference is entered pages say so, letters wait, nothing breaks."""

from __future__ import annotations

import pytest

from conference.accounts.staff.actions import add_staff
from conference.core.access import SYSTEM, Role
from conference.correspondence.models import Message
from conference.correspondence.outbox import delivery
from conference.models import NotSetUp, current_conference
from tests.correspondence.conftest import server, sink  # noqa: F401 (fixtures)
from tests.people import make_conference, make_user

pytestmark = pytest.mark.django_db
PAGES = ["/", "/programme/", "/programme/changes/", "/programme.ics", "/portal/", "/accounts/email/", "/accounts/2fa/"]
DESK = ["", "record/", "delegations/", "delegations/invite/", "accreditation/", "badges/", "receptions/", "messages/"]
DESK += ["messages/previews/"]
SHARED = [
    "board/",
    "board/now/",
    "treaty/",
    "treaty/declarations/",
    "treaty/treaty.json",
    "results/",
    "results/results.csv",
]
NEED_IT = ["programme/", "programme/new/", "bilaterals/", "messages/previews/registration.invitation/"]


@pytest.fixture
def everybody(client):
    client.force_login(make_user(None, *Role))
    return client


@pytest.mark.parametrize("page", [*PAGES, *(f"/desk/{page}" for page in DESK)])
def test_most_pages_are_there_already(everybody, page):
    assert everybody.get(page).status_code in (200, 302)


@pytest.mark.parametrize("page", NEED_IT)
def test_a_page_that_needs_the_conference_says_what_is_missing(everybody, page):
    answer = everybody.get(f"/desk/{page}")
    assert answer.status_code == 503
    assert (
        "There is no conference yet. Load the sample data, or create the conference in the administration."
    ) in answer.content.decode()


@pytest.mark.parametrize(
    "page",
    [
        "board/",
        "board/now/",
        "treaty/",
        "treaty/declarations/",
        "treaty/treaty.json",
        "results/",
        "results/results.csv",
    ],
)
def test_so_does_a_page_that_is_the_same_for_everybody(client, page):
    answer = client.get(f"/{page}")
    assert answer.status_code == 503
    assert "There is no conference yet." in answer.content.decode()


def test_whoever_asks_for_it_is_told(db):
    with pytest.raises(NotSetUp):
        current_conference()


def test_letters_wait_and_go_out_once_it_is_entered(sink):  # noqa: F811
    """The first staff are named before: their letters must neither fail nor be retried without end."""
    add_staff(actor=SYSTEM, email="nguyen@hanoi2025.example", roles=[Role.SECRETARIAT])
    given: list[int] = []
    assert delivery.hand_over(given.extend) == 0
    [letter] = Message.objects.all()
    assert (given, letter.state, letter.attempts, letter.handed_at) == ([], "queued", 0, None)
    with pytest.raises(NotSetUp):
        delivery.deliver([letter.pk])
    letter.refresh_from_db()
    assert (letter.state, letter.lease) == ("queued", None)
    make_conference()
    assert delivery.hand_over(given.extend) == 1
    assert delivery.deliver(given) == 1
    assert [taken.to for taken in sink.taken] == ["nguyen@hanoi2025.example"]
