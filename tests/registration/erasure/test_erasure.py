"""What is left of an erased person: nothing but what the law keeps."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest
import time_machine
from celery.signals import before_task_publish
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from conference.accounts.models import User
from conference.audit import access_chain, chain, person_keys
from conference.audit.models import AuditEntry, PersonKey
from conference.celery import app
from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Role
from conference.core.errors import NotAllowed, NotPossible
from conference.correspondence.tasks import relay
from conference.db import guards
from conference.desk.record import queries as record
from conference.erasure import actions as erasure
from conference.printing.tasks import make_paper
from conference.retention import purging
from delegations.accreditation.models import WatchEntry
from delegations.registration.erasure.actions import erase_member
from delegations.registration.members.actions import editing
from delegations.registration.models import Delegate
from schedule.calendar.models import Interpreter, Room
from schedule.programme.models import Inscription
from schedule.receptions.models import Invitation, OutsideGuest, Seat
from tests.accreditation.kit import accredited, as_actor, officer
from tests.correspondence.broker import broker_at
from tests.people import (
    actor,
    make_delegation,
    make_focal_point,
    make_member,
    make_party,
    make_user,
    make_world,
    sign_in,
)
from tests.registration.erasure.canaries import Planter, search, stored_in_redis

NAME = "Achieng Qzwambui"
# The record of signature, by exact place: what the law of treaties keeps.
KEPT = {
    *("credentials_fullpowers.file", "credentials_fullpowers.file_name", "credentials_fullpowers.issuer_name"),
    *("credentials_fullpowers.name_written", "credentials_fullpowers.place", "credentials_fullpowers.words"),
    *(
        "credentials_fullpowers.decided_name",
        "credentials_fullpowers.decided_office",
        "credentials_fullpowers.evidence",
    ),
    *("credentials_fullpowers.original_returned_to", "credentials_fullpowers.overruled_because", "file powers"),
    *(
        "signing_signature.signatory",
        "signing_signature.function",
        "signing_signature.powers",
        "signing_signature.witness",
    ),
    *("signing_rectification.before", "signing_rectification.after", "signing_rectification.reason"),
    *("signing_rectification.communication", "signing_appointment.announced", "signing_signingsession.witness"),
    *("signing_ceremonyact.before", "signing_ceremonyact.reason", "signing_commitment.followed_up_by"),
    *("signing_instrument.signed_by", "signing_instrument.signed_powers", "signing_instrument.issued_by"),
    *("signing_instrument.scan", "signing_instrument.scan_name", "file instruments"),
    *("signing_notification.content", "signing_notifiedact.facts", "results_report.data"),
}


def _invitation(planter, values):
    guest = planter.persons["guest"] if "outside_guest" in values else None
    member = None if guest else planter.persons["delegate"]
    own = {"guest": member, "delegation": member and member.delegation, "outside_guest": guest, "personal": bool(guest)}
    # Their names count the persons.
    return {
        **own,
        "persons": 2,
        "companion_name": "qzcompanionx",
        "secret_hash": f"hash{planter.number}",
        "state": "ended",
    }


def _swap(planter, _values):
    other = planter.make(Inscription, {"delegation": make_delegation("FRA")})
    return {"asking": Inscription.objects.exclude(pk=other.pk).first(), "asked": other}


def _wish(planter, values):
    lower = Invitation.objects.order_by("pk").first()
    return {"one": lower, "other": planter.make(Invitation, {})}


# What the tables' own constraints ask for.
NEEDED = {
    "registration.equipment": {"rounds": 1},
    "accreditation.watchmatch": {"by_name": True},
    "calendar.engagement": lambda planter, _values: {"room": planter.make(Room, {})},
    "calendar.feed": lambda planter, _values: {"secret_hash": f"hash{planter.number}"},
    "signing.notification": {"series": ""},
    "programme.panellist": {"name": ""},
    "programme.swap": lambda planter, _values: {
        "asking": Inscription.objects.first(),
        "asked": planter.make(Inscription, {"delegation": make_delegation("FRA")}),
    },
    "bilaterals.meeting": lambda _planter, values: {
        "asking": make_delegation(),
        "asked": make_delegation("FRA" if "asking_principal" in values else "VNM"),
    },
    "receptions.invitation": _invitation,
    "receptions.seatingtable": {"seats": 8, "host_seat": 1},
    "receptions.seat": lambda _planter, _values: {"number": 2 + Seat.objects.count()},
    "receptions.wish": _wish,
}
# Fields that a constraint binds to others; each is planted by hand.
LEFT = {
    "programme.panellist": {"name"},
    "receptions.invitation": {"companion_name", "waiting_companion"},
    "signing.notification": {"series"},
}


def secretariat():
    return as_actor(make_user(None, Role.SECRETARIAT, name="Lê Thị Mai"))


@pytest.fixture
def member(keeper):
    return keeper(make_accredited)


def make_accredited() -> Delegate:
    """A delegate whom a focal point edited, who was vetted, accredited and given a badge, with acts that name others."""
    make_world()
    focal = actor(make_focal_point("KEN", name="Brian Otieno", email="brian@example.org"))
    member, _badge = accredited(
        "KEN", given_names="Achieng", family_name="Qzwambui", name_on_badge=NAME, email="qz@example.org"
    )
    editing.edit_member(actor=focal, member=member, expected_version=member.version, values={"hotel": "Qzhotel"})
    return Delegate.objects.get(pk=member.pk)


@pytest.fixture
def persons(member):
    user = make_focal_point("KEN", name=NAME, email="qzfocal@example.org")
    guest = OutsideGuest(
        party=make_party("KEN"), given_names="Achieng", family_name="Qzwambui", email="qzguest@example.org"
    )
    lifecycle.use_case(lifecycle.create)(guest, actor=actor(user), verb="guest.listed")
    watch = WatchEntry(name=NAME, name_index="n", why="Qzwhy", entered_at=clock.now(), entered_by=user)
    lifecycle.use_case(lifecycle.create)(watch, actor=SYSTEM, verb="watch.entered")
    interpreter = Interpreter.objects.create(name=NAME, languages=["en"])
    return {"delegate": member, "account": user, "guest": guest, "interpreter": interpreter, "watch": watch}


def erase_all(persons) -> None:
    for kind, person in persons.items():
        erasure.erase_person(actor=SYSTEM, kind=kind, key=person.pk)


def exported() -> str:
    return str(list(record.make_rows(record.RecordFilter(), SYSTEM)))


def plant(persons) -> tuple[Planter, list[str]]:
    """Return what planted canaries everywhere, and all words that were not there before."""
    planter = Planter(persons, NAME, NEEDED, LEFT)
    planter.plant_all()
    return planter, [*planter.planted, "qzcompanionx", "qzwambui", "qzhotel", "qzfocal", "qzguest"]


def stored_and_dumped(place: str) -> set[str]:
    return {place} if place.startswith("file") else {place, f"dump {place}"}


@pytest.mark.django_db(transaction=True)  # pg_dump reads what is committed
def test_nothing_is_left_of_the_erased_but_what_the_law_keeps(persons, caplog):
    planter, words = plant(persons)
    before = search(words)
    # The control: every word is found where it was planted, so the search would find it below.
    places = {word: stored_and_dumped(place) for word, place in planter.planted.items()}
    assert {word: place for word, place in places.items() if not place <= before.get(word, set())} == {}
    logged = ("audit_entry.subject_label", "audit_entry.actor_label", "correspondence_message.text")
    assert {*logged, *(f"dump {place}" for place in logged)} <= before["qzwambui"]
    assert "Qzwambui" in exported()
    published: list[str] = []
    with caplog.at_level(logging.DEBUG):
        before_task_publish.connect(
            lambda body, **_rest: published.append(str(body)), weak=False, dispatch_uid="canary"
        )
        try:
            erase_all(persons)
        finally:
            before_task_publish.disconnect(dispatch_uid="canary")
    after = search(words)
    assert set().union(*after.values()) == set().union(*map(stored_and_dumped, KEPT))
    for text in (exported(), str(published), caplog.text):
        assert not [word for word in words if word in text.lower()]


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_the_broker_holds_nothing_of_a_person(persons, redis_url, queue_name, monkeypatch):
    _planter, words = plant(persons)
    monkeypatch.setitem(app.conf.broker_transport_options, "global_keyprefix", f"{queue_name}:")
    with broker_at(redis_url):
        relay()
        make_paper.apply_async((1,))
        erase_all(persons)
        stored = stored_in_redis(redis_url)
    assert "correspondence.deliver" in stored
    assert [word for word in words if word in stored.lower()] == []


def test_a_page_in_the_cache_does_not_outlive_the_person_it_names(member, django_capture_on_commit_callbacks):
    cache.set("a page", NAME)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase_person(actor=SYSTEM, kind="delegate", key=member.pk)
        assert cache.get("a page") == NAME  # whoever reads before the commit may still have put it there
    assert cache.get("a page") is None


def test_the_chain_verifies_and_shows_that_somebody_was_erased(member):
    entries = AuditEntry.objects.filter(subject_type="registration.delegate", subject_id=str(member.pk))
    assert {entry.subject_label for entry in entries} == {NAME}
    stored = list(AuditEntry.objects.order_by("number").values_list())
    erasure.erase_person(actor=SYSTEM, kind="delegate", key=member.pk)
    assert list(AuditEntry.objects.order_by("number").values_list())[: len(stored)] == stored
    assert [*chain.find_faults(), *access_chain.find_faults()] == []
    shown = list(entries.all())
    assert {(entry.subject_label, entry.reason) for entry in shown} == {("Erased person", "")}
    with translation.override("fr"):
        assert entries.all()[0].subject_label == "Personne effacée"
        assert Delegate.objects.get(pk=member.pk).full_name == "Personne effacée"
    last = AuditEntry.objects.latest("number")
    assert (last.verb, last.subject_label) == ("person.erased", f"delegate:{member.pk}")
    assert last.details["rows"]["registration.delegate"] == 1


def test_an_old_copy_of_the_log_cannot_be_read_with_the_keys_of_today(member):
    """The control reads it with the copy of the keys of before."""
    old = list(AuditEntry.objects.values_list("subject_label", flat=True).filter(subject_type="registration.delegate"))
    keys = person_keys.load([f"delegate:{member.pk}"])
    assert {person_keys.unseal(label, "subject_label", keys) for label in old if label.startswith("p.delegate")} == {
        NAME
    }
    erasure.erase_person(actor=SYSTEM, kind="delegate", key=member.pk)
    keys = person_keys.load([f"delegate:{member.pk}"])
    assert {person_keys.unseal(label, "subject_label", keys) for label in old if label.startswith("p.delegate")} == {
        None
    }


def test_a_destroyed_key_never_comes_back(member):
    person = f"delegate:{member.pk}"
    erasure.erase_person(actor=SYSTEM, kind="delegate", key=member.pk)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        PersonKey.objects.filter(pk=person).update(secret="a", destroyed_at=None)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        PersonKey.objects.filter(pk=person).delete()
    # What is written about the person later is sealed under a key that nobody has.
    lifecycle.use_case(lifecycle.log)(member, actor=SYSTEM, verb="delegate.entered")
    assert AuditEntry.objects.latest("number").subject_label == "Erased person"
    assert PersonKey.objects.get(pk=person).secret == ""
    guards.uninstall(names=["audit_personkey_no_update"])
    assert PersonKey.objects.filter(pk=person).update(secret="a", destroyed_at=None) == 1


def test_others_keep_their_data_and_their_history(member):
    other = make_member("KEN", given_names="Brian", family_name="Otieno", hotel="Hotel Metropole", state="submitted")
    erasure.erase_person(actor=SYSTEM, kind="delegate", key=member.pk)
    other = Delegate.objects.get(pk=other.pk)
    assert (other.full_name, other.hotel, other.document_number != "") == ("Brian Otieno", "Hotel Metropole", True)
    entries = AuditEntry.objects.filter(subject_type="registration.delegate", subject_id=str(other.pk))
    assert {entry.subject_label for entry in entries} == {"Brian Otieno"}


def test_the_log_is_searched_by_the_name_of_a_person(member):
    acts = record.find_acts(record.RecordFilter(subject="wambui"), SYSTEM)
    assert {NAME, str(member.badges.get())} == {entry.subject_label for entry in acts}
    assert not record.find_acts(record.RecordFilter(subject="Nobody"), SYSTEM).exists()
    assert {entry.actor_label for entry in record.find_acts(record.RecordFilter(actor="Otieno"), SYSTEM)} == {
        "Brian Otieno"
    }
    erasure.erase_person(actor=SYSTEM, kind="delegate", key=member.pk)
    assert not record.find_acts(record.RecordFilter(subject="wambui"), SYSTEM).exists()


def test_only_the_secretariat_erases_and_nobody_who_is_still_in_the_delegation(member):
    with pytest.raises(NotAllowed):
        erase_member(actor=as_actor(officer()), member=member)
    with time_machine.travel(datetime(2025, 10, 20, 8, tzinfo=UTC), tick=False):
        with pytest.raises(NotPossible, match="Withdraw the person first"):
            erase_member(actor=secretariat(), member=member)
        editing.withdraw_member(actor=secretariat(), member=member, expected_version=member.version)
        erase_member(actor=secretariat(), member=Delegate.objects.get(pk=member.pk))
    with pytest.raises(NotPossible, match="erased already"):
        erase_member(actor=secretariat(), member=Delegate.objects.get(pk=member.pk))


def test_the_page_says_what_goes_and_what_stays_and_wants_a_tick(member, client):
    sign_in(client, make_user(None, Role.SECRETARIAT))
    url = reverse("registration:desk_erase", args=[member.public_id])
    assert "What stays by law" in client.get(url).text
    refused = client.post(url, {"version": member.version})
    assert (refused.status_code, "Tick the box" in refused.text) == (422, True)
    assert client.post(url, {"version": member.version, "understood": "on"}).status_code == 302
    assert Delegate.objects.get(pk=member.pk).family_name == "Erased person"
    assert client.get(reverse("registration:desk_person", args=[member.public_id])).status_code == 200


def test_everybody_is_erased_by_the_purge_after_the_period(member):
    with time_machine.travel(datetime(2026, 10, 25, 8, tzinfo=UTC), tick=False):
        assert [list(erasure.find_due(kind, clock.now())) for kind in ("people", "accounts")] == [[], []]
    with time_machine.travel(datetime(2026, 10, 28, 8, tzinfo=UTC), tick=False):
        people, accounts = (list(erasure.find_due(kind, clock.now())) for kind in ("people", "accounts"))
        assert ("delegate", member.pk) in people
        assert ("account", User.objects.get(name="Brian Otieno").pk) in accounts
        assert {User.objects.get(pk=key).grants.exists() for kind, key in accounts if kind == "account"} == {False}
        deleted = {result.name: (result.due, result.deleted, result.error) for result in purging.purge()}
        assert deleted["persons"] == (len(people), len(people), "")
        assert {result.name: result.due for result in purging.purge(dry_run=True)}["persons"] == 0


def test_a_run_of_the_purge_erases_so_many_at_most(member, monkeypatch):
    monkeypatch.setattr(erasure, "MOST_AT_ONCE", 1)
    with time_machine.travel(datetime(2026, 10, 28, 8, tzinfo=UTC), tick=False):
        before = len(list(erasure.find_due("people", clock.now())))
        assert erasure.erase_due("people", clock.now()) == 1
        assert len(list(erasure.find_due("people", clock.now()))) == before - 1


def test_a_copy_put_back_is_erased_again(member):
    before = Delegate.objects.filter(pk=member.pk).values("family_name", "given_names", "hotel").get()
    erasure.erase_person(actor=SYSTEM, kind="delegate", key=member.pk)
    Delegate.objects.filter(pk=member.pk).update(**before)  # as an old copy has it
    call_command("erase_again")
    assert Delegate.objects.get(pk=member.pk).family_name == "Erased person"
