"""What this app's tables hold about persons (conference.core.personal_data)."""

from secrets import token_hex

from conference.core.personal_data import declare

declare(
    "programme.application",
    named="typed title abstract needs contact_name contact_email late_words reason note_name parts",
    with_name="contact_phone",
    other="state language days interpretation note_file note_number note_dated session_key",
)
declare(
    "programme.session",
    named="title description agenda",
    other="key type public_detail webcast_url interpretation",
)
declare(
    "programme.panellist",
    person="delegate=person",
    clear="function",
    named="name",
    seals=False,
    other="role",
)
declare(
    "programme.sessiondocument",
    other="symbol title language link file",
)
# Its digest names it in caches, which hold pages of before.
declare(
    "programme.release",
    to={"digest": lambda _key: token_hex(32)},
    named="changes held_back outline",
    every=True,
)
declare(
    "programme.releasedsession",
    named="data",
    other="key day room_code type languages",
)
declare(
    "programme.publicpages",
    other="practical press participants",
)
declare("programme.speakerslist", other="key title state languages kinds_after")
declare(
    "programme.inscription",
    person="delegate=speaker",
    clear="note",
    seals=False,
    other="state language",
)
declare(
    "programme.swap",
    named="words",
    other="state",
)
declare(
    "programme.statementtext",
    person="delegate=inscription__speaker",
    clear="file file_name",
    seals=False,
    other="state language",
)
declare("programme.interruption", other="kind")
declare(
    "programme.podiumstep",
    named="rows interruption about",
    other="verb",
)
declare(
    "programme.replyrequest",
    named="words answer",
    other="state place",
)
