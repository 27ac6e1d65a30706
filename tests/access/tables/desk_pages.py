"""The addresses of the desk's own pages and of the office, as in table.py."""

from __future__ import annotations

from conference.core.access import Role
from tests.access.rules import MISSING, Rule, office_table, public, staff

DESK: dict[str, Rule] = {
    "desk:home": staff("desk.see"),
    "desk:find": staff("desk.see"),
    "desk:office": staff("desk.see"),
    "desk:texts": staff("desk.see"),
    "desk:table": office_table(),
    "desk:table_new": office_table(),
    "desk:table_row": office_table(pk="deadline"),
    "desk:table_remove": office_table(pk="deadline"),
    "desk:retention": staff("retention.set"),
    "staff:list": staff("accounts.manage"),
    "staff:new": staff("accounts.manage"),
    "staff:one": staff("accounts.manage", pk="staff_account"),
    "exports:list": staff("desk.see"),
    "exports:ask": staff("desk.see", but=dict.fromkeys(Role, MISSING)),
    "exports:decide": staff(
        "exports.approve", public_id="no_export", but=dict.fromkeys((Role.SECRETARIAT, Role.SECURITY), MISSING)
    ),
    "staff:reset_factor": staff("accounts.manage", pk="staff_account"),
    "staff:allow_connecting": staff("accounts.manage", pk="staff_account"),
    "staff:end_sessions": staff("accounts.manage", pk="staff_account"),
    "desk:record": staff("audit.read"),
    "desk:record_export": staff("audit.read"),
    "desk:papers": staff("prints.see"),
    "registration:desk_person": staff("registration.see", public_id="submitted_member"),
    "machines:docs": public(),
    "registration:desk_circular_call_off": staff("registration.write", pk="planned_circular"),
}
