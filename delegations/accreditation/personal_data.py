"""What this app's tables hold about persons (conference.core.personal_data)."""

from conference.core.personal_data import ERASED, PersonKind, declare, person_kinds

# Whoever collects badges is a name on the receipt, which ends with that name's person.
person_kinds.add("receipt", PersonKind("accreditation.receipt"))
person_kinds.add("watch", PersonKind("accreditation.watchentry", retention=""))

declare(
    "accreditation.badge",
    person="delegate=delegate",
    clear="collected_by_name shows",
    other="serial number state",
)
declare(
    "accreditation.printjob",
    clear="file faults",
    deleted=True,
    every=True,
    other="state problem wanted way layout",
)
declare("accreditation.badgesetup", other="language office")
declare("accreditation.emergencynumber", other="name number gate_number")
declare(
    "accreditation.receipt",
    person="receipt=",
    named="to lines handed_by mandate voided_by voided_why others",
    with_name="document",
)
declare(
    "accreditation.hold",
    person="delegate=delegate",
    clear="why lifted_why",
    withheld=True,
    other="state",
)
declare("accreditation.passtype", other="code kind name prefix")
declare(
    "accreditation.passrequest",
    person="delegate=member",
    clear="plate driver words answer_words",
    other="state days",
)
declare(
    "accreditation.pass",
    person="delegate=member",
    clear="to plate plate_index driver",
    other="number state ended_by gate days",
)
declare(
    "accreditation.remark",
    person="delegate=delegate",
    to={"text": ERASED},  # never empty
)
# Of a person who need not be in the conference: under FIELD_KEYS.
declare(
    "accreditation.watchentry",
    person="watch=",
    keys="",
    withheld=True,
    to={"name_index": "erased"},  # the table asks for one of the two indexes
    clear="name aliases date_of_birth document_number why document_number_index",
    other="valid_until state",
)
declare(
    "accreditation.watchmatch",
    person="delegate=delegate",
    clear="aside_words basis",
    withheld=True,
    deleted=True,
    seals=False,
)
