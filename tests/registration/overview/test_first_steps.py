"""The first steps of a delegation after the deadline: a late request comes before the submission."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from conference.core import clock
from delegations.registration.late.actions import grant_late
from tests.accreditation.kit import as_actor
from tests.people import Role, make_member, make_user
from tests.registration.kit import late_request, make_deadline, text_of

PAGE = "/portal/ken/"
SUBMIT = "To do Submit the members who are complete"
LATE = "To do The deadline for submitting members has passed: make a late request"
SENT = "Waiting The late request was sent; the organizers decide"


def last_step(portal):
    """The last of the first steps, as its page says it, and where it leads."""
    answer = portal.get(PAGE)
    step, text = answer.context["steps"][-1], text_of(answer)
    [said] = [words for words in (SUBMIT, LATE, SENT) if words in text]
    return said, step.url


def test_before_the_deadline_the_members_are_submitted(portal):
    make_deadline(at=clock.now() + timedelta(days=1))
    make_member("KEN")
    assert last_step(portal) == (SUBMIT, "/portal/ken/#members")


def test_after_it_the_late_request_comes_first(portal):
    deadline = make_deadline(at=clock.now() + timedelta(days=1))
    member, other = make_member("KEN"), make_member("KEN")
    deadline.at = clock.now() - timedelta(hours=1)
    deadline.save()
    late = reverse("registration:late", args=["ken"])
    assert last_step(portal) == (LATE, late)
    first = late_request(member)
    assert last_step(portal) == (LATE, late)  # the other one needs one still
    late_request(other, number="MFA/132")
    assert last_step(portal) == (SENT, late)
    type(member).objects.filter(pk=member.pk).update(nationality="")
    grant_late(actor=as_actor(make_user(None, Role.SECRETARIAT)), request=first)
    assert last_step(portal) == (SUBMIT, "/portal/ken/#members")


def test_nobody_entered_before_the_deadline(portal):
    make_deadline(at=clock.now() - timedelta(hours=1))
    assert last_step(portal)[0] == LATE


def test_a_step_whose_deadline_has_passed_says_so(portal):
    """The note verbale is still to be sent, and its day is over."""
    make_deadline("note_verbale", at=clock.now() - timedelta(hours=1))
    make_deadline(at=clock.now() + timedelta(days=1, hours=3, minutes=1))
    steps = text_of(portal.get(PAGE)).split("First steps")[1].split("This list disappears")[0]
    note, submission = steps.split("To do ")[1], steps.split("To do ")[-1]
    assert note.startswith("Send the note verbale that names the delegation Due: ")
    assert note.strip().endswith("passed")
    assert submission.strip().endswith("1 d 3 h")
