"""The photo of a former badge lies in the store only while a review compares the new one with it."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.files import stored_files
from delegations.accreditation import upkeep
from delegations.accreditation.review.actions import decisions
from delegations.registration.models import Delegate
from delegations.registration.signals import accreditation_ending
from tests.accreditation.kit import accredited, as_actor, officer, photograph, security
from tests.files import WHOLE, age, check_files, in_store, purge
from tests.people import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
OLD, NEW = "photos/aa/old.jpg", "photos/bb/new.jpg"


@pytest.fixture
def member(world) -> Delegate:
    member, _badge = accredited("KEN", photo=stored_files.store_file(OLD, photograph("#111111")))
    age()
    stored_files.store_file(NEW, photograph("#eeeeee"))
    replace_photo(member)
    return member


@lifecycle.use_case
def replace_photo(member: Delegate) -> None:
    accreditation_ending.send(Delegate, member=member, actor=SYSTEM, to="submitted")
    lifecycle.move(member, "submitted", actor=SYSTEM, verb="delegate.changed", photo=NEW)


def test_while_the_new_one_is_reviewed_the_former_is_shown_beside_it(client, member):
    age()
    assert purge() == "files that no row names: 0"
    sign_in(client, security())
    former = reverse("accreditation:former_photo", args=[member.public_id, 1])
    assert former in client.get(reverse("accreditation:person", args=[member.public_id])).content.decode()
    assert client.get(former).status_code == 200
    assert (in_store(), check_files()) == ({OLD, NEW}, WHOLE)


def test_when_the_new_one_is_accredited_the_former_goes(client, member):
    decisions.vet(actor=as_actor(security("Lê Thị Hoa")), delegate=member)
    decisions.accredit(actor=as_actor(officer()), delegate=member)
    age()
    assert purge() == "files that no row names: 1"
    assert (in_store(), check_files()) == ({NEW}, WHOLE)
    sign_in(client, security())
    assert client.get(reverse("accreditation:former_photo", args=[member.public_id, 1])).status_code == 404


def test_one_that_is_no_longer_kept_is_no_fault(member):
    default_storage.delete(OLD)
    assert check_files() == WHOLE
    assert [name for _badge, name in upkeep.on_last_badges()] == [OLD]
