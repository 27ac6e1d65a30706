"""Factories: the Hanoi Convention as it is shipped, and a treaty with other rules; organizations with their members."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from conference.parties.models import Kind, Membership, Party
from conference.translated import Translated
from conference.treaties.models import Accession, SigningPlace, Treaty, TreatyGroup, TreatyGroupMember, Unit
from seeds.load.tables import load_treaty
from tests.people import make_party


def hanoi() -> Treaty:
    """Make the Hanoi Convention of the seeds: 40 instruments, ninetieth day, organizations after one of their members."""
    return load_treaty()


def other_treaty(**fields) -> Treaty:
    """Make a treaty that differs in every rule: open for accession alone after its time for signature, 50 instruments, six months."""
    values = {
        "code": "seas",
        "title": Translated(en="Convention on the Protection of Enclosed Seas"),
        "short_title": Translated(en="Enclosed Seas Convention"),
        "adopted_on": date(2025, 3, 3),
        "depositary": Translated(en="Government of Norway"),
        "offices": ["head_of_state", "head_of_government"],
        "acting_offices": False,
        "organizations_sign": False,
        "member_signs_first": False,
        "signature_before_ratification": False,
        "member_deposits_first": False,
        "accession": Accession.AFTER_SIGNATURE,
        "threshold": 50,
        "organizations_count": True,
        "entry_delay": 6,
        "entry_unit": Unit.MONTHS,
        "entry_on_first_of_month": True,
        "later_delay": 3,
        "later_unit": Unit.MONTHS,
        "article_signature": "12",
        "article_entry": "15",
        **fields,
    }
    treaty = Treaty.objects.create(**values)
    SigningPlace.objects.create(
        treaty=treaty,
        place=Translated(en="Oslo"),
        first_day=date(2025, 10, 20),
        last_day=date(2025, 10, 25),
        zone_name="Europe/Oslo",
    )
    return treaty


def make_membership(organization: Party, *members: Party) -> None:
    Membership.objects.bulk_create([Membership(organization=organization, member=one) for one in members])


def make_organization(code: str = "EU", kind: str = Kind.REIO) -> Party:
    party = make_party(code)
    Party.objects.filter(pk=party.pk).update(kind=kind, alpha2="", alpha3="")
    party.refresh_from_db()
    return party


def make_group(treaty: Treaty, name: str, members: str, **fields) -> TreatyGroup:
    """Make a group of participants; `members` are codes with shares in per cent, such as `KEN VNM` or `KEN:40 VNM:20.5`."""
    group = TreatyGroup.objects.create(treaty=treaty, name=Translated(en=name), **fields)
    for entry in members.split():
        code, _colon, share = entry.partition(":")
        TreatyGroupMember.objects.create(group=group, party=make_party(code), share=Decimal(share or 0))
    return group
