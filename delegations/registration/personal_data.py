"""What this app's tables hold about persons (conference.core.personal_data)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Concat

from conference.core.personal_data import ERASED, PersonKind, declare, person_kinds
from conference.parties.models import search_key
from delegations.registration.models import Delegate


def spellings(member: Delegate) -> Iterator[str]:
    """Yield the name as lists, badges, letters and calendars write it."""
    family, given = member.family_name, member.given_names
    yield from (
        f"{given} {family}",
        f"{family} {given}",
        f"{family}, {given}",
        member.name_on_badge,
        member.name_native,
    )


def _find_members(text: str) -> Any:
    # As the audit log writes it, and without accents.
    written = Concat("given_names", Value(" "), "family_name", Value(" "), "given_names", Value(" "), "name_on_badge")
    rows = Delegate.objects.alias(written=written).order_by()
    found = rows.filter(Q(written__icontains=text) | Q(search__contains=search_key(text)))
    return found.values_list("pk", flat=True)[:500]


person_kinds.add(
    "delegate", PersonKind("registration.delegate", names=spellings, addresses=("email",), find=_find_members)
)
# People who have no account yet: their rows end with the account of that address.
person_kinds.add(
    "invitation", PersonKind("registration.focalpointinvitation", addresses=("email",), retention="accounts")
)
person_kinds.add("access_request", PersonKind("registration.accessrequest", addresses=("email",), retention="accounts"))

declare(
    "registration.delegation",
    named="liaison_name",
    with_name="liaison_phone",
)
declare("registration.quota", other="kind")
declare("registration.usualcategory", other="capacity")
declare("registration.deadline", other="code name")
declare(
    "registration.circular",
    other="subject body",
)
declare("registration.circularfile", other="name file")
declare(
    "registration.delegate",
    person="delegate=",
    clear=(
        "honorific given_names name_on_badge name_native functional_title date_of_birth sex nationality "
        "document_type document_number document_number_index document_issue_date document_issue_place "
        "document_expiry email phone languages diet accessibility arrival arrival_flight departure "
        "departure_flight hotel emergency_contact photo search alike alike_native return_words visa_post birth_place "
        "scan_at"
    ),
    to={"family_name": ERASED},
    other="capacity state return_code",
)
declare(
    "registration.photodraft",
    person="account=user delegate=delegation__members",
    shared="delegation__members",
    clear="photo",
    deleted=True,
    seals=False,
)
# A form of somebody new is sealed under the key of the person to be (drafts/form_drafts.py).
declare(
    "registration.formdraft",
    person="account=user delegate=delegation__members",
    shared="delegation__members",
    keys="delegate=member account=user",
    clear="values",
    deleted=True,
    seals=False,
)
declare(
    "registration.equipment",
    person="delegate=bearer",
    clear="serial_index reason",
    # The table asks for them, by kind.
    to=dict.fromkeys(("make", "type", "model", "serial", "calibre", "frequency", "power", "licence"), ERASED),
    other="kind checkpoint starts_on ends_on state",
)
declare(
    "registration.focalpoint",
    person="account=user",
)
declare(
    "registration.focalpointinvitation",
    person="invitation=",
    addresses="email",
    clear="name",
    to={"email": "erased@invalid"},
    other="language secret_hash",
)
declare(
    "registration.accessrequest",
    person="access_request=",
    addresses="email",
    clear="name function phone words reason party_words",
    to={"email": "erased@invalid"},
    other="language",
)
declare(
    "registration.noteverbale",
    person="delegate=delegation__members",
    shared="delegation__members",
    clear="file file_name",
    seals=False,
    other="number dated",
)
declare(
    "registration.laterequest",
    person="delegate=members",
    shared="members",
    clear="words reason",
    seals=False,
    other="state",
)
declare(
    "registration.memberlink",
    person="delegate=member",
    clear="email",
    deleted=True,
    other="language secret_hash",
)
declare(
    "registration.owndraft",
    person="delegate=link__member",
    clear="values",
    deleted=True,
)
declare(
    "registration.documentscan",
    person="delegate=member",
    clear="body",
    encoded="body",
    deleted=True,
    other="kind",
)
# A table is about many.
declare(
    "registration.pendingimport",
    person="account=user delegate=delegation__members",
    shared="delegation__members",
    keys="",
    clear="name body answers undo",
    deleted=True,
    seals=False,
)
declare(
    "registration.importmapping",
    person="delegate=delegation__members",
    shared="delegation__members",
    clear="answers",
    deleted=True,
    seals=False,
)
declare(
    "registration.visaletter",
    person="delegate=member",
    clear="holds check_code",
    deleted=True,
    other="number valid_until",
)
