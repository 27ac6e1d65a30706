"""Addresses of receptions; a part of table.py."""

from __future__ import annotations

from tests.access.rules import Rule, delegation, link, staff

RECEPTIONS: dict[str, Rule] = {
    "receptions:answer": link(secret="reception_secret"),
    "receptions:invitations": delegation(see="receptions.see"),
    "receptions:invitation": delegation(see="receptions.see", public_id="reception_invitation"),
    "receptions:receptions": staff("receptions.see"),
    "receptions:reception": staff("receptions.see", code="reception"),
    "receptions:new": staff("receptions.invite"),
    "receptions:edit": staff("receptions.invite", code="reception"),
    "receptions:wave": staff("receptions.invite", code="reception"),
    "receptions:thank": staff("receptions.invite", code="reception"),
    "receptions:undo_thanks": staff("receptions.invite", code="reception"),
    "receptions:remind": staff("receptions.invite", code="reception"),
    "receptions:undo_reminders": staff("receptions.invite", code="reception"),
    "receptions:late": staff("receptions.invite", code="reception", public_id="reception_invitation"),
    "receptions:after": staff("receptions.see", code="reception"),
    "receptions:door": staff("receptions.invite", code="reception"),
    "receptions:devices": staff("receptions.invite", code="reception"),
    "receptions:line": staff("receptions.see", code="reception"),
    "receptions:door-list": staff("receptions.see", code="reception"),
    "receptions:line-paper": staff("receptions.see", code="reception"),
    "receptions:line-minutes": staff("receptions.invite", code="reception"),
    "receptions:line-stand": staff("receptions.invite", code="reception", public_id="reception_invitation"),
    "receptions:line-said": staff("receptions.invite", code="reception", public_id="reception_invitation"),
    "receptions:release": staff("receptions.invite", code="reception"),
    "receptions:arrive": staff("receptions.invite", code="reception", public_id="reception_invitation"),
    "receptions:undo-invitations": staff("receptions.invite", code="reception"),
    "receptions:record-answer": staff("receptions.invite", code="reception", public_id="reception_invitation"),
    "receptions:outside-guests": staff("receptions.see"),
    "receptions:outside-guest-new": staff("receptions.invite"),
    "receptions:outside-guest-import": staff("receptions.invite"),
    "receptions:outside-guest": staff("receptions.invite", public_id="outside_guest"),
    "receptions:outside-guest-remove": staff("receptions.invite", public_id="outside_guest"),
    "receptions:substitute": staff("receptions.invite", code="reception", public_id="substituted_invitation"),
    "receptions:anew": staff("receptions.invite", code="reception", public_id="reception_invitation"),
    "receptions:undo": staff("receptions.invite", code="reception", public_id="reception_invitation"),
    "receptions:seating": staff("receptions.see", code="seated_reception"),
    "receptions:seating-begin": staff("receptions.seat", code="reception"),
    "receptions:seating-act": staff("receptions.seat", code="seated_reception"),
    "receptions:seating-tables": staff("receptions.seat", code="seated_reception"),
    "receptions:seating-refusals": staff("receptions.seat", code="seated_reception"),
    "receptions:seating-paper": staff("receptions.see", code="seated_reception", name="seating_paper"),
    # the admin, by one rule for its whole namespace
}
