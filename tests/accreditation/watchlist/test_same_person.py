"""Beside a match the page says what it means for this person, and what to do when it is the same one."""

from __future__ import annotations

from django.urls import reverse

from delegations.accreditation.review.actions import decisions
from delegations.accreditation.watchlist import actions
from tests.accreditation.kit import accredited, as_actor, officer, security
from tests.markup import compact
from tests.people import make_member, sign_in

NAMES = {"family_name": "Karatygin", "given_names": "Ivan"}
HELD_UP = "Until somebody has compared them, this person cannot be accredited."
OPEN = "The badge gives access until the person is sent back to review."


def flagged(member):
    actions.enter_watch(actor=as_actor(security()), values={"name": "Иван Каратыгин", "why": "A warrant."})
    return member


def page(client, member, name: str = "person", method: str = "get") -> str:
    address = reverse(f"accreditation:{name}", args=[member.public_id]) + "?step=all"
    return compact(getattr(client, method)(address).content.decode())


def test_of_one_who_is_accredited_already_it_says_that_the_badge_opens(client, world):
    desk = sign_in(client, security())
    waiting, done = make_member("KEN", state="submitted", **NAMES), accredited("BRA", **NAMES)[0]
    flagged(waiting)
    assert (HELD_UP in page(desk, waiting), OPEN in page(desk, waiting)) == (True, False)
    assert (HELD_UP in page(desk, done), OPEN in page(desk, done)) == (False, True)


def test_when_it_is_the_same_person_security_objects_and_others_tell_security(client, world):
    member = make_member("KEN", state="submitted", **NAMES)
    flagged(decisions.vet(actor=as_actor(security()), delegate=member))
    desk = sign_in(client, security())
    shown = page(desk, member, "watch", "post")
    address = reverse("accreditation:person", args=[member.public_id]) + "?step=all&amp;open=hold#hold-form"
    assert f'href="{address}">Object, with the reason</a>' in shown
    assert 'id="hold-form"' in compact(desk.get(address.replace("&amp;", "&")).content.decode())
    assert "Leave the match as it is and tell security" in page(sign_in(client, officer()), member, "watch", "post")
