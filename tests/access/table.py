"""Every address of the house, and who may come in. One line an address; an address that isn't here fails the walk by its name.

To add one, name it and say what kind of door it is (rules.py):

    "accreditation:queue": staff("accreditation.see"),                     a right of conference/access.py; others 403, non-staff 404
    "bilaterals:meeting": delegation(public_id="meeting"),                 own focal points (and staff who may see or act); others 404
    "registration:member_new": delegation(see="registration.act_for"),     a page of the portal that only shows a form to be sent
    "receptions:answer": link(secret="reception_secret"),                  whoever holds the link
    "programme:day": public(day="day"),                                    everybody

A part of the address (`<uuid:public_id>`) takes its value from the attribute of `World` (world.py) that stands behind it; what belongs to
a delegation must belong to Kenya there. `code` is Kenya's in every `delegation(...)`. Where one walker's answer differs from its kind's,
say so with `but={Role.SECRETARIAT: MISSING}`; what a POST must carry to find its object, with `data={"id": "draft_member"}`. Both methods
are tried by every walker, each on fresh data: GET, and POST with nothing else in it. Every address refuses what comes without the
form's token, but for those in TOKENLESS.
"""

from __future__ import annotations

from conference.access import Role
from tests.access.rules import (
    MISSING,
    Rule,
    admin,
    admin_login,
    delegation,
    entrance,
    link,
    owner,
    public,
    signed_in,
    staff,
)

# It sets a cookie and nothing else, and stands on pages that are kept for everybody.
TOKENLESS = {"set_language"}

TABLE: dict[str, Rule] = {
    # the house
    "home": public(),
    "home-for-me": signed_in(),
    "healthz": public(),
    "set_language": public(),
    # signing in (allauth's)
    "account_login": entrance(),
    "account_logout": public(ours=False),
    "account_inactive": public(ours=False),
    "account_signup": entrance(),
    "account_confirm_login_code": entrance(),
    "account_reset_password": public(ours=False),
    "account_reset_password_done": public(ours=False),
    "account_reset_password_from_key": public(ours=False, uidb36="reset_uid", key="reset_key"),
    "account_reset_password_from_key_done": public(ours=False),
    "account_email_verification_sent": public(ours=False),
    "account_confirm_email": entrance(key="confirmation_key"),
    "account_email": signed_in(),
    "account_change_password": signed_in(),
    "account_set_password": signed_in(),
    "account_reauthenticate": signed_in(),
    "mfa_authenticate": entrance(),
    "mfa_login_webauthn": entrance(),
    "mfa_index": signed_in(),
    "mfa_reauthenticate": signed_in(),
    "mfa_reauthenticate_webauthn": signed_in(),
    "mfa_activate_totp": signed_in(),
    "mfa_deactivate_totp": signed_in(lacking=True),
    "mfa_view_recovery_codes": signed_in(lacking=True),
    "mfa_generate_recovery_codes": signed_in(lacking=True),
    "mfa_download_recovery_codes": signed_in(lacking=True),
    "mfa_list_webauthn": signed_in(),
    "mfa_add_webauthn": signed_in(),
    "mfa_edit_webauthn": owner(pk="own_key"),
    "mfa_remove_webauthn": owner(pk="own_key"),
    # the desk
    "desk:home": staff("desk.see"),
    "desk:record": staff("audit.read"),
    # correspondence
    "correspondence:list": staff("messages.see"),
    "correspondence:again": staff("messages.send_again", data={"ids": "failed_message"}),
    "correspondence:message": staff("messages.see", pk="message"),
    "correspondence:message-html": staff("messages.see", pk="message"),
    "correspondence:cancel": staff("messages.cancel", pk="message"),
    "correspondence:previews": staff("messages.see"),
    "correspondence:preview": staff("messages.see", kind="kind"),
    "correspondence:preview-html": staff("messages.see", kind="kind"),
    # registration
    "registration:invitation": link(secret="invitation_secret"),
    "registration:portal": signed_in(),
    "registration:delegation": delegation(),
    "registration:order": delegation(data={"id": "draft_member"}),
    "registration:submit": delegation(),
    "registration:history": delegation(),
    "registration:late": delegation(),
    "registration:late_withdraw": delegation(pk="late_request"),
    "registration:member_new": delegation(see="registration.act_for"),
    "registration:member": delegation(see="registration.act_for", public_id="draft_member"),
    "registration:photo": delegation(public_id="pictured_member"),
    "registration:withdraw": delegation(see="registration.act_for", public_id="draft_member"),
    "registration:replace": delegation(see="registration.act_for", public_id="draft_member"),
    "registration:equipment": delegation(see="registration.act_for", public_id="officer"),
    "registration:equipment_one": delegation(see="registration.act_for", public_id="officer", pk="radio"),
    "registration:equipment_withdraw": delegation(see="registration.act_for", public_id="officer", pk="radio"),
    "registration:photo_draft": delegation(key="photo_draft", but=dict.fromkeys(Role, MISSING)),
    "registration:import": delegation(see="registration.act_for"),
    "registration:import_template": delegation(see="registration.act_for"),
    "registration:notes": delegation(),
    "registration:note_file": delegation(pk="note"),
    "registration:people": delegation(),
    "registration:people_withdraw": delegation(see="registration.act_for", pk="focal_point"),
    "registration:people_withdraw_invitation": delegation(pk="invitation"),
    "registration:desk_people": staff("registration.invite", code="own_code"),
    "registration:desk_people_withdraw": staff("registration.invite", code="own_code", pk="focal_point"),
    "registration:desk_list": staff("registration.see"),
    "registration:desk_invite": staff("registration.invite"),
    "registration:desk_one": staff("registration.see", code="own_code"),
    "registration:desk_invite_one": staff("registration.invite", code="own_code"),
    "registration:desk_withdraw_invitation": staff("registration.invite", code="own_code", pk="invitation"),
    "registration:visa_letters": delegation(see="registration.act_for"),
    "registration:visa_letter": delegation(see="registration.act_for", pk="visa_letter"),
    "registration:visa_check": public(),
    "registration:desk_visa": staff("registration.issue_visa_letter"),
    "registration:desk_visa_waiting": staff("registration.issue_visa_letter"),
    "registration:desk_visa_issue": staff("registration.issue_visa_letter", public_id="submitted_member"),
    "registration:desk_visa_paper": staff("registration.issue_visa_letter", pk="visa_letter"),
    "registration:desk_doubles": staff("registration.merge"),
    "registration:desk_double": staff("registration.merge", one="double_one", other="double_other"),
    "registration:desk_double_apart": staff("registration.merge", one="double_one", other="double_other"),
    "registration:desk_late": staff("registration.admit_late", code="own_code", pk="late_request"),
    "registration:desk_accept_note": staff("registration.take_note", code="own_code", pk="note"),
    # accreditation
    "accreditation:queue": staff("accreditation.see"),
    "accreditation:person": staff("accreditation.see", public_id="submitted_member"),
    "accreditation:vet": staff("accreditation.vet", public_id="submitted_member"),
    "accreditation:accredit": staff("accreditation.decide", public_id="vetted_member"),
    "accreditation:return": staff("accreditation.return", public_id="submitted_member"),
    "accreditation:refuse": staff("accreditation.decide", public_id="submitted_member"),
    "accreditation:document": staff("accreditation.read_documents", public_id="submitted_member"),
    "accreditation:photo": staff("accreditation.see", public_id="pictured_member"),
    "accreditation:former_photo": staff("accreditation.see", public_id="pictured_member", copy="copy"),
    "accreditation:badges": staff("badges.print"),
    "accreditation:print": staff("badges.print"),
    "accreditation:batch": staff("badges.print", public_id="batch", but={Role.ACCREDITATION: MISSING}),
    "accreditation:batch_file": staff("badges.print", public_id="batch", but={Role.ACCREDITATION: MISSING}),
    "accreditation:hand_out_delegation": staff("badges.hand_out", code="own_code"),
    "accreditation:badge": staff("badges.print", pk="badge"),
    "accreditation:preview": staff("badges.print", pk="badge"),
    "accreditation:hand_out": staff("badges.hand_out", pk="badge"),
    "accreditation:replace": staff("badges.print", pk="badge"),
    # programme
    "programme:day": public(day="programme_day"),
    "programme:printed": public(day="programme_day"),
    "programme:session": public(key="session"),
    "programme:changes": public(),
    "programme:calendar": public(),
    "programme:desk": staff("programme.see", day="programme_day"),
    "programme:new": staff("programme.edit"),
    "programme:publish": staff("programme.publish"),
    "programme:edit": staff("programme.edit", key="session"),
    "programme:remove": staff("programme.edit", key="session"),
    # bilaterals
    "bilaterals:meetings": delegation(),
    "bilaterals:ask": delegation(see="registration.act_for"),
    "bilaterals:chosen": delegation(see="registration.act_for"),
    "bilaterals:meeting": delegation(public_id="meeting"),
    "bilaterals:answer": delegation(public_id="meeting"),
    "bilaterals:cancel": delegation(public_id="meeting"),
    "bilaterals:board": staff("bilaterals.see"),
    "bilaterals:board-day": staff("bilaterals.see", day="day"),
    "bilaterals:desk-meeting": staff("bilaterals.see", public_id="accepted_meeting"),
    "bilaterals:place": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:desk-cancel": staff("bilaterals.place", public_id="accepted_meeting"),
    # receptions
    "receptions:answer": link(secret="reception_secret"),
    "receptions:invitations": delegation(),
    "receptions:invitation": delegation(public_id="reception_invitation"),
    "receptions:receptions": staff("receptions.see"),
    "receptions:reception": staff("receptions.see", code="reception"),
    "receptions:invite": staff("receptions.invite", code="reception"),
    "receptions:substitute": staff("receptions.invite", code="reception", public_id="substituted_invitation"),
    "receptions:anew": staff("receptions.invite", code="reception", public_id="reception_invitation"),
    # the admin, by one rule for its whole namespace
    "admin:login": admin_login(),
    "admin:*": admin(),
    # the demo's own, walked with the demo switched on; that there are none elsewhere is tests/accounts/test_demo.py
    "demo:home": public(),
    "demo:sign-in": public(data={"user": "demo_user"}),
    "demo:leave": public(),
    "demo:mailbox:list": public(),
    "demo:mailbox:letter": public(name="letter"),
    "demo:mailbox:letter-html": public(name="letter"),
}
