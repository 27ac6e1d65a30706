"""A match or an objection that arose after the accreditation: the badge stays at the counter until security has cleared its bearer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM
from conference.core.errors import NotPossible
from delegations.accreditation.collection import actions
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Badge, WatchMatch
from delegations.accreditation.watchlist import actions as watchlist
from tests.accreditation.collection.test_collection import COUNTER, printed, scanned
from tests.accreditation.kit import as_actor, officer, printer, security
from tests.people import sign_in
from tests.registration.kit import text_of

ASK = "Ask security before"
WHY = "Wanted for questioning by the host's prosecutor."


@pytest.fixture(autouse=True)
def during_the_conference():
    with clock.standing(datetime(2025, 10, 24, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def matched(world) -> Badge:
    """A printed badge whose bearer the list means since."""
    badge = printed(family_name="Mokoena", given_names="Thandeka")
    watchlist.enter_watch(actor=as_actor(security()), values={"why": WHY, "name": "Thandeka Mokoena"})
    return badge


def dismiss() -> None:
    match = WatchMatch.objects.get()
    watchlist.set_aside(actor=as_actor(security()), match=match, explanation="Another birthplace.")


def test_the_counter_says_to_ask_security_and_gives_nothing_out(room, matched):
    text = scanned(room, matched.number)
    assert f"{ASK} this badge is given out: the bearer has to be cleared first." in text
    assert "Give out to the bearer" not in text
    assert 'name="version"' not in text.split('id="counter"')[1].split("</form>")[0]  # nor does Enter
    assert WHY not in text
    assert "See why" not in text
    shown = {"badge": str(matched.pk), "version": "2"}
    refused = room.post(COUNTER, {**shown, "enter": "1", "scan": ""})
    assert refused.status_code == 409
    assert f"{ASK} {matched.number} is given out" in refused.content.decode()
    to = room.post(reverse("accreditation:counter_hand_out", args=[matched.pk]), {"version": "2", "to": "Trần Thu Hà"})
    assert to.status_code == 409
    own_page = reverse("accreditation:badge", args=[matched.pk])
    assert ASK in room.get(own_page).content.decode()
    assert reverse("accreditation:hand_out", args=[matched.pk]) not in room.get(own_page).content.decode()
    assert Badge.objects.get(pk=matched.pk).state == "printed"
    # Compared, it is given out as any other.
    dismiss()
    assert ASK not in scanned(room, matched.number)
    room.post(COUNTER, {**shown, "enter": "1", "scan": ""})
    assert Badge.objects.get(pk=matched.pk).collected_by_name == "Thandeka Mokoena"


def test_who_may_compare_is_led_to_the_match(client, matched):
    linh = sign_in(client, officer())
    page = reverse("accreditation:person", args=[matched.delegate.public_id])
    assert f'<a href="{page}?step=all">See why</a>' in scanned(linh, matched.number)


def test_of_a_delegation_that_badge_stays(room, matched):
    other = printed()
    of = reverse("accreditation:badges_of", args=[matched.delegate.delegation.party.slug])
    text = room.get(of).content.decode()
    assert text.count("Ask security first") == 1
    assert "Give out 1 badge" in text
    assert f"has cleared the bearers: {matched.number} Thandeka Mokoena" in text_of(room.get(of))
    giving = reverse("accreditation:hand_out_delegation", args=[matched.delegate.delegation.party.slug])
    ticked = room.post(giving, {"to": "Achieng", "take": "ticked", "badges": [matched.pk, other.pk]})
    assert ticked.status_code == 409
    assert f"{ASK} {matched.number} is given out" in ticked.content.decode()
    assert not Badge.objects.filter(state="collected").exists()
    room.post(giving, {"to": "Achieng", "take": "all", "expected_version": "1"})
    assert list(Badge.objects.filter(state="collected")) == [other]


def test_the_print_room_counts_what_can_be_given_out(room, matched):
    home = reverse("accreditation:badges")
    assert "1 to be cleared by security first" in text_of(room.get(home))
    assert "Give out 1" not in text_of(room.get(home))
    printed()
    assert "2 1 to be cleared by security first" in text_of(room.get(home))
    assert "Give out 1 : Kenya" in text_of(room.get(home))
    dismiss()
    assert "to be cleared" not in text_of(room.get(home))
    assert "Give out 2 : Kenya" in text_of(room.get(home))


def test_an_objection_stops_it_too(room, world):
    badge = printed()
    hold = holds.place_hold(actor=as_actor(security()), delegate=badge.delegate, why=WHY)
    nam = as_actor(printer("Lê Nam"))
    with pytest.raises(NotPossible, match=ASK):
        actions.hand_out(actor=nam, badge=badge, to="Achieng")
    holds.lift(actor=as_actor(security()), hold=hold, why="A namesake.")
    assert actions.hand_out(actor=nam, badge=badge, to="Achieng").state == "collected"


@pytest.mark.parametrize("stopped_by", ["match", "objection"])
def test_the_database_refuses_it_whatever_code_gives_out(matched, stopped_by):
    if stopped_by == "objection":
        dismiss()
        holds.place_hold(actor=as_actor(security()), delegate=matched.delegate, why=WHY)

    @lifecycle.use_case
    def by_hand() -> None:
        fields = {"collected_at": clock.now(), "collected_by_name": "Achieng"}
        lifecycle.move(matched, "collected", actor=SYSTEM, verb="badge.collected", **fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        by_hand()
