"""The later stages on top of the seeds: told once, by the rules, and true to their hour."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.db.models import F, Sum
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from conference.accounts.models import User
from conference.audit.verify import all_faults
from conference.core import clock
from conference.core.access import Actor
from conference.correspondence.models import Message
from conference.desk import registry
from conference.models import Zone
from conference.parties.models import FirstSeat
from delegations.accreditation.models import Badge, Pass, WatchEntry, WatchMatch
from delegations.accreditation.review.actions import decisions, undoing
from delegations.gates.devices.presentation import device_status
from delegations.gates.models import SITE, Device, Finding, Presence, Scan, Tally
from delegations.gates.presence.queries import places
from delegations.registration.models import Circular, Deadline, Delegate, FocalPointInvitation, LateRequest
from schedule.bilaterals.models import Meeting
from schedule.programme.models import Inscription, SpeakersList
from schedule.receptions.models import Invitation
from schedule.results.figures import collecting, headline
from schedule.signing.models import Notification, Rectification, SigningSession
from seeds import load, stages
from seeds.data import signatories
from seeds.load.tables import moment
from tests.desk.test_home import MOST_QUERIES
from tests.people import prove_second_factor

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SCANS, PASSES, ON_SITE = 1110, 55, 398  # on the morning, of five hundred members
REGISTRATION, MORNING, EVENING = moment("2025-10-10T14:00"), moment("2025-10-25T10:40"), moment("2025-10-26T18:30")


def silent(words: str) -> None:
    pass


def states(model, field: str = "state") -> set[str]:
    return set(model.objects.values_list(field, flat=True))


def tasks() -> set[str]:
    """Return the keys of the tasks on every desk, but for the outbox, which no worker empties here."""
    found = set()
    for user in User.objects.filter(email__endswith="@hanoi2025.example"):
        actor = Actor(user.pk, str(user), user.roles, rights=user.rights)
        found |= {task.key for task in registry.tasks_for(actor)}
    # A list of speakers and a session of one stand in their keys by a number that the database chose.
    return {
        re.sub(r"^(speaking\.clashes|statements\.missing)\.\d+$", r"\1", key)
        for key in found
        if not key.startswith("outbox")
    }


def _every_desk_opens_with_few_queries(client):
    """In English, and in French, where parties' names are read besides; what is kept until the next act was read by the visit before."""
    for user in User.objects.filter(email__endswith="@hanoi2025.example"):
        client.force_login(user)
        prove_second_factor(client, user)
        for language in ("en", "fr"):
            client.get("/desk/", headers={"accept-language": language})
            with CaptureQueriesContext(connection) as captured:
                assert client.get("/desk/", headers={"accept-language": language}).status_code == 200
            assert len(captured) <= MOST_QUERIES, (user, language, len(captured))
    translation.activate("en")  # what a request in another language leaves behind


def inside(place: int) -> set[int]:
    return set(Presence.objects.filter(place=place, since__isnull=False).values_list("delegate", flat=True))


def fresh_invitation() -> str:
    """Return whose invitation the demo's first page names."""
    from conference.accounts.demo.views import fresh_invitation as named

    return named()


def figures() -> tuple[int, int, int]:
    """Return registered, accredited and entered, as the results count them."""
    found = {one.key: one.n for one in headline.figures(collecting.collect_figures())}
    return found["members"], found["accredited"], found["entered"]


def test_the_stages_are_told_once_by_the_rules_and_true_to_their_hour(client):
    load.load(delegates=500, say=silent)
    with clock.standing(REGISTRATION):
        _a_fresh_invitation_lies_in_the_mailbox()
        _one_reception_invites_persons_and_one_circular_waits()
        assert figures() == (436, 274, 0)
        assert not LateRequest.objects.exists()  # the deadline is five days away
        _every_desk_opens_with_few_queries(client)
        _an_accreditation_is_undone()
    with clock.standing(MORNING):
        for _again in range(2):
            stages.advance("ceremony", say=silent)
            _the_morning_is_told_by_the_rules()
            _whoever_came_after_the_deadline_was_admitted_by_a_note_verbale()
        _every_desk_opens_with_few_queries(client)
        _every_signatory_has_an_accredited_head()
        _every_car_has_a_driver_of_its_own()
        _whoever_is_in_a_zone_is_on_the_site()
        _the_story_holds_at_the_ceremony()
        _a_fresh_invitation_lies_in_the_mailbox()
        assert figures() == (514, 503, 398)
    with clock.standing(EVENING):
        for _again in range(2):
            stages.advance("results", say=silent)
            _everything_is_held_and_nothing_is_due()
        _every_desk_opens_with_few_queries(client)
        _the_gates_have_counted_two_days()
        _a_fresh_invitation_lies_in_the_mailbox()
        # Not all who were registered were accredited, and not all who were came.
        assert figures() == (514, 510, 497)
        held = {one.key: one.n for one in headline.figures(collecting.collect_figures())}
        assert [held[key] for key in ("signatories", "sessions", "statements", "bilaterals")] == [72, 71, 59, 43]
    assert list(all_faults()) == []


def _letters_that_are_due_are_sent():
    """No worker runs here: the mailbox holds what the outbox would have sent by now."""
    due = Message.objects.filter(state="queued", not_before__lte=timezone.now())  # the outbox has the machine’s clock
    due.update(state="sending", lease=uuid.uuid4(), lease_until=clock.now())
    Message.objects.filter(state="sending").update(state="sent", lease=None, lease_until=None, ended_at=clock.now())


def _an_accreditation_is_undone():
    """Leave a void copy of a badge, as whoever tries the desk does before going on to the ceremony."""
    officer = User.objects.get(email="accreditation@hanoi2025.example")
    actor = Actor(officer.pk, str(officer), officer.roles, rights=officer.rights)
    waiting = Delegate.objects.filter(state="vetted", holds=None).exclude(pk__in=WatchMatch.objects.values("delegate"))
    delegate = waiting.order_by("pk")[0]
    decisions.accredit(actor=actor, delegate=delegate)
    delegate.refresh_from_db()
    undoing.undo_decision(actor=actor, act="accredit", delegate=delegate, expected_version=delegate.version)


def _a_fresh_invitation_lies_in_the_mailbox():
    _letters_that_are_due_are_sent()
    invitation = FocalPointInvitation.objects.get(
        email=fresh_invitation(), used_at=None, withdrawn_at=None, expires_at__gt=clock.now()
    )
    letter = Message.objects.filter(recipient=invitation.email).order_by("-pk").first()
    assert (letter.kind, letter.subject_id) == ("registration.invitation", str(invitation.pk))


def _one_reception_invites_persons_and_one_circular_waits():
    invited = Invitation.objects.filter(reception__personal=True)
    assert invited.count() == 34
    assert set(invited.values_list("reception__code", flat=True)) == {"luncheon"}
    assert Circular.objects.get().waits


def _the_morning_is_told_by_the_rules():
    assert WatchEntry.objects.count() == 3
    assert FirstSeat.objects.get().way == "told"
    assert (Scan.objects.count(), Pass.objects.count()) == (SCANS, PASSES)
    # No delegation has more in the Signing Hall than its places.
    signing = Zone.objects.get(letter="S").pk
    assert 0 < max(Tally.objects.filter(place=signing).values_list("inside", flat=True)) <= 4
    assert sorted(Finding.objects.values_list("kind", flat=True)) == ["copied", "ended-badge"]
    assert sorted(Pass.objects.exclude(state="lent").values_list("state", flat=True)) == ["lost", "returned"]
    assert Badge.objects.get(state="lost", delegate__scans__badge=F("pk")).delegate.scans.get().online is False
    devices = [device_status(device) for device in Device.objects.all()]
    assert sorted(device.clock for device in devices) == [""] * 6 + ["3 min slow"]
    assert {device.touch.word for device in devices} == {"connected"}


def _whoever_came_after_the_deadline_was_admitted_by_a_note_verbale():
    deadline = Deadline.objects.get(code="confirmation").at
    late = set(Delegate.objects.filter(submitted_at__gt=deadline).values_list("pk", flat=True))
    assert late == set(Delegate.objects.filter(late=True).values_list("pk", flat=True))
    requests = LateRequest.objects.filter(state="granted", asked_at__gt=deadline, note__accepted_at=F("decided_at"))
    assert late == set(requests.values_list("members", flat=True))
    assert late


def _every_car_has_a_driver_of_its_own():
    cars = dict(Pass.objects.filter(member=None).exclude(driver="").values_list("plate", "driver"))
    assert len(cars) > 6
    assert len(set(cars.values())) == len(cars)


def _every_signatory_has_an_accredited_head():
    heads = Delegate.objects.filter(capacity="head", state="accredited")
    there = set(heads.values_list("delegation__party__code", flat=True))
    assert {row["code"] for row in signatories() if row["place"] == "Hanoi"} - there == set()


def _whoever_is_in_a_zone_is_on_the_site():
    on_site = inside(SITE)
    assert len(on_site) == Tally.objects.filter(place=SITE).aggregate(n=Sum("inside"))["n"] == ON_SITE
    for zone in Zone.objects.all():
        assert inside(zone.pk) - on_site == set(), zone.letter
    # On that morning nobody has left, so that whoever is inside came today.
    assert [(place.inside, place.left_today) for place in places()] == [(place.came_today, 0) for place in places()]


def _the_story_holds_at_the_ceremony():
    speaking = Inscription.objects.get(state="speaking")
    assert (speaking.list.key, speaking.list.state) == ("roundtable-1", "running")
    assert SpeakersList.objects.get(key="general-debate").state == "closed"
    assert states(Meeting) == {"confirmed", "declined", "cancelled"}
    assert not Meeting.objects.filter(state="confirmed", starts__lt=clock.now()).exists()
    assert not Invitation.objects.filter(state="substitute").exists()
    sent, waits = Circular.objects.order_by("pk")
    assert (sent.waits, waits.waits) == (False, True)
    # What waits at that hour: late members, full powers, two alerts of the gates, a substitute whose rank is not set, who never came,
    # speakers who are to be at two places, texts of tomorrow's statements and meetings about to begin; for some, whoever knows both
    # languages is engaged elsewhere.
    assert tasks() == {
        "accreditation.vet",
        "badges.queued",
        "bilaterals.interpreter",
        "bilaterals.reconfirm",
        "calendar.tight",
        "credentials.received",
        "gates.finding.copied",
        "gates.finding.ended-badge",
        "receptions.ranks",
        "registration.nobody",
        "speaking.clashes",
        "statements.missing",
    }


def _everything_is_held_and_nothing_is_due():
    """But for a rectification of the first day's record and the notification of the second day's signatures: another person's each."""
    assert SigningSession.objects.get(code="signing-1").state == "closed"
    assert states(Rectification) == {"decided", "proposed"}
    rectification, notification = Rectification.objects.get(state="proposed"), Notification.objects.get(state="drafted")
    assert tasks() == {
        f"signing.rectification.{rectification.pk}",
        f"signing.notifications.check.{notification.pk}",
    }
    assert states(SpeakersList) == {"over"}
    assert states(Inscription) == {"spoken", "missed"}
    assert states(Meeting) == {"held", "no_show", "declined", "cancelled"}
    assert states(Finding) == {"settled"}
    assert not Circular.objects.filter(sent_at=None).exists()
    assert not Delegate.objects.filter(state__in=("draft", "submitted", "vetted", "returned")).exists()
    assert not Badge.objects.filter(state__in=("queued", "printed")).exists()
    assert set(Pass.objects.filter(state="lent").values_list("allowance__type__kind", flat=True)) == {"pin"}


def _the_gates_have_counted_two_days():
    counted = {}
    for day in ("2025-10-25", "2025-10-26"):
        found = Scan.objects.filter(happened_at__date=day, counts=True)
        entered = found.filter(direction="in", zone=None).values("delegate").distinct().count()
        counted[day] = (found.count(), entered)
    assert counted == {"2025-10-25": (2153, 444), "2025-10-26": (1773, 432)}
    on_site = inside(SITE)
    assert len(on_site) == 7
    assert set(Presence.objects.filter(since__isnull=False).values_list("delegate", flat=True)) == on_site
