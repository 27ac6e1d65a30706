"""Factories: who is to sign, and the paper that is handed in."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from uuid import uuid4

from PIL import Image

from conference.core.access import SYSTEM, Actor, Role
from conference.files.documents import Document
from conference.models import Rank
from conference.translated import Translated
from conference.treaties.models import Treaty
from conference.treaties.queries import current_treaty
from delegations.credentials.powers import actions
from delegations.credentials.powers.models import FullPowers
from delegations.registration.models import Delegate
from tests.people import actor, make_member, make_user
from tests.treaties.kit import hanoi

FACTS = {
    "paper": "full_powers",
    "purpose": "sign",
    "treaty_named": "this",
    "is_deposited": False,
    "name_written": "H.E. Ms. Naliaka Barasa",
    "designation": "alone",
    "issuer_name": "William Kipruto",
    "issuer_office": "foreign_minister",
    "is_acting": False,
    "dated": date(2025, 10, 1),
    "place": "Nairobi",
    "is_signed": True,
    "is_sealed": True,
    "language": "en",
    "is_translated": False,
}
PDF = Document("powers.pdf", "pdf", b"%PDF-1.7\n")


def another_scan() -> Document:
    """Return a paper that was not handed in before, as after a defective one."""
    return replace(PDF, body=PDF.body + uuid4().bytes)


def treaty() -> Treaty:
    return current_treaty() or hanoi()


def rank(code: str) -> Rank:
    name = Translated(en=code.replace("_", " ").capitalize())
    return Rank.objects.get_or_create(code=code, defaults={"name": name, "position": 50, "tie_group": 50})[0]


def minister(code: str = "KEN", office: str = "minister", **fields) -> Delegate:
    named = {"honorific": "H.E. Ms.", "family_name": "Barasa", "given_names": "Naliaka"}
    return make_member(
        code, protocol_rank=rank(office), **{**named, "functional_title": "Minister of Justice", **fields}
    )


def expected(person: Delegate, under: Treaty | None = None) -> FullPowers:
    return actions.name_signatory(actor=SYSTEM, delegation=person.delegation, person=person, treaty=under or treaty())


def received(person: Delegate | None = None, *, under: Treaty | None = None, **facts) -> FullPowers:
    row = expected(person or minister(), under)
    return actions.hand_in(actor=SYSTEM, powers=row, facts={**FACTS, **facts}, document=PDF)


def officer(role: Role = Role.SECRETARIAT) -> Actor:
    return actor(make_user(None, role, name="Đỗ Minh Quân"))


def scan(name: str = "powers.jpg") -> io.BytesIO:
    body = io.BytesIO()
    Image.new("RGB", (900, 1200), "#f4f1ea").save(body, "JPEG")
    body.seek(0)
    body.name = name
    return body


def posted(**more) -> dict:
    """Return the facts as a browser sends them: a box that is not ticked is not sent."""
    sent = {**FACTS, "dated": "2025-10-01", **more}
    return {name: value for name, value in sent.items() if value is not False}
