"""What this app's tables hold about persons (conference.core.personal_data)."""

from conference.core.personal_data import declare

declare(
    "signing.appointment",
    kept="announced",
    why="signature",
    other="state language statements text_state text_words",
)
declare(
    "signing.signingsession",
    kept="witness",
    why="signature",
    other="code name outside languages rule state",
)
declare(
    "signing.ceremonyact",
    kept="before reason",
    why="signature",
    other="verb",
)
declare(
    "signing.commitment",
    kept="followed_up_by",
    why="public_act",
    other="kind text source source_text said_on published_in due_on state stands_since progress",
)
declare(
    "signing.instrument",
    kept="signed_by signed_office signed_powers scan scan_name issued_by",
    why="signature",
    other="state kind deposited_on issued_in issued_on succession_on withdrawal_received_on withdrawn_from",
)
declare("signing.reminder", other="day")
declare(
    "signing.notification",
    kept="content",
    why="signature",
    other="kind day state series issued_on",
)
declare(
    "signing.notifiedact",
    kept="facts",
    why="signature",
    other="act kind",
)
declare(
    "signing.signature",
    kept="signatory function powers witness",
    why="signature",
    other="signed_on party_formal",
)
declare(
    "signing.rectification",
    kept="before after reason communication",
    why="signature",
    other="state field language communicated_on",
)
declare(
    "signing.unilateralstatement",
    other="kind provision text notified_on withdrawal_received_on withdrawal_notified_on",
)
declare("signing.objection", other="state received_on text withdrawn_on")
