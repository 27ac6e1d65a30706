"""What this app's tables hold about persons (conference.core.personal_data)."""

from conference.core.personal_data import declare

declare(
    "bilaterals.meeting",
    person="delegate=asking_principal delegate=asked_principal",
    shared="asking_principal asked_principal",
    clear="contact asked_contact",
    named="topics answer_words former_words",
    seals=False,
    other="day place interpretation asked_languages press layout preferred impossible state",
)
# The contact is another person, who stays as the principal changes.
declare(
    "bilaterals.participant",
    person="delegate=principal",
    keys="",
    clear="contact",
    seals=False,
    other="languages",
)
declare("bilaterals.offer", other="day")
declare("bilaterals.answerlink", other="secret_hash")
declare("bilaterals.dayload", other="day")
declare(
    "bilaterals.planrun",
    named="problem",
    other="state file",
)
declare(
    "bilaterals.proposedrow",
    named="said others",
    other="why",
)
