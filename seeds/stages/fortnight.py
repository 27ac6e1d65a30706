"""The offices' decisions in the two weeks before the ceremony: focal points, requests, notes verbales, the watch list."""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from allauth.account.models import EmailAddress

from conference.accounts.models import User
from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import UserError
from delegations.accreditation.holds import actions as holds
from delegations.accreditation.models import Hold, PassRequest, WatchMatch
from delegations.accreditation.passes import requests
from delegations.accreditation.watchlist import actions as watchlist
from delegations.registration.circulars import actions as circulars
from delegations.registration.equipment import licensing
from delegations.registration.models import (
    Circular,
    Equipment,
    FocalPoint,
    FocalPointInvitation,
    NoteVerbale,
    VisaLetter,
)
from delegations.registration.notes import actions as notes
from delegations.registration.visas import letters
from seeds.chance import chance
from seeds.load.tables import moment
from seeds.presence import EMPTY
from seeds.stages.world import actor_of, staff_of

# The invitation of this party stays open, so that whoever tries the demo finds its mail.
UNANSWERED = "COMSEC"
COMPARED = "Another place of birth and another face; the embassy has confirmed the passport."
LIFTED = "The issuing authority has confirmed that the passport is the bearer's own."
LETTERS_AT = moment("2025-10-20T16:00")
CODE = "BCDFGHJKLMNPQRSTVWXZ23456789"


def load() -> None:
    _take_up(at=moment("2025-10-11T09:00"))
    _compare(at=moment("2025-10-13T09:30"))
    _notes(at=moment("2025-10-13T10:00"))
    _equipment(at=moment("2025-10-14T11:00"))
    _passes(at=moment("2025-10-15T09:00"))
    _circulars(until=moment("2025-10-24T18:00"))


def _take_up(at: datetime) -> None:
    """Take up the invitations of the parties without a focal point."""
    waiting = FocalPointInvitation.objects.filter(delegation__party__code__in=EMPTY, used_at=None, withdrawn_at=None)
    for number, invitation in enumerate(waiting.exclude(delegation__party__code=UNANSWERED).order_by("pk")):
        if User.objects.filter(email=invitation.email).exists():
            continue
        user = User.objects.create(
            email=invitation.email,
            name=invitation.name,
            language=invitation.language,
            password=staff_of("secretariat").password,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        since = at + timedelta(minutes=50 * number)
        FocalPoint.objects.create(delegation=invitation.delegation, user=user, since=since)
        FocalPointInvitation.objects.filter(pk=invitation.pk).update(used_at=since)


def _compare(at: datetime) -> None:
    """Set aside the remaining matches, and lift the objections."""
    officer, security = actor_of("accreditation"), actor_of("security")
    with clock.standing(at):
        for match in WatchMatch.objects.filter(aside_at=None).select_related("entry").order_by("pk"):
            watchlist.set_aside(actor=officer, match=match, explanation=COMPARED)
        for hold in Hold.objects.filter(state="in_force").order_by("pk"):
            holds.lift(actor=security, hold=hold, why=LIFTED)


def _notes(at: datetime) -> None:
    officer = actor_of("accreditation")
    for number, note in enumerate(NoteVerbale.objects.filter(accepted_at=None, late_request=None).order_by("pk")):
        with clock.standing(at + timedelta(minutes=4 * number)):
            notes.accept_note(actor=officer, note=note)


def _equipment(at: datetime) -> None:
    """License the items of each bearer under one licence; the items of one bearer in four are refused."""
    security = actor_of("security")
    waiting = Equipment.objects.filter(state="asked").select_related("bearer__delegation__party")
    for number, (bearer, items) in enumerate(groupby(waiting.order_by("bearer", "pk"), key=lambda item: item.bearer)):
        versions = {item.pk: item.version for item in items}
        common: dict[str, Any] = {"actor": security, "bearer": bearer, "expected_version": versions}
        with clock.standing(at + timedelta(minutes=9 * number)), suppress(UserError):
            if number % 4 == 3:
                licensing.refuse_equipment(reason="The frequency is taken by the host's own services.", **common)
            else:
                licensing.license_equipment(licence=f"SL {310 + number}/2025", **common)


def _passes(at: datetime) -> None:
    officer = actor_of("accreditation")
    waiting = PassRequest.objects.filter(state="asked").order_by("pk")
    waiting = waiting.select_related("allowance__delegation__party", "allowance__type", "member")
    for number, request in enumerate(waiting):
        with clock.standing(at + timedelta(minutes=3 * number)), suppress(UserError):
            requests.grant(actor=officer, request=request)


def visas() -> None:
    """Issue the letters that wait, without their mails."""
    writer, actor = letters.LetterWriter(), actor_of("secretariat")
    with clock.standing(LETTERS_AT):
        ready = [member for member in letters.members_waiting() if not letters.get_missing(member, writer.conference)]
    _write_letters(writer, actor, ready, VisaLetter.objects.count() + 1)


@lifecycle.use_case
def _write_letters(writer: letters.LetterWriter, actor: Actor, members: Iterable[Any], first: int) -> None:
    rows = []
    for number, member in enumerate(members, first):
        name, code = f"OC/VISA/2025/{number:04d}", _code(number)
        data = writer.contents(member, actor=actor, number=name, code=code, at=LETTERS_AT)
        text = json.dumps(data, ensure_ascii=False)
        common = {
            "holds": text,
            "valid_until": writer.stay(member)[1],
            "made_at": LETTERS_AT,
            "made_by_id": actor.user_id,
        }
        rows.append(VisaLetter(number=name, member=member, check_code=code, **common))
    with clock.standing(LETTERS_AT):
        for letter in VisaLetter.objects.bulk_create(rows, batch_size=200):
            lifecycle.log(letter, actor=actor, verb="visa_letter.issued", details={"member": letter.member_id})


def _code(number: int) -> str:
    rng = chance("visa letter", number)
    code = "".join(CODE[int(rng.random() * len(CODE))] for _position in range(8))
    return f"{code[:4]}-{code[4:]}"


def _circulars(until: datetime) -> None:
    """Send the circulars that are due by then, each at its time."""
    waiting = Circular.objects.filter(send_at__lte=until, sent_at=None, called_off_at=None)
    for at in sorted({at for at in waiting.values_list("send_at", flat=True) if at}):
        with clock.standing(at):
            circulars.send_due()
