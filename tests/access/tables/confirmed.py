"""Which addresses ask again who one is when the last proof is some time ago.

An export or an act on many that isn't here fails by its name.
"""

from __future__ import annotations

import re

ASKS = "asks"
# Addresses that take out or change many at once, or give somebody a way in, by how they are written.
SUSPECTS = re.compile(
    r"\.(csv|xlsx|json)$|export|import|several|desk/participants/$|invite/|circulars/new/$|devices/|machines/|desk/staff/|who-vets"
)

DECISIONS: dict[str, str] = {
    # files of personal data
    "registration:desk_participants": ASKS,
    "registration:desk_travel_workbook": ASKS,
    "registration:desk_person_data": ASKS,
    "registration:desk_erase": ASKS,
    "registration:export": ASKS,
    "registration:export_xlsx": ASKS,
    "credentials:powers_table": ASKS,
    "desk:record_export": ASKS,
    "registration:import_template": "an empty table",
    "registration:import_template_xlsx": "an empty table",
    "signing:signatures_csv": "the record of signature, which is published; the registrar may need it within seconds",
    "signing:record_csv": "the record of signature, which is published; the registrar may need it within seconds",
    "signing:treaty_csv": "a public page",
    "signing:treaty_json": "a public page",
    "results:csv": "a public page",
    "results:json": "a public page",
    "programme:schedule_json": "a public page",
    "programme:import": "the programme, of nobody's data; nothing of it is public before its release",
    "exports:list": "a page",
    "exports:ask": "asks another person",
    "exports:decide": ASKS,
    # acts on many
    "accreditation:do": ASKS,
    "accreditation:look": "a preview, of which nothing follows",
    "accreditation:done": "what was done",
    "registration:desk_circular": ASKS,
    "registration:desk_invite_list": ASKS,
    "registration:import": ASKS,
    "accreditation:watch_import": ASKS,
    "receptions:outside-guest-import": ASKS,
    # ways in
    "registration:desk_invite": "one person, in an address book's time; a mail tells the others",
    "registration:desk_invite_one": "one person; a mail tells the others",
    "gates:devices": "a page",
    "receptions:devices": ASKS,
    "gates:allow": "what the door may show, which opens nothing",
    "gates:minutes": "a time limit",
    "gates:revoke": "takes a way in away, which must never wait",
    "machines:list": "a page",
    "machines:revoke": "takes a way in away, which must never wait",
    "staff:list": "a page",
    "staff:end_sessions": "takes a way in away, which must never wait",
    "gates:invite": ASKS,
    "gates:new_code": ASKS,
    "machines:make": ASKS,
    "staff:new": ASKS,
    "staff:allow_connecting": ASKS,
    "staff:one": ASKS,
    "staff:reset_factor": ASKS,
    "accreditation:who_vets": ASKS,
    "registration:desk_people_reset_factor": ASKS,
}
