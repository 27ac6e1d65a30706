"""A delegation asks for passes, the office grants them within the allowance, and what is granted is kept until it is collected."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from conference.audit.models import AuditEntry
from conference.core import clock, undo
from conference.core.errors import AlreadyDecided, NotAllowed, NotFound, NotPossible
from conference.correspondence.models import Message
from conference.db import guards, together
from delegations.accreditation.desk_tasks import passes_asked
from delegations.accreditation.models import Allowance, Pass, PassRequest
from delegations.accreditation.passes import actions, requests
from delegations.accreditation.passes.actions import Vehicle
from delegations.registration.members.actions import editing
from delegations.registration.members.consequences import Effect, Step, consequences_of
from tests.accreditation.kit import accredited, as_actor, officer, printer
from tests.accreditation.pass_kit import sort
from tests.people import actor, make_delegation, make_focal_point, make_member, sign_in

PAGE = "/portal/ken/passes/"
CAR = Vehicle(" 80-ng 311 ", "Lê Văn Tám", "", (date(2025, 10, 26), date(2025, 10, 25)))


@pytest.fixture
def jane(world):
    return make_focal_point("KEN", name="Achieng Wambui", email="jane@ken.example")


@pytest.fixture
def portal(client, jane):
    return sign_in(client, jane)


def ask(jane, *, kind: str = "floater", member=None, vehicle=None, places: int = 2) -> PassRequest:
    return requests.ask(
        actor=actor(jane),
        delegation=make_delegation("KEN"),
        type=sort(kind, places=places),
        member=member if member or vehicle else make_member("KEN", state="submitted"),
        vehicle=vehicle,
    )


def grant(request: PassRequest) -> PassRequest:
    return requests.grant(actor=as_actor(officer()), request=request)


def letters() -> list[Message]:
    return list(Message.objects.filter(kind="accreditation.pass_decided").order_by("pk"))


def test_from_the_request_to_the_pass(jane, client):
    """The play: asked for in the portal, granted at the desk, collected by name; the delegation is told once."""
    member, _badge = accredited("KEN", given_names="Halima", family_name="Wario")
    portal, floater = sign_in(client, jane), sort()
    sent = {"type": str(floater.pk), "member": str(member.pk), "words": "For the plenary"}
    answer = portal.post(PAGE, sent, follow=True).content.decode()
    assert "The request for Floater, restricted rooms: Halima Wario went to the Accreditation Office." in answer
    asked = PassRequest.objects.get()
    assert (asked.state, asked.words, asked.scope) == ("asked", "For the plenary", "KEN")
    clerk = sign_in(client, officer())
    (task,) = together.results_of(passes_asked(as_actor(officer())))
    assert (str(task.title), task.url) == ("1 pass is asked for", reverse("accreditation:passes"))
    desk = clerk.get(task.url).content.decode()
    url = reverse("accreditation:pass_grant", args=[asked.pk])
    assert url in desk
    clerk.post(url, {"version": "1"})
    allowance = Allowance.objects.get()
    assert (allowance.used, allowance.granted, allowance.remaining) == (0, 1, 1)
    (letter,) = letters()
    assert (letter.recipient, letter.context["reason"]) == ("jane@ken.example", "")
    room = sign_in(client, printer())
    page = room.get(f"{reverse('accreditation:passes_of', args=['ken'])}?request={asked.pk}")
    form = page.context["form"]
    assert (form["type"].value(), form["member"].value(), form["request"].value()) == (floater.pk, member.pk, asked.pk)
    lent = {"type": str(floater.pk), "member": str(member.pk), "request": str(asked.pk), "number": "391"}
    room.post(reverse("accreditation:lend", args=["ken"]), lent)
    given = Pass.objects.get()
    asked.refresh_from_db()
    allowance.refresh_from_db()
    assert (given.number, given.request_id, asked.state) == ("F-0391", asked.pk, "given")
    assert (allowance.used, allowance.granted) == (1, 0)
    assert [
        entry.verb for entry in AuditEntry.objects.filter(subject_type="accreditation.passrequest").order_by("number")
    ] == [
        "pass_request.asked",
        "pass_request.granted",
        "pass_request.given",
    ]
    # Collected while the letter still waited that it is kept: nobody reads that any more.
    assert [one.state for one in letters()] == ["cancelled"]


def test_a_decision_is_undone_and_told_once(jane, client):
    """Its mail waits as long as it can be undone; a colleague undoes it too."""
    asked = ask(jane)
    clerk = sign_in(client, officer("Phạm Thị Hoa"))
    grant(asked)
    page = clerk.get(reverse("accreditation:passes")).content.decode()
    url = reverse("accreditation:pass_undo", args=[asked.pk])
    assert url in page
    assert f"Decided just now by <bdi>{officer().name}</bdi>" in page
    assert letters()[0].not_before > timezone.now()
    done = clerk.post(url, {"version": "2"}, follow=True).content.decode()
    assert f"Undone: {asked} waits for a decision again." in done
    asked.refresh_from_db()
    assert (asked.state, asked.decided_at, Allowance.objects.get().granted) == ("asked", None, 0)
    assert clerk.post(url, {"version": "3"}).status_code == 409
    said = clerk.post(reverse("accreditation:pass_decline", args=[asked.pk]), {"version": "3", "reason": "Full."})
    shown = clerk.get(said.url).content.decode()
    assert "E-mail goes out at " in shown
    assert url in shown
    assert [(one.state, one.context["reason"]) for one in letters()] == [("cancelled", ""), ("queued", "Full.")]


def test_a_grant_taken_back_by_mistake_is_kept_again(jane):
    granted = grant(ask(jane))
    at = granted.decided_at
    requests.decline(actor=as_actor(officer()), request=granted, reason="No.")
    assert [one.state for one in letters()] == ["cancelled", "queued"]
    undone = requests.undo_decision(actor=as_actor(officer()), request=granted, expected_version=3)
    assert (undone.state, undone.decided_at, undone.answer_words) == ("granted", at, "")
    assert Allowance.objects.get().granted == 1
    # It was never told, so it is told now.
    assert [(one.state, one.context["reason"]) for one in letters()] == [
        ("cancelled", ""),
        ("cancelled", "No."),
        ("queued", ""),
    ]


def test_a_decision_is_not_undone_when_it_is_too_late(jane):
    member = make_member("KEN", state="submitted")
    asked = ask(jane, member=member)
    requests.decline(actor=as_actor(officer()), request=asked, reason="No.")
    with clock.standing(clock.now() + undo.window()), pytest.raises(NotPossible, match="nothing to undo any more"):
        requests.undo_decision(actor=as_actor(officer()), request=asked)
    ask(jane, member=member)
    with pytest.raises(NotPossible, match="Nothing was undone"):
        requests.undo_decision(actor=as_actor(officer()), request=asked)
    with pytest.raises(NotAllowed):
        requests.undo_decision(actor=as_actor(printer()), request=asked)
    assert [one.state for one in letters()] == ["queued"]


def test_what_the_delegation_withdraws_is_not_told_as_granted(jane):
    granted = grant(ask(jane))
    requests.withdraw_request(actor=actor(jane), request=granted)
    assert [one.state for one in letters()] == ["cancelled"]
    leaving = make_member("KEN", state="submitted")
    grant(ask(jane, member=leaving))
    editing.withdraw_member(actor=actor(jane), member=leaving, expected_version=leaving.version)
    assert [one.state for one in letters()] == ["cancelled"] * 2


def test_no_more_are_asked_for_than_the_allowance_leaves(jane):
    ask(jane)
    ask(jane)
    with pytest.raises(NotPossible, match="The allowance is 2, and the rest is asked for already"):
        ask(jane)
    requests.withdraw_request(actor=actor(jane), request=PassRequest.objects.first())
    ask(jane)


def test_what_is_granted_is_kept_and_given_to_nobody_else(jane):
    """A pass at the counter cannot use up what another delegate was promised."""
    clerk, kenya = as_actor(printer()), make_delegation("KEN")
    first, second = grant(ask(jane)), grant(ask(jane))
    member, _badge = accredited("KEN")
    with pytest.raises(NotPossible, match="no pass of this sort left: of 2, 0 are out and 2 are granted"):
        actions.lend(actor=clerk, delegation=kenya, type=sort(), number="1", to="", member=member)
    with pytest.raises(NotPossible, match="0 of these out, and 2 more are granted"):
        actions.allow(actor=as_actor(officer()), delegation=kenya, type=sort(), most=1)
    requests.withdraw_request(actor=actor(jane), request=first)
    actions.lend(actor=clerk, delegation=kenya, type=sort(), number="1", to="", member=member)
    assert Allowance.objects.get().remaining == 0
    assert PassRequest.objects.get(pk=second.pk).state == "granted"


def test_the_allowance_may_be_used_up_before_a_request_is_granted(jane):
    member, _badge = accredited("KEN")
    asked = ask(jane, places=1)
    actions.lend(
        actor=as_actor(printer()), delegation=make_delegation("KEN"), type=sort(), number="1", to="", member=member
    )
    with pytest.raises(NotPossible, match=r"has all its passes of this sort out: 1 of 1\. Nothing was granted\."):
        grant(asked)
    assert (PassRequest.objects.get().state, letters()) == ("asked", [])


def test_the_database_itself_counts_and_refuses(jane):
    """The control: without the guard one more is granted than allowed."""
    granted, asked = grant(ask(jane)), ask(jane)
    Allowance.objects.update(most=1)
    row = PassRequest.objects.filter(pk=asked.pk)
    names = ["accreditation_passrequest_graph", "accreditation_passrequest_counted_update"]
    guards.uninstall(names=names[:1])
    try:
        with pytest.raises(IntegrityError, match="allowance_kept"), transaction.atomic():
            row.update(state="granted")
        guards.uninstall(names=names[1:])
        assert row.update(state="granted") == 1
    finally:
        guards.install(names=names)
    assert PassRequest.objects.filter(state="granted").count() == 2
    assert granted.state == "granted"


def test_a_decline_has_a_reason_that_the_delegation_reads(portal, jane, client):
    asked = ask(jane)
    with pytest.raises(NotPossible, match="Say why: the focal points read it"):
        requests.decline(actor=as_actor(officer()), request=asked, reason="  ")
    clerk = sign_in(client, officer())
    url = reverse("accreditation:pass_decline", args=[asked.pk])
    empty = clerk.post(url, {"version": "1", "reason": ""})
    assert empty.status_code == 422
    assert f'id="reason-{asked.pk}_error"' in empty.content.decode()
    clerk.post(url, {"version": "1", "reason": "The rooms are full."})
    asked.refresh_from_db()
    assert (asked.state, asked.answer_words, letters()[0].context["reason"]) == (
        "declined",
        *["The rooms are full."] * 2,
    )
    assert "The rooms are full." in sign_in(client, jane).get(PAGE).content.decode()
    late = sign_in(client, officer()).post(reverse("accreditation:pass_grant", args=[asked.pk]), {"version": "1"})
    assert late.status_code == 409


def test_whoever_goes_through_all_requests_stays_there(jane, client):
    """A decision in the list led to the delegation's page once, away from the next request."""
    asked, clerk, every = ask(jane), sign_in(client, officer()), reverse("accreditation:passes")
    page = clerk.get(every)
    assert page.content.decode().count('<input type="hidden" name="list">') == 2
    sent = {"version": "1", "list": ""}
    empty = clerk.post(reverse("accreditation:pass_decline", args=[asked.pk]), {**sent, "reason": ""})
    assert (empty.status_code, empty.templates[0].name) == (422, page.templates[0].name)
    assert f'id="reason-{asked.pk}_error"' in empty.content.decode()
    granted = clerk.post(reverse("accreditation:pass_grant", args=[asked.pk]), sent)
    assert granted.url == every
    late = clerk.post(reverse("accreditation:pass_grant", args=[asked.pk]), sent)
    assert (late.status_code, late.templates[0].name) == (409, page.templates[0].name)
    assert "already" in late.content.decode()
    undone = clerk.post(reverse("accreditation:pass_undo", args=[asked.pk]), {"version": "2", "list": ""})
    assert undone.url == every
    declined = clerk.post(
        reverse("accreditation:pass_decline", args=[asked.pk]), {"version": "3", "list": "", "reason": "Full."}
    )
    assert declined.url == every
    # On the page of one delegation one stays there.
    assert 'name="list"' not in clerk.get(reverse("accreditation:passes_of", args=["ken"])).content.decode()


def test_two_who_decide_at_once_decide_once(jane):
    asked = ask(jane)
    stale = PassRequest.objects.get(pk=asked.pk)
    grant(asked)
    with pytest.raises(AlreadyDecided):
        requests.decline(actor=as_actor(officer()), request=stale, reason="No.", expected_version=1)
    assert len(letters()) == 1


def test_a_vehicle_pass_says_plate_driver_and_days(portal, jane):
    vehicle = sort("vehicle")
    form = portal.post(PAGE, {"type": str(vehicle.pk), "plate": "80-NG-311"})
    assert form.status_code == 422
    assert {name: [str(word) for word in words] for name, words in form.context["form"].errors.items()} == {
        "driver": ["A pass of this sort needs this."],
        "days": ["A pass of this sort needs this."],
    }
    assert 'value="80-NG-311"' in form.content.decode()
    asked = ask(jane, kind="vehicle", vehicle=CAR)
    assert (asked.plate, asked.driver, asked.days) == ("80-NG 311", "Lê Văn Tám", ["2025-10-25", "2025-10-26"])
    assert (asked.member, asked.holder) == (None, "Lê Văn Tám, 80-NG 311")


def test_what_a_vehicle_alone_needs_is_not_read_of_another_pass(portal, jane):
    """Such fields are not shown then: an error in one would be a dead end."""
    member = make_member("KEN", state="submitted")
    values = {"type": str(sort().pk), "member": str(member.pk), "plate": "8" * 21, "days": "2031-01-01"}
    assert portal.post(PAGE, values).status_code == 302
    asked = PassRequest.objects.get()
    assert (asked.member, asked.plate, asked.driver, asked.days) == (member, "", "", [])


def test_a_granted_pass_is_given_out_once_its_member_is_accredited(jane, client):
    waiting, (present, _badge) = make_member("KEN", state="submitted"), accredited("KEN")
    early, ready = ask(jane, member=waiting), ask(jane, member=present)
    for asked in (early, ready):
        requests.grant(actor=as_actor(officer()), request=asked)
    url = reverse("accreditation:passes_of", args=["ken"])
    desk = sign_in(client, officer()).get(f"{url}?request={ready.pk}").content.decode()
    assert f"{url}?request={ready.pk}#lend-h" in desk
    assert f"{url}?request={early.pk}#lend-h" not in desk
    assert desk.count("Can be given out once the member is accredited.") == 1
    number = re.search(r'<input[^>]+name="number"[^>]*>', desk)
    assert number is not None
    assert "data-focus" in number[0]


def test_for_whom_a_pass_may_be_asked(jane):
    with pytest.raises(NotPossible, match="is not the head of delegation"):
        ask(jane, kind="pin")
    with pytest.raises(NotPossible, match="Choose a member of the delegation"):
        ask(jane, member=make_member("BRA", state="submitted"))
    with pytest.raises(NotPossible, match="Choose a member of the delegation"):
        ask(jane, member=make_member("KEN", state="withdrawn"))
    member = make_member("KEN", state="submitted")
    ask(jane, member=member)
    with pytest.raises(NotPossible, match="has such a pass, or it is asked for already"):
        ask(jane, member=member)


def test_whoever_is_withdrawn_has_no_request_any_more(jane):
    waiting, kept = make_member("KEN", state="submitted"), make_member("KEN", state="submitted")
    asked, granted = ask(jane, member=waiting), grant(ask(jane, member=kept))
    for member in (waiting, kept):
        said = consequences_of(Step(member, leaves=True))
        assert f"The request for a pass ends: Floater, restricted rooms: {member.full_name}." in said
        assert not any("pass" in one for one in consequences_of(Step(member, effect=Effect.REVIEW)))
        editing.withdraw_member(actor=actor(jane), member=member, expected_version=member.version)
    for request in (asked, granted):
        request.refresh_from_db()
        assert request.state == "withdrawn"
    assert Allowance.objects.get().granted == 0


def test_who_may_ask_and_who_may_grant(jane):
    asked = ask(jane)
    other = actor(make_focal_point("BRA"))
    with pytest.raises(NotFound):
        requests.withdraw_request(actor=other, request=asked)
    with pytest.raises(NotFound):
        requests.ask(actor=other, delegation=make_delegation("KEN"), type=sort(), member=make_member("KEN"))
    for nobody in (actor(jane), as_actor(printer())):
        with pytest.raises(NotAllowed):
            requests.grant(actor=nobody, request=asked)


def test_the_portal_withdraws_the_own_one(portal, jane):
    asked = ask(jane)
    url = reverse("accreditation:own_pass_withdraw", args=["ken", asked.pk])
    assert url in portal.get(PAGE).content.decode()
    assert "is withdrawn." in portal.post(url, {"version": "1"}, follow=True).content.decode()
    assert PassRequest.objects.get().state == "withdrawn"
