"""The part of the table for what heads of delegation do: lists of speakers and bilateral meetings."""

from __future__ import annotations

from dataclasses import replace

from tests.access.rules import Rule, delegation, link, public, staff

HEADS: dict[str, Rule] = {
    # lists of speakers
    "programme:speaking": delegation(see="speakers.see"),
    # The list is everybody's; what stands on the page is the delegation's own.
    "programme:speaking_one": replace(delegation(see="speakers.see", key="speakers_key"), nested=False),
    "programme:speaking_withdraw": delegation(see="registration.act_for", public_id="inscription"),
    "programme:speaking_swap": delegation(see="registration.act_for", public_id="inscription"),
    "programme:speaking_answer": delegation(see="registration.act_for", public_id="swap"),
    "programme:reply_ask": replace(delegation(see="registration.act_for", key="speakers_key"), nested=False),
    "programme:reply_withdraw": delegation(see="registration.act_for", public_id="reply_request"),
    "programme:speakers_lists": staff("speakers.see"),
    "programme:speakers_new": staff("speakers.edit"),
    "programme:speakers": staff("speakers.see", key="speakers_key"),
    "programme:speakers_edit": staff("speakers.edit", key="speakers_key"),
    "programme:speakers_order": staff("speakers.edit", key="speakers_key"),
    "programme:speakers_step": staff("speakers.edit", key="speakers_key"),
    "programme:podium": staff("speakers.run", key="speakers_key"),
    "programme:podium_do": staff("speakers.run", key="speakers_key"),
    "programme:speaker": staff("speakers.edit", key="speakers_key", public_id="inscription"),
    "programme:speaker_decide": staff("speakers.edit", key="speakers_key", public_id="inscription"),
    "programme:speakers_board": public(key="speakers_key"),
    "programme:speakers_clock": public(key="speakers_key"),
    # bilaterals
    "bilaterals:meetings": delegation(see="bilaterals.see"),
    "bilaterals:ask": delegation(see="registration.act_for"),
    "bilaterals:chosen": delegation(see="registration.act_for"),
    "bilaterals:meeting": delegation(see="bilaterals.see", public_id="meeting"),
    "bilaterals:answer": delegation(public_id="meeting"),
    "bilaterals:undo-step": delegation(public_id="meeting"),
    "bilaterals:cancel": delegation(public_id="meeting"),
    "bilaterals:keep": delegation(public_id="meeting"),
    "bilaterals:principal": delegation(public_id="meeting"),
    "bilaterals:link": link(secret="meeting_secret"),
    "bilaterals:board": staff("bilaterals.see"),
    "bilaterals:board-day": staff("bilaterals.see", day="day"),
    "bilaterals:desk-meeting": staff("bilaterals.see", public_id="accepted_meeting"),
    "bilaterals:actions": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:place": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:desk-keep": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:matrix": staff("bilaterals.see"),
    "bilaterals:desk-delegation": staff("bilaterals.see", code="own_code"),
    "bilaterals:walk-in": staff("bilaterals.place"),
    "bilaterals:bump": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:swap": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:undo-room": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:move": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:undo-move": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:reconfirm": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:outcome": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:interpreter": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:planner": staff("bilaterals.see"),
    "bilaterals:planner-run": staff("bilaterals.place"),
    "bilaterals:planner-stop": staff("bilaterals.place"),
    "bilaterals:planner-apply": staff("bilaterals.place"),
    "bilaterals:planner-release": staff("bilaterals.place", public_id="accepted_meeting"),
    "bilaterals:by-room": staff("bilaterals.print"),
    "bilaterals:by-room-day": staff("bilaterals.print", day="day"),
    "bilaterals:card": staff("bilaterals.print", public_id="accepted_meeting"),
    "bilaterals:desk-cancel": staff("bilaterals.place", public_id="accepted_meeting"),
}
