"""Factories of instruments, through the actions."""

from __future__ import annotations

import html
import re
from datetime import date

from django.http import HttpResponse

from conference.core.access import Actor, Role
from conference.parties.models import Party
from conference.treaties.models import Treaty
from schedule.signing.instruments import actions
from schedule.signing.models import Instrument
from tests.people import actor, make_party, make_user


def depositary() -> Actor:
    return actor(make_user(None, Role.SECRETARIAT, name="Nguyễn Thị Lan"))


def deposit(
    treaty: Treaty, party: Party | str, day: date, kind: str = "accession", who: Actor | None = None, **texts
) -> Instrument:
    found = make_party(party) if isinstance(party, str) else party
    content = Instrument(kind=kind, deposited_on=day, **texts)
    return actions.deposit(actor=who or depositary(), treaty=treaty, party=found, content=content)


def words_of(page: HttpResponse) -> str:
    """Return what a page says, without its tags, on one line."""
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page.content.decode())).split())
