"""Each list that is called newest first shows falling times, also where rows were not written in the order of what they tell."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse

from conference.core import clock
from conference.core.access import Role
from conference.translated import Translated
from delegations.accreditation.badges.actions import issuing
from delegations.accreditation.models import Badge
from delegations.accreditation.review.actions import exemptions
from delegations.gates.alerts import actions as alerts
from delegations.gates.devices import actions as devices
from delegations.gates.models import Finding
from delegations.registration.circulars import actions as circulars
from delegations.registration.circulars import queries
from delegations.registration.models import Delegate
from delegations.registration.overview.listing import Filter
from tests.accreditation.kit import accredited, as_actor, officer, printer, security
from tests.gates.scene import give_out, make_device, make_gate, scan, sync, told
from tests.people import make_delegation, make_focal_point, make_member, make_user, sign_in

MORNING = datetime(2025, 10, 25, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
CALLED_SO = re.compile(r"\b(?:newest|latest) first\b", re.IGNORECASE)
# Where one stands, and where its order is held.
HELD = {
    "desk/accreditation/badges/badge.html": "here",
    "desk/accreditation/badges/person_badges.html": "here",
    "desk/accreditation/review/exemption.html": "here",
    "desk/correspondence/list.html": "tests/correspondence/test_desk.py",
    "desk/desk/reads.html": "tests/desk/test_reads.py",
    "desk/desk/record.html": "tests/desk/test_record.py",
    "desk/gates/alerts/alerts.html": "here",
    "desk/gates/presence/person_scans.html": "here",
    "desk/registration/circulars/circulars.html": "here",
    "mail/mailbox/list.html": "tests/correspondence/mailbox/test_mailbox.py",
    "portal/registration/messages/list.html": "tests/registration/messages/test_messages.py",
    "portal/registration/overview/history.html": "tests/registration/overview/test_history.py",
    "public/signing/notifications/list.html": "tests/signing/notifications/test_pages.py",
}


def later(minutes: int):
    return clock.standing(MORNING + timedelta(minutes=minutes))


def times(client: Client, address: str, caption: str) -> list[str]:
    """Return the first time of each row of the table with that caption, as the page has it for machines."""
    page = client.get(address).content.decode()
    body = page.split(f">{caption}</caption>")[1].split("<tbody>")[1].split("</tbody>")[0]
    return [re.findall(r'datetime="([^"]+)"', row)[0][:16] for row in body.split("</tr>")[:-1]]


def at(*minutes: int) -> list[str]:
    return [(MORNING + timedelta(minutes=one)).isoformat()[:16] for one in minutes]


def test_no_list_is_called_so_that_nobody_holds_to_it():
    folder = Path(__file__).parents[2] / "templates"
    found = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*.html") if CALLED_SO.search(path.read_text())
    }
    assert found == set(HELD)


def test_circulars(client, world):
    make_focal_point("KEN")
    for minute in (10, 30, 20):
        subject, body = Translated(en=f"Buses {minute}"), Translated(en="At 07:15.")
        with later(minute):
            circulars.write_circular(
                actor=as_actor(make_user(None, Role.SECRETARIAT)),
                delegations=queries.get_selected(Filter(), [make_delegation("KEN").party.code.lower()]),
                subject=subject,
                body=body,
                expected_version=queries.key_of(subject, body),
            )
    sign_in(client, make_user(None, Role.SECRETARIAT))
    listed = times(client, reverse("registration:desk_circulars"), "Circulars, the newest first")
    assert listed == at(30, 20, 10)


def test_copies_of_a_badge_and_what_was_done_with_them(client, world):
    with later(0):
        member, badge = accredited("KEN")
    for minute in (10, 20):
        with later(minute):
            give_out(Badge.objects.get(live_for=member.pk))
        with later(minute + 5):
            issuing.replace_badge(
                actor=as_actor(printer()),
                badge=Badge.objects.get(live_for=member.pk),
                code="lost",
                explanation="In a taxi",
            )
    sign_in(client, printer())
    address = reverse("accreditation:badge", args=[badge.pk])
    assert times(client, address, "Copies of this badge, the latest first") == at(25, 25, 15)
    done = times(client, address, "History of the copies, latest first")
    assert done == sorted(done, reverse=True)
    assert (len(done), done[0], done[-1]) == (9, *at(25, 0))
    sign_in(client, officer())
    person = reverse("registration:desk_person", args=[member.public_id])
    assert times(client, person, "Copies of the badge, the latest first") == at(25, 25, 15)


def test_exemptions_from_the_photo(client, world):
    member, linh = make_member("KEN", photo_exempt=False), as_actor(officer())
    for minute in (10, 30):
        with later(minute):
            exemptions.exempt(actor=linh, delegate=Delegate.objects.get(pk=member.pk), code="religion")
        with later(minute + 5):
            exemptions.ask_for_photo(actor=linh, delegate=Delegate.objects.get(pk=member.pk))
    sign_in(client, officer())
    address = reverse("accreditation:exemption", args=[member.public_id])
    assert times(client, address, "Exemptions of this person, the latest first") == at(35, 30, 15, 10)


def test_scans_that_were_told_late(client, world):
    with later(0):
        member, badge = accredited("KEN")
        give_out(badge)
        _device, key = make_device()
    with later(60):
        # The device without a network tells of the last one first.
        for number, minute, way in ((3, 50, "out"), (1, 10, "in"), (2, 20, "in")):
            sync(key, [told(number, badge, MORNING + timedelta(minutes=minute), way=way)], clock.now())
        sign_in(client, security())
        person = reverse("registration:desk_person", args=[member.public_id]) + "?open=scans"
        assert times(client, person, "Scans of this person's badges, the latest first") == at(50, 20, 10)


def test_alerts_that_were_closed(client, world):
    with later(0):
        gate = make_gate()
        for name in ("Scanner 1", "Scanner 2", "Scanner 3"):
            device, key = make_device(gate, name)
            devices.revoke(actor=as_actor(security()), device=device)
            scan(key, "PL1:X")
    first, second, third = Finding.objects.order_by("pk")
    for minute, alert in ((70, second), (80, third), (90, first)):
        with later(minute):
            alerts.settle_alert(actor=as_actor(security()), alert=alert, outcome="Seen.")
    sign_in(client, security())
    assert times(client, reverse("gates:findings"), "Closed gate alerts, latest first") == at(90, 80, 70)
