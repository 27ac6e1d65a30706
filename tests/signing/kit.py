"""Factories of instruments, through the actions."""

from __future__ import annotations

import html
import re
from datetime import date

from django.http import HttpResponse

from conference.core.access import Actor, Role
from conference.files.documents import Document
from conference.parties.models import Kind, Party
from conference.translated import Translated
from conference.treaties.models import Treaty
from conference.treaties.statements import StatementText
from schedule.signing.instruments import actions
from schedule.signing.instruments.actions import DepositContent
from schedule.signing.models import Instrument
from tests.people import actor, make_party, make_user


def depositary() -> Actor:
    return actor(make_user(None, Role.SECRETARIAT, name="Nguyễn Thị Lan"))


def second() -> Actor:
    """Another officer, who accepts what the first has entered."""
    return actor(make_user(None, Role.SECRETARIAT, name="Trần Văn Bình"))


PAPER = {"issued_by": "President of the Republic", "issued_in": "Nairobi", "signed_by": "Amina Wanjiru"}


def content(
    day: date,
    kind: str = "accession",
    statements: tuple[StatementText, ...] = (),
    confirmed: tuple[int, ...] = (),
    document: Document | None = None,
    **fields,
) -> DepositContent:
    """Return the content of an instrument that a Head of State signed on the day of its deposit."""
    values = {**PAPER, "issued_on": day, "signed_office": "head_of_state", **fields}
    return DepositContent(Instrument(kind=kind, deposited_on=day, **values), statements, confirmed, document)


def enter(treaty: Treaty, party: Party | str, day: date, kind: str = "accession", who=None, **fields) -> Instrument:
    """Enter an instrument, which is still to be accepted."""
    depositor = make_party(party) if isinstance(party, str) else party
    if depositor.kind == Kind.REIO:
        fields = {"signed_office": "organ", **fields}
    entered = content(day, kind, **fields)
    return actions.deposit(actor=who or depositary(), treaty=treaty, party=depositor, content=entered)


def deposit(treaty: Treaty, party: Party | str, day: date, kind: str = "accession", who=None, **fields) -> Instrument:
    """Enter an instrument, and let another officer accept it."""
    entered = enter(treaty, party, day, kind, who, **fields)
    return actions.accept(actor=second(), instrument=entered, expected_version=1)


def reservation(text: str = "Article 63 (2) does not bind Kenya.", provision: str = "63 (2)") -> StatementText:
    return StatementText("reservation", provision, Translated(en=text))


def declaration(text: str = "Kenya understands article 4 as follows.", provision: str = "") -> StatementText:
    return StatementText("interpretative", provision, Translated(en=text))


def words_of(page: HttpResponse) -> str:
    """Return what a page says, without its tags, on one line."""
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page.content.decode())).split())
