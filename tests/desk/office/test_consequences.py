"""What a change in a table of the office does is said before it is saved."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.look.times import when_text
from conference.models import Category, Conference, Zone
from conference.treaties.models import Treaty
from delegations.accreditation.models import Badge
from delegations.registration.models import Deadline, Quota
from tests.accreditation.kit import accredited
from tests.desk.office.test_tables import posted
from tests.gates.scene import print_badge
from tests.people import make_member, make_party, make_user, sign_in
from tests.registration.kit import make_deadline, text_of
from tests.signing.kit import deposit
from tests.treaties.kit import hanoi

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def office(client, world):
    return sign_in(client, make_user(None, Role.SECRETARIAT, name="Thu Hà"))


def change(office, table: str, pk: int, **values):
    """Return what answers the change of a row as its form shows it, the page of consequences or the redirect."""
    url = reverse("desk:table_row", args=[table, pk])
    return office.post(url, posted(office.get(url)) | values)


def confirm(office, page):
    """Press the page's button."""
    sent = dict(page.context["typed"]) | {"confirmed": page.context["confirmed"]}
    return office.post(page.request["PATH_INFO"], sent)


def test_a_deadline_moved_into_the_past_says_whom_it_makes_late(office):
    row = make_deadline(at=clock.now() + timedelta(days=5))
    make_member("KEN", state="draft")
    make_member("KEN", state="draft")
    make_member("BRA", state="submitted")
    yesterday = (clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT18:00")
    page = change(office, "deadlines", row.pk, at=yesterday)
    assert list(page.context["consequences"]) == [
        "The deadline has then passed, and every delegation that it concerns reads so at once.",
        "Delegations that have not met it, and are late: 1 (Kenya).",
        "Drafts that can then be submitted only with a late request: 2.",
    ]
    before, after = (when_text(at.astimezone(HANOI)) for at in (row.at, datetime.fromisoformat(f"{yesterday}+07:00")))
    assert page.context["changes"] == [("Date and time", before, after)]
    assert f"<del><bdi>{before}</bdi></del> → <ins><bdi>{after}</bdi></ins>" in page.content.decode()
    assert Deadline.objects.get().at == row.at
    assert not AuditEntry.objects.filter(verb="setting.changed").exists()
    assert confirm(office, page).status_code == 302
    assert Deadline.objects.get().at < clock.now()


def test_a_deadline_that_stays_in_the_future_is_saved_at_once(office):
    row = make_deadline(at=clock.now() + timedelta(days=5))
    make_member("KEN", state="draft")
    later = (clock.now() + timedelta(days=9)).strftime("%Y-%m-%dT18:00")
    assert change(office, "deadlines", row.pk, at=later).status_code == 302


def test_lowered_places_say_which_delegations_have_more_people(office):
    category = Category.objects.get(letter="D")
    for state in ("submitted", "submitted", "draft"):
        make_member("KEN", state=state)
    make_member("BRA")
    page = change(office, "categories", category.pk, places="2")
    assert list(page.context["consequences"]) == [
        "Delegations that then have more people in “Delegate” than places: Kenya (3).",
        "Whoever is submitted keeps the place. Drafts among them, which cannot be submitted any more: 1.",
    ]
    assert Category.objects.get(pk=category.pk).places == 6
    assert change(office, "categories", category.pk, places="3").status_code == 302


def test_lowered_places_of_a_kind_of_party_count_its_delegations_alone(office):
    category = Category.objects.get(letter="D")
    row = Quota.objects.create(kind="member_state", category=category, places=4)
    other = make_party("WHO")
    other.kind = "un_entity"
    other.save()
    for code in ("KEN", "KEN", "WHO", "WHO", "WHO"):
        make_member(code)
    page = change(office, "quotas", row.pk, places="1")
    assert page.context["consequences"][0].endswith("than places: Kenya (2).")


def test_another_code_of_the_conference_says_how_many_badges_are_refused(office):
    print_badge(accredited("KEN")[1])
    accredited("BRA")  # in the queue: it is printed with the new code
    page = change(office, "conference", 1, code="hanoi2026", zone_name="Asia/Tokyo")
    assert [str(sentence) for sentence in page.context["consequences"]] == [
        "Everything that has a time stays at the same moment, and is shown by the clock of the new zone: sessions, meetings, deadlines.",
        "Badges that gates then refuse, since they name the conference by its former code: 1. Each has to be printed again.",
    ]
    assert (Conference.objects.get().code, Conference.objects.get().zone_name) == ("hanoi2025", "Asia/Ho_Chi_Minh")
    assert change(office, "conference", 1, contact_phone="+84 24 5550 0100").status_code == 302


def test_days_of_the_conference_that_let_a_category_in_no_more_are_told(office):
    Category.objects.exclude(letter="M").update(days=[])
    page = change(office, "conference", 1, starts_on="2025-11-25", ends_on="2025-11-26")
    assert list(page.context["consequences"]) == [
        "Categories that none of the new days lets in, until their own days are changed: Media."
    ]


def test_another_letter_of_a_zone_counts_the_badges_that_name_it(office):
    print_badge(accredited("KEN")[1])
    zone = Zone.objects.get(letter="C")
    page = change(office, "zones", zone.pk, letter="Q")
    assert page.context["consequences"][0].startswith("Badges that name the zone by its former letter: 1.")
    outside = Zone.objects.get(letter="V")  # delegates have no access there
    assert change(office, "zones", outside.pk, letter="W").status_code == 302


def test_a_lower_threshold_says_when_the_treaty_enters_into_force(office):
    treaty = hanoi()
    deposit(treaty, "KEN", clock.now().date())
    page = change(office, "treaties", treaty.pk, threshold="1")
    first, second = page.context["consequences"]
    assert first == "Instruments deposited that count: 1; needed so far: 40, then: 1."
    assert second.startswith("Entry into force, which the status page then says:")
    assert Treaty.objects.get().threshold == 40


def test_consequences_that_grew_meanwhile_are_said_again(office):
    """What was confirmed is what was read."""
    print_badge(accredited("KEN")[1])
    page = change(office, "conference", 1, code="hanoi2026")
    print_badge(accredited("BRA")[1])
    again = confirm(office, page)
    assert "former code: 2." in text_of(again)
    assert Conference.objects.get().code == "hanoi2025"
    assert confirm(office, again).status_code == 302
    assert Conference.objects.get().code == "hanoi2026"
    assert Badge.objects.filter(state="printed").count() == 2


def test_one_goes_back_to_the_form_with_what_was_typed(office):
    print_badge(accredited("KEN")[1])
    page = change(office, "conference", 1, code="hanoi2026")
    back = office.post(page.request["PATH_INFO"], dict(page.context["typed"]) | {"back": "1"})
    assert 'value="hanoi2026"' in back.content.decode()
    assert Conference.objects.get().code == "hanoi2025"


class TestCodes:
    """What the program knows by a code is chosen, never spelt."""

    def test_a_deadline_is_chosen_by_what_is_due(self, office):
        url = reverse("desk:table_new", args=["deadlines"])
        choices = dict(office.get(url).context["form"].fields["code"].choices)
        assert choices["confirmation"] == "Enter and submit the members"
        assert set(choices) == {"", "note_verbale", "confirmation", "travel", "full_powers", "side_events"}
        sent = {"name_en": "Last day to name people", "at": "2025-10-15T18:00", "code": "confirmation"}
        assert office.post(url, sent).status_code == 302
        assert Deadline.objects.get().code == "confirmation"
        assert "confirmation" not in dict(office.get(url).context["form"].fields["code"].choices)

    def test_another_deadline_never_takes_a_code_that_means_something(self, office):
        url = reverse("desk:table_new", args=["deadlines"])
        for _time in range(2):
            assert office.post(url, {"name_en": "Travel", "at": "2025-10-15T18:00", "code": ""}).status_code == 302
        assert sorted(Deadline.objects.values_list("code", flat=True)) == ["travel-2", "travel-3"]

    def test_a_rank_is_chosen_by_its_office(self, office):
        url = reverse("desk:table_new", args=["ranks"])
        sent = {"name_en": "Heads of State", "code": "head_of_state", "position": "1", "tie_group": "1"}
        assert office.post(url, sent).status_code == 302
        assert "head_of_state" not in dict(office.get(url).context["form"].fields["code"].choices)
        assert office.post(url, {**sent, "code": "president"}).status_code == 422
