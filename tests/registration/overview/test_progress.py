"""Registration's progress by region and by day, each delegation counted once at each step."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from conference.core import clock
from conference.core.access import SYSTEM, Role
from conference.parties.models import Kind, Party
from delegations.registration.members.actions import submission
from delegations.registration.models import Delegation
from delegations.registration.overview.progress import get_progress
from tests.people import make_delegation, make_member, make_user, sign_in
from tests.registration.kit import text_of

URL = "/desk/progress/"


@pytest.fixture
def four(world):
    """Kenya submitted late on the 1st in Hanoi (the 1st in UTC), Brazil began, France and ASEAN are invited."""
    for code, region in (("KEN", "Africa"), ("BRA", "Americas"), ("FRA", "Europe"), ("ASEAN", "Asia")):
        make_delegation(code)
        Party.objects.filter(code=code).update(region=region)
    Party.objects.filter(code="ASEAN").update(kind=Kind.IGO)
    Delegation.objects.update(invited_at=datetime(2025, 9, 15, 2, tzinfo=UTC))
    with clock.standing(datetime(2025, 10, 1, 16, 30, tzinfo=UTC)):
        member = make_member("KEN")
        make_member("KEN")
    with clock.standing(datetime(2025, 10, 1, 17, 30, tzinfo=UTC)):  # 00:30 on the 2nd in Hanoi
        make_member("BRA")
        submission.submit_members(actor=SYSTEM, delegation=make_delegation("KEN"), members=[member])


def numbers() -> dict[str, list[int]]:
    return {str(region.name): [bar.n for bar in region.bars] for region in get_progress().regions}


def test_by_region(four):
    assert numbers() == {
        "Africa": [1, 1, 1, 0],
        "Americas": [1, 1, 0, 0],
        "Europe": [1, 0, 0, 0],
        "Organizations and others": [1, 0, 0, 0],
    }
    assert [(bar.n, bar.of, bar.share) for bar in get_progress().total.bars] == [
        (4, 4, 100),
        (2, 4, 50),
        (1, 4, 25),
        (0, 4, 0),
    ]


def test_by_the_united_nations_regional_groups(client, four):
    for code, group in (("KEN", "africa"), ("BRA", "latin_america"), ("FRA", "western")):
        Party.objects.filter(code=code).update(regional_group=group)
    found = {str(region.name): [bar.n for bar in region.bars] for region in get_progress(by_group=True).regions}
    assert found == {
        "African States": [1, 1, 1, 0],
        "Latin American and Caribbean States": [1, 1, 0, 0],
        "Western European and other States": [1, 0, 0, 0],
        "Observers, organizations and others": [1, 0, 0, 0],
    }
    page = text_of(sign_in(client, make_user(None, Role.PROTOCOL)).get(URL, {"by": "group"}))
    assert "Western European and other States" in page
    assert "Americas" not in page
    listed = client.get("/desk/delegations/", {"group": "western"})
    assert [row.delegation.party.code for row in listed.context["rows"]] == ["FRA"]


def test_by_day_on_the_clocks_of_the_conference(four):
    days = get_progress().days
    assert [(day.day, [n for _label, n in day.new], (day.submitted.n, day.submitted.of)) for day in days] == [
        (date(2025, 10, 2), [0, 1, 1, 0], (1, 4)),
        (date(2025, 10, 1), [0, 1, 0, 0], (0, 4)),
        (date(2025, 9, 15), [4, 0, 0, 0], (0, 4)),
    ]


def test_the_page_says_which_regions_and_every_number(client, four):
    page = sign_in(client, make_user(None, Role.PROTOCOL)).get(URL)
    text = text_of(page)
    assert "Regions of the United Nations’ M49 standard; organizations apart" in text
    assert "Africa 1 1 100% 1 100% 1 100% 0 0%" in text
    assert "Total 4 4 100% 2 50% 1 25% 0 0%" in text
    assert "Thu 2 Oct 2025 0 1 1 0 1 of 4" in text
    assert '<rect class="bar-a" width="25" height="8"/>' in page.content.decode()


def test_in_another_language_the_bars_keep_their_widths(client, four):
    client.cookies["django_language"] = "ar"
    page = sign_in(client, make_user(None, Role.PROTOCOL)).get(URL, headers={"accept-language": "ar"})
    assert '<rect class="bar-a" width="25" height="8"/>' in page.content.decode()


def test_nobody_yet(client, world):
    assert "No delegation yet" in text_of(sign_in(client, make_user(None, Role.PROTOCOL)).get(URL))


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, world, own_menu, count, django_assert_num_queries):
    for code in ("KEN", "BRA", "HRV")[:count]:
        for _each in range(count):
            make_member(code)
    sign_in(client, make_user(None, Role.PROTOCOL))
    client.get(URL)
    with django_assert_num_queries(8):
        client.get(URL)
