"""Full powers of those who sign at Hanoi: all accepted or not needed, except a paper without a date and one that waits to be checked.

Papers and issuers are invented; the signatories are those of `signatories.csv`.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from conference.core import clock
from conference.files.documents import Document
from conference.look.names import FAMILY_FIRST, in_order
from conference.parties.models import Kind
from conference.printing.documents import typeset
from conference.treaties.models import Treaty
from delegations.credentials.powers import actions, deciding, queries
from delegations.credentials.powers.models import FullPowers
from delegations.credentials.powers.rules import Designation, Office, Paper, Purpose, TreatyNamed
from delegations.registration.models import Delegate
from seeds.data import PartyRow
from seeds.data import party as party_row
from seeds.load.tables import moment
from seeds.people import Member, members
from seeds.stages.world import actor_of

HANDED_IN, DECIDED = moment("2025-10-20T15:00"), moment("2025-10-21T11:00")
SETTLED = moment("2025-10-26T09:00")
EVIDENCE = "Note verbale naming the delegation"
ISSUED = date(2025, 10, 6)
ISSUERS = 77  # the seed of their names, which differ from those of members
# Neither signs on the two days, so that nobody at the table lacks powers.
UNDATED, UNCHECKED = "KEN", "JPN"


def load(signatories: Iterable[Delegate], others: Iterable[Delegate], treaty: Treaty) -> None:
    """Hand in and decide the powers of these heads of delegation. `others` are the heads of UNDATED and UNCHECKED."""
    for head in signatories:
        powers = _named(head, treaty)
        office = queries.propose_office(head, treaty)
        if office:
            with clock.standing(DECIDED):
                deciding.find_not_needed(
                    actor=actor_of("secretariat"), powers=powers, office=office, acting=False, evidence=EVIDENCE
                )
            continue
        received = _handed_in(powers, party_row(head.delegation.party.code), ISSUED)
        with clock.standing(DECIDED):
            accepted = deciding.accept(actor=actor_of("secretariat"), powers=received)
            actions.receive_original(actor=actor_of("secretariat"), powers=accepted)
    for head in others:
        code = head.delegation.party.code
        received = _handed_in(_named(head, treaty), party_row(code), None if code == UNDATED else ISSUED)
        if code == UNDATED:
            with clock.standing(DECIDED):
                deciding.find_defective(actor=actor_of("secretariat"), powers=received, defects=["undated"])


def settle() -> None:
    """Accept the powers that still wait to be checked when the conference has ended."""
    for powers in FullPowers.objects.filter(state="received").order_by("pk"):
        with clock.standing(SETTLED):
            accepted = deciding.accept(actor=actor_of("secretariat"), powers=powers)
            actions.receive_original(actor=actor_of("secretariat"), powers=accepted)


def _named(head: Delegate, treaty: Treaty) -> FullPowers:
    with clock.standing(HANDED_IN):
        return actions.name_signatory(
            actor=actor_of("secretariat"), delegation=head.delegation, person=head, treaty=treaty
        )


def _handed_in(powers: FullPowers, party: PartyRow, dated: date | None) -> FullPowers:
    head = powers.representative
    # Somebody with the head's names would seem to have issued the powers to himself or herself.
    own = {head.family_name, head.given_names}
    issuer = next(
        candidate
        for candidate in members(party, 8, ISSUERS)[1:]
        if own.isdisjoint({candidate.family_name, candidate.given_names})
    )
    office = Office.ORGAN if head.delegation.party.kind == Kind.REIO else Office.FOREIGN_MINISTER
    facts = {
        "paper": Paper.FULL_POWERS,
        "purpose": Purpose.SIGN,
        "issuer_name": issuer_name(party, issuer),
        "issuer_office": office,
        "is_acting": False,
        "name_written": head.latin_name,
        "designation": Designation.ALONE,
        "treaty_named": TreatyNamed.THIS,
        "is_deposited": False,
        "dated": dated,
        "place": head.delegation.party.short,
        "is_signed": True,
        "is_sealed": True,
        "language": "en",
        "is_translated": False,
    }
    document = Document("full-powers.pdf", "pdf", _paper(powers, facts))
    with clock.standing(HANDED_IN):
        return actions.hand_in(actor=actor_of("secretariat"), powers=powers, facts=facts, document=document)


def issuer_name(party: PartyRow, issuer: Member) -> str:
    """Return both names in Latin letters, in the order of the State; a badge may say nothing of it, being in the own script."""
    family_first = party["code"] in FAMILY_FIRST
    return in_order(
        issuer.family_name, issuer.given_names, f"{issuer.family_name} " if family_first else issuer.name_on_badge
    )


def _paper(powers: FullPowers, facts: dict[str, Any]) -> bytes:
    dated = facts["dated"]
    data = {
        "party": powers.delegation.party.formal,
        "issuer": facts["issuer_name"],
        "office": str(Office(facts["issuer_office"]).label),
        "who": powers.representative.latin_name,
        "title": powers.representative.functional_title,
        "treaty": str(powers.treaty.title),
        "place": facts["place"],
        "dated": f"{dated:%d} October {dated:%Y}".lstrip("0") if dated else "",
    }
    return typeset.compile("powers.typ", data, root=Path(__file__).parent)
