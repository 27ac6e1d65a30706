"""Views that show persons to staff and are no read of personal data, each with its reason."""

from __future__ import annotations

# Pages.
NAMES_OF_ACTS = "The record and what is told from it name whom an act was about; the act is the entry."
LINK = "Whoever holds the link reads what is the link's own; that somebody of the staff is signed in changes nothing."
REFUSAL = "The sentence of a refusal names whom the button was about, and its page left the trace."
OFFICE = "Who speaks or sits on a panel stands in the programme, and is read out in the hall."
# Files.
PART = "A part of a page that has left its trace."
COPIES = "Each copy of a badge is an act in the record, with who printed it."
PUBLIC = "Everybody may have it, and it names no member of a delegation but those who speak."
PARTIES = "Everybody may have it, and it names States and organizations, no person."
PUBLISHED = "The organisers have made the list public: everybody reads it."
EMPTY = "Holds nothing yet: a form, an icon, a script, a sample of invented persons."

UNREAD: dict[str, str] = {
    "desk:record": NAMES_OF_ACTS,
    "registration:history": NAMES_OF_ACTS,
    "registration:own": LINK,
    "registration:own_photo": LINK,
    "receptions:answer": LINK,
    "calendar:feed": LINK,
    "programme:participants": PUBLISHED,
    "programme:new": OFFICE,
    "programme:edit": OFFICE,
    "programme:speakers": OFFICE,
    "receptions:substitute": REFUSAL,
    "receptions:anew": REFUSAL,
    "registration:photo": PART,
    "accreditation:photo": PART,
    "accreditation:refusal_ends": PART,
    "accreditation:former_photo": PART,
    "accreditation:preview_picture": PART,
    "accreditation:batch_file": COPIES,
    "programme:printed": PUBLIC,
    "programme:paper": PUBLIC,
    "programme:document": PUBLIC,
    "programme:session_calendar": PUBLIC,
    "programme:schedule_xml": PUBLIC,
    "programme:calendar": PUBLIC,
    "signing:treaty_csv": PARTIES,
    "signing:treaty_ics": PARTIES,
    "signing:notification_pdf": PARTIES,
    "accreditation:sample_picture": EMPTY,
    "gates:scanner-manifest": EMPTY,
    "gates:scanner-sw": EMPTY,
    "gates:scanner-reader": EMPTY,
    "registration:import_template": EMPTY,
    "registration:import_template_xlsx": EMPTY,
}
