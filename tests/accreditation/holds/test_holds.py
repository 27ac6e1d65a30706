"""An objection of security: it stops the accreditation whoever tries and however, and only security and accreditation read it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from conference.audit.chain import find_faults
from conference.audit.models import AuditEntry
from conference.core import lifecycle
from conference.core.access import SYSTEM, Role
from conference.core.errors import AlreadyDecided, NotAllowed, NotPossible
from conference.correspondence.models import Message
from conference.db import guards
from conference.desk.registry import Urgency, tasks_for
from delegations.accreditation.holds import actions
from delegations.accreditation.models import Badge, Hold, WatchMatch
from delegations.accreditation.review.actions import decisions
from delegations.accreditation.watchlist import actions as watchlist
from delegations.registration.models import Delegate
from tests.accreditation.kit import accredited, also_vets, as_actor, officer, security
from tests.accreditation.review.test_bulk_decisions import whole
from tests.accreditation.review.test_queue import QUEUE, listed
from tests.people import make_focal_point, make_user, sign_in

WHY = "Two visas refused under another name."


def vetted(**fields) -> Delegate:
    member = whole(**fields)
    decisions.vet(actor=as_actor(security()), delegate=member)
    return Delegate.objects.get(pk=member.pk)


def place(member: Delegate, **more) -> Hold:
    return actions.place_hold(actor=as_actor(security()), delegate=member, why=WHY, **more)


def by_hand(member: Delegate) -> None:
    """Accredit past the action, as a command or an interface that forgets the rule would."""
    lifecycle.use_case(
        lambda: lifecycle.move(
            Delegate.objects.get(pk=member.pk),
            "accredited",
            actor=SYSTEM,
            verb="delegate.accredited",
            decided_by_id=officer("By Hand").pk,
        )
    )()


def test_nobody_accredits_until_it_is_lifted(world):
    member = vetted(family_name="Mokoena", given_names="Thandeka")
    hold = place(member, expected_version=member.version)
    linh = as_actor(officer())
    with pytest.raises(NotPossible, match="Security objects to Thandeka Mokoena; accreditation is not possible until"):
        decisions.accredit(actor=linh, delegate=member)
    outcome = decisions.decide_many(actor=linh, act="accredit", expected_version=[(member.public_id, member.version)])
    assert (outcome.done, [why for _one, why in outcome.left_out]) == (
        [],
        ["security objects; decide on this person individually"],
    )
    with pytest.raises(DatabaseError, match="security objects to this person"), transaction.atomic():
        by_hand(member)
    assert Delegate.objects.get(pk=member.pk).state == "vetted"
    with pytest.raises(NotPossible, match="Say why"):
        actions.lift(actor=as_actor(security()), hold=hold, why=" ")
    actions.lift(actor=as_actor(security()), hold=hold, why="A namesake.", expected_version=1)
    assert decisions.accredit(actor=linh, delegate=member).state == "queued"
    assert list(find_faults()) == []


def test_the_control_without_the_guard_a_person_objected_to_gets_in(world):
    """With the guard away only the action stands, and what goes past it succeeds."""
    member = vetted()
    place(member)
    guards.uninstall(names=["registration_delegate_cleared"])
    try:
        with transaction.atomic():
            by_hand(member)
            assert Delegate.objects.get(pk=member.pk).state == "accredited"
            transaction.set_rollback(True)
    finally:
        guards.install(names=["registration_delegate_cleared"])


def test_a_match_that_nobody_compared_stops_it_too_until_it_is_set_aside(world):
    member = vetted(family_name="Chekhov", given_names="Anton")
    watchlist.enter_watch(actor=as_actor(security()), values={"name": "Антон Чехов", "why": WHY})
    linh = as_actor(officer())
    with pytest.raises(NotPossible, match="resembles an entry of the watch list and has not been compared yet"):
        decisions.accredit(actor=linh, delegate=member)
    with pytest.raises(DatabaseError, match="nobody has compared this person"), transaction.atomic():
        by_hand(member)
    watchlist.set_aside(actor=linh, match=WatchMatch.objects.get(), explanation="Another face.")
    assert decisions.accredit(actor=linh, delegate=member).live_for == member.pk


def test_whoever_reads_the_watch_list_compares_before_vetting(client, world):
    watchlist.enter_watch(actor=as_actor(security()), values={"name": "Антон Чехов", "why": WHY})
    also_vets(Role.PROTOCOL)
    member, other = (whole(family_name="Chekhov", given_names="Anton") for _ in range(2))
    phuc = security()
    person = sign_in(client, phuc).get(reverse("accreditation:person", args=[member.public_id])).content.decode()
    assert "Compare with the watch list first; until then vetting and accreditation are not possible." in person
    assert reverse("accreditation:vet", args=[member.public_id]) not in person
    with pytest.raises(NotPossible, match="resembles an entry of the watch list and has not been compared yet"):
        decisions.vet(actor=as_actor(phuc), delegate=member)
    match = WatchMatch.objects.get(delegate=member)
    watchlist.set_aside(actor=as_actor(phuc), match=match, explanation="Another face.")
    assert decisions.vet(actor=as_actor(phuc), delegate=member).state == "vetted"
    # Whoever may not read the list is not told that somebody is on it.
    protocol = make_user(None, Role.PROTOCOL)
    assert decisions.vet(actor=as_actor(protocol), delegate=other).state == "vetted"


def test_security_stops_the_badge_of_somebody_accredited_to_whom_it_objects(client, world):
    member, badge = accredited("KEN", family_name="Mokoena", given_names="Thandeka")
    person, hold, reopen = (
        reverse(f"accreditation:{name}", args=[member.public_id]) for name in ("person", "hold", "reopen")
    )
    sign_in(client, security())
    assert reopen not in client.get(person).content.decode()
    sent = {"version": member.version, "explanation": "Please come to the accreditation office."}
    assert client.post(reopen, sent).status_code == 403
    shown = client.post(hold, {"version": member.version, "why": WHY}, follow=True)
    assert shown.redirect_chain[-1][0].endswith("&open=reopen")
    text = shown.content.decode()
    assert "You object to Thandeka Mokoena. The badge still gives access: send the person back to review" in text
    assert reopen in text
    assert Badge.objects.get().is_live
    assert client.post(reopen, sent).status_code == 302
    badge.refresh_from_db()
    assert (badge.state, Delegate.objects.get().state) == ("superseded", "submitted")
    assert WHY not in str(Message.objects.values_list("context", flat=True))


@pytest.mark.parametrize("how", ["ended", "past its last day"])
def test_an_entry_that_flags_nobody_any_more_stops_nobody(world, how):
    member = vetted(family_name="Chekhov", given_names="Anton")
    entry = watchlist.enter_watch(actor=as_actor(security()), values={"name": "Anton Chekhov", "why": WHY})
    if how == "ended":
        watchlist.end_watch(actor=as_actor(security()), entry=entry, expected_version=1)
    else:
        type(entry).objects.update(valid_until="2001-01-01")
    assert decisions.accredit(actor=as_actor(officer()), delegate=member).live_for == member.pk


def test_who_may_object_and_lift_and_on_whom(world):
    member = vetted()
    for who in (officer(), make_user(None, Role.SECRETARIAT), make_focal_point("KEN")):
        with pytest.raises(NotAllowed):
            actions.place_hold(actor=as_actor(who), delegate=member, why=WHY)
    with pytest.raises(NotPossible, match="Say why"):
        actions.place_hold(actor=as_actor(security()), delegate=member, why=" \n")
    hold = place(member)
    with pytest.raises(NotAllowed):
        actions.lift(actor=as_actor(officer()), hold=hold, why="x")
    with pytest.raises(AlreadyDecided, match=r"objects to .* already"):
        place(member)
    with pytest.raises(IntegrityError), transaction.atomic():  # one at a time, whatever code writes
        Hold.objects.create(delegate=member, why="x", placed_by=security(), placed_at=hold.placed_at)
    actions.lift(actor=as_actor(security()), hold=hold, why="Cleared.")
    with pytest.raises(AlreadyDecided):
        actions.lift(actor=as_actor(security()), hold=Hold.objects.get(), why="x", expected_version=1)
    decisions.refuse_accreditation(actor=as_actor(officer()), delegate=member, code="not_named")
    with pytest.raises(NotPossible, match="is refused; there is no accreditation to stop"):
        place(Delegate.objects.get(pk=member.pk))


def test_who_objects_learns_of_an_accreditation_meanwhile(world):
    member = vetted()
    seen = member.version
    decisions.accredit(actor=as_actor(officer()), delegate=Delegate.objects.get(pk=member.pk))
    with pytest.raises(AlreadyDecided):
        place(member, expected_version=seen)
    place(Delegate.objects.get(pk=member.pk))
    assert Badge.objects.get(delegate=member).is_live  # security objects, and accreditation decides


def test_the_reason_is_read_by_security_and_accreditation_and_by_nobody_else(client, world):
    make_focal_point("KEN", email="one@mission.example")
    member = vetted(family_name="Mokoena", given_names="Thandeka")
    whole(family_name="Other")
    hold = place(member)
    with connection.cursor() as cursor:
        cursor.execute("SELECT why FROM accreditation_hold")
        assert WHY not in cursor.fetchone()[0]
    person = reverse("accreditation:person", args=[member.public_id])
    for role, reads in {
        Role.SECURITY: True,
        Role.ACCREDITATION: True,
        Role.SECRETARIAT: False,
        Role.PROTOCOL: False,
        Role.PRINT_ROOM: False,
    }.items():
        sign_in(client, make_user(None, role))
        text = client.get(person, {"step": "all"}).content.decode()
        assert (WHY in text, "Security objects" in text) == (reads, reads), role
        shown = listed(client.get(QUEUE, {"step": "all", "mark": "held"}))
        assert (shown == ["Thandeka Mokoena"]) == reads
        assert any(task.key == "accreditation.held" for task in tasks_for(as_actor(make_user(None, role)))) == reads
    kept = AuditEntry.objects.get(verb="hold.placed")
    assert (kept.scope, kept.subject_label, kept.details) == ("", f"#{hold.pk}", {"delegate": member.pk})
    assert Message.objects.count() == 0


def test_the_page_offers_no_accreditation_and_security_lifts_it_there(client, world):
    member = vetted(family_name="Mokoena", given_names="Thandeka")
    accredit = reverse("accreditation:accredit", args=[member.public_id])
    person, hold, lift = (
        reverse(f"accreditation:{name}", args=[member.public_id]) for name in ("person", "hold", "lift_hold")
    )
    sign_in(client, security())
    refused = client.post(hold, {"version": member.version, "why": " "})
    assert (refused.status_code, "Say why." in refused.content.decode()) == (422, True)
    done = client.post(f"{hold}?step=all", {"version": member.version, "why": WHY}, follow=True).content.decode()
    assert "Thandeka Mokoena cannot be accredited until you lift the objection." in done
    sign_in(client, officer())
    text = client.get(person).content.decode()
    assert "Security objects; accreditation is not possible until the objection is lifted." in text
    assert accredit not in text
    assert client.post(accredit, {"version": member.version}).status_code == 409
    assert client.post(lift, {"version": 1, "why": "x"}).status_code == 403
    sign_in(client, security())
    assert client.post(lift, {"version": 1, "why": ""}).status_code == 422
    assert client.post(lift, {"version": 1, "why": "A namesake."}).status_code == 302
    late = client.post(lift, {"version": 1, "why": "A namesake."})
    assert (
        late.status_code,
        "The objection to Thandeka Mokoena has already been lifted." in late.content.decode(),
    ) == (409, True)
    sign_in(client, officer())
    assert accredit in client.get(person).content.decode()
    assert client.post(accredit, {"version": member.version}).status_code == 302
    assert Delegate.objects.get(pk=member.pk).state == "accredited"


def test_on_the_desk_the_accredited_come_first(world, django_assert_num_queries):
    place(vetted(family_name="Waits"))
    holder, _badge = accredited("KEN", family_name="Inside", given_names="Anna")
    (task,) = (task for task in tasks_for(as_actor(officer())) if task.key == "accreditation.held")
    assert (task.title, task.urgency) == ("Security objects to 1 person", Urgency.TODAY)
    place(holder)
    (task,) = (task for task in tasks_for(as_actor(officer())) if task.key == "accreditation.held")
    assert (task.title, task.urgency, task.remedy) == (
        "Security objects to 2 persons",
        Urgency.NOW,
        "See the first: Anna Inside",
    )
    assert task.url == reverse("accreditation:person", args=[holder.public_id]) + "?step=all&mark=held"
