"""What this app's tables hold about persons (conference.core.personal_data)."""

from conference.core.personal_data import ERASED, PersonKind, declare, person_kinds

person_kinds.add("interpreter", PersonKind("calendar.interpreter", names=lambda one: [one.name], addresses=("email",)))

declare(
    "calendar.interpreter",
    person="interpreter=",
    clear="email phone",
    to={"name": ERASED},
    other="languages",
)
declare("calendar.dutyhours", other="day opens until")
declare("calendar.venue", other="code name address")
declare("calendar.room", other="code name venue purpose layout equipment")
declare("calendar.hours", other="day opens until")
declare("calendar.closure", other="reason state")
declare(
    "calendar.engagement",
    named="labels",
    other="kind subject_type subject_id",
)
declare(
    "calendar.feed",
    person="delegate=person",
    clear="secret",
    other="secret_hash language state",
)
declare(
    "calendar.publishedevent",
    named="content",
    other="key",
)
