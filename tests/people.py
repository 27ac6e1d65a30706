"""Factories: a small conference, parties, people; fixtures at the end."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import CharField
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from conference.accounts.models import RoleGrant, User
from conference.accounts.sign_in import limits
from conference.accounts.sign_in.sessions import SessionStore, idle_limit
from conference.core import lifecycle
from conference.core.access import SYSTEM, Actor, Role
from conference.db.prepared import Prepared
from conference.models import Category, Conference, Rank, Zone
from conference.parties.models import Kind, Party, PartyName
from conference.translated import Translated
from delegations.registration.models import Delegate, Delegation, FocalPoint

COUNTER = iter(range(1, 10**9))
# The statements of one read that the access log keeps.
NOTED = 1


def make_conference() -> Conference:
    """The Hanoi conference, in English alone."""
    return Conference.objects.create(
        code="hanoi2025",
        name=Translated(
            en="Signing Ceremony and High-Level Conference of the United Nations Convention against Cybercrime"
        ),
        short_name=Translated(en="Signing of the United Nations Convention against Cybercrime"),
        treaty_name=Translated(en="United Nations Convention against Cybercrime"),
        place=Translated(en="Hanoi"),
        venue=Translated(en="National Convention Center"),
        starts_on=date(2025, 10, 25),
        ends_on=date(2025, 10, 26),
        zone_name="Asia/Ho_Chi_Minh",
        contact_email="secretariat@hanoi2025.example",
    )


CATEGORIES = [
    ("H", "head", "Head of delegation", "#0c2d48", 1),
    ("A", "alternate", "Alternate head", "#1b6ca8", 2),
    ("D", "delegate", "Delegate", "#1b6ca8", 6),
    ("U", "support", "Support staff", "#4c5a6b", 4),
    ("S", "security", "Security officer", "#000000", 2),
    ("M", "media", "Media", "#5b4a9c", 3),
]


def make_tables() -> None:
    zones = Zone.objects.bulk_create(
        Zone(letter=letter, name=Translated(en=letter), position=n) for n, letter in enumerate("GCPSBV")
    )
    categories = Category.objects.bulk_create(
        Category(
            letter=letter,
            code=code,
            name=Translated(en=name),
            position=position,
            band_colour=colour,
            places=places,
            for_heads=letter == "H",
            days=["2025-10-25", "2025-10-26"],
            on_lists=letter != "S",
        )
        for position, (letter, code, name, colour, places) in enumerate(CATEGORIES)
    )
    Admission = Category.zones.through
    Admission.objects.bulk_create(
        Admission(category=category, zone=zone)
        for category in categories
        for zone in (zones if category.for_heads else zones[:3])
    )
    Rank.objects.bulk_create(
        Rank(code=code, name=Translated(en=name), position=position, tie_group=position, photo_exempt=position < 3)
        for position, (code, name) in enumerate(
            [
                ("head-of-state", "Head of State"),
                ("head-of-government", "Head of Government"),
                ("minister", "Minister"),
                ("other", "Other"),
            ],
            1,
        )
    )


PARTIES = {
    "KEN": ("Kenya", "the Republic of Kenya", "Africa/Nairobi", "ke"),
    "BRA": ("Brazil", "the Federative Republic of Brazil", "America/Sao_Paulo", "br"),
    "VNM": ("Viet Nam", "the Socialist Republic of Viet Nam", "Asia/Ho_Chi_Minh", "vn"),
    "FRA": ("France", "the French Republic", "Europe/Paris", "fr"),
    "CIV": ("Côte d'Ivoire", "the Republic of Côte d'Ivoire", "Africa/Abidjan", "ci"),
    "HRV": ("Croatia", "the Republic of Croatia", "Europe/Zagreb", "hr"),
}


# Asked for by every member that a test makes: the ORM takes longer to build them than PostgreSQL to answer.
_parties_with = Prepared(lambda code: Party.objects.filter(code=code).order_by(), CharField())
_delegations_of = Prepared(lambda code: Delegation.objects.filter(party__code=code).order_by(), CharField())
_categories_with = Prepared(lambda letter: Category.objects.filter(letter=letter).order_by(), CharField())


def make_party(code: str = "KEN") -> Party:
    """Made once a code."""
    if parties := _parties_with(code):
        return parties[0]
    short, formal, zone, flag = PARTIES.get(code, (f"Land {code}", f"the Republic of {code}", "UTC", ""))
    party = Party.objects.create(
        code=code,
        kind=Kind.MEMBER_STATE,
        alpha3=code if len(code) == 3 else "",
        alpha2=flag.upper(),
        flag=flag,
        zone_name=zone,
        is_host=code == "VNM",
    )
    PartyName.objects.create(party=party, language="en", short=short, formal=formal)
    return _parties_with(code)[0]


def make_delegation(code: str = "KEN") -> Delegation:
    """Made once a party, with liaison."""
    if delegations := _delegations_of(code):
        return delegations[0]
    return Delegation.objects.create(party=make_party(code), invited_at=timezone.now(), liaison_name="Ms. Trần Thu Hà")


def make_user(
    email: str | None = None,
    *roles: Role,
    name: str = "",
    language: str = "en",
    password: str = "correct horse battery",
) -> User:
    number = next(COUNTER)
    user = User.objects.create_user(
        email or f"user{number}@mission.example", password, name=name or f"User {number}", language=language
    )
    for role in roles:
        RoleGrant.objects.create(user=user, role=role)
    return user


TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_totp(user: User) -> Authenticator:
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(TOTP_SECRET)})


def second_factor_of(user: User) -> dict[str, object]:
    """Return what allauth writes into a session after an authenticator's code; make one if there is none."""
    found = Authenticator.objects.filter(user=user).exclude(type="recovery_codes").first()
    authenticator = found or give_totp(user)
    return {"method": "mfa", "at": time.time(), "id": authenticator.pk, "type": str(authenticator.type)}


def _proof_of_second_factor(user: User) -> dict[str, object]:
    return {
        "account_authentication_methods": [second_factor_of(user)],
        "account_authentication_methods_user": str(user.pk),
    }


def prove_second_factor(client: Client, user: User) -> None:
    """Mark the client's session as allauth does after a code; make an authenticator if there is none."""
    session = client.session
    session.update(_proof_of_second_factor(user))
    session.save()


def start_session(client: Client, user: User) -> None:
    """Sign in on a client that has no session, staff with their second factor.

    What a login and a second step leave behind is written as one row: they write it four times, and half of all tests begin here.
    """
    user.backend = settings.AUTHENTICATION_BACKENDS[0]
    values = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: user.backend,
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    limits.note_sign_in(User, user)
    if user.is_admin or user.grants.exists():
        values |= _proof_of_second_factor(user)
    request = HttpRequest()
    request.session = SessionStore()
    request.session.update(values)
    session = request.session.create_model_instance(values)
    session.idle_until = session.seen_at + idle_limit(user)
    session.save(force_insert=True)
    client._set_login_cookies(request)


def make_focal_point(code: str = "KEN", **kwargs) -> User:
    user = make_user(**kwargs)
    FocalPoint.objects.create(delegation=make_delegation(code), user=user, since=datetime(2025, 9, 1, tzinfo=UTC))
    return user


def actor(user: User) -> Actor:
    return Actor(user.pk, str(user), user.roles, rights=user.rights)


@lifecycle.use_case
def make_member(
    code: str = "KEN", *, state: str = "draft", capacity: str = "delegate", category: str = "", **fields
) -> Delegate:
    """An accredited member has a queued badge, as the database demands."""
    number = next(COUNTER)
    letter = category or {"head": "H", "deputy_head": "A", "security": "S", "media": "M", "support": "U"}.get(
        capacity, "D"
    )
    if "name_on_badge" in fields and "family_name" not in fields:
        # Lists have the names of the passport: whoever is called something here is called so everywhere.
        given, _space, family = fields["name_on_badge"].rpartition(" ")
        fields = {"family_name": family, "given_names": given, **fields}
    values = {
        "delegation": make_delegation(code),
        "position": number,
        "family_name": f"Family{number}",
        "given_names": f"Given{number}",
        "functional_title": "Counsellor",
        "capacity": capacity,
        "category": _categories_with(letter)[0],
        "state": state,
        "photo_exempt": True,
        "nationality": "KE",
        "date_of_birth": "1974-05-14",
        "document_type": "diplomatic",
        "document_number": f"D{number:07d}",
        "document_expiry": date(2029, 6, 30),
        **fields,
    }
    if state in {"submitted", "vetted", "accredited"}:
        values.setdefault("submitted_at", datetime(2025, 10, 1, 3, tzinfo=UTC))
    if state in {"vetted", "accredited"}:
        values.setdefault("vetted_by", make_user(None, Role.SECURITY))
    if state == "accredited":
        values.setdefault("decided_by", make_user(None, Role.ACCREDITATION))
    member = lifecycle.create(Delegate(**values), actor=SYSTEM, verb="delegate.entered")
    if state == "accredited":
        from delegations.accreditation.models import Badge

        badge = Badge(
            delegate=member,
            live_for=member.pk,
            serial=f"{number:032x}",
            number=f"T-{number:05d}",
            queued_at=timezone.now(),
        )
        lifecycle.create(badge, actor=SYSTEM, verb="badge.queued")
    return member


def sign_in(client, user: User):
    """Sign in on a test client, staff with their second factor."""
    client.force_login(user)
    return client


def make_world() -> Conference:
    conference = make_conference()
    make_tables()
    return conference


@pytest.fixture
def world(keeper) -> Conference:
    return keeper(make_world)
