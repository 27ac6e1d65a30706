"""The kinds of data that are kept for a while: what each holds, why, for how long at least and at most, and who reads it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core.access import check_right
from conference.core.registry import Registry


class CountedFrom(StrEnum):
    """The moment from which a period runs. After a decision: at the latest as long after the conference."""

    CONFERENCE = "conference"
    DECISION = "decision"
    MADE = "made"


@dataclass(frozen=True)
class Kind:
    """A kind of data.

    Args:
        holds: What it holds, on the privacy page.
        purpose: Why it is stored, on the same page.
        default: In days, or in hours with `in_hours`; so are `minimum` and `maximum`, both included.
        rights: Keys of access.RIGHTS; whoever holds one of them reads these data. None: no staff does.
        own_readers: Who reads them besides staff.
    """

    holds: str | Promise
    purpose: str | Promise
    counted_from: CountedFrom
    default: int
    minimum: int
    maximum: int
    rights: tuple[str, ...] = ()
    own_readers: str | Promise = ""
    in_hours: bool = False

    def __post_init__(self) -> None:
        for right in self.rights:
            check_right(right)

    def as_period(self, length: int) -> timedelta:
        return timedelta(hours=length) if self.in_hours else timedelta(days=length)


CONFERENCE, DECISION, MADE = CountedFrom
DELEGATION = _("the delegation’s focal points and the person concerned")
AUTHOR = _("whoever entered them")

# In the order of the privacy page. A migration holds the limits as a constraint: to change them is to add one.
KINDS: Registry[Kind] = Registry(
    "kinds of data",
    {
        "people": Kind(
            _(
                "Members of delegations: name, function, birth date, nationality, travel document, contact details, badge"
            ),
            _("To accredit participants, issue badges and keep the list of participants."),
            *(CONFERENCE, 365, 30, 1825),
            rights=("registration.see", "accreditation.read_documents"),
            own_readers=DELEGATION,
        ),
        "photos": Kind(
            _("Photos of members of delegations"),
            _("To print badges and to recognise the bearer at the gates."),
            *(CONFERENCE, 90, 1, 730),
            rights=("accreditation.see",),
            own_readers=DELEGATION,
        ),
        "scans": Kind(
            _("Scans of travel documents"),
            _("To check the identity of participants before they are accredited."),
            *(DECISION, 30, 0, 365),
            rights=("accreditation.vet",),
        ),
        "visa_letters": Kind(
            _("Visa support letters"),
            _("So that embassies can check that a letter is genuine."),
            *(CONFERENCE, 180, 7, 730),
            rights=("registration.issue_visa_letter",),
            own_readers=DELEGATION,
        ),
        "travel": Kind(
            _("Arrival, departure, flights, hotel, and the vehicles with their drivers and number plates"),
            _("To receive participants and to arrange transport and security."),
            *(CONFERENCE, 90, 1, 365),
            rights=("registration.see_travel", "passes.see", "receptions.see"),
            own_readers=DELEGATION,
        ),
        "health": Kind(
            _("Diet, allergies, accessibility needs and the emergency contact"),
            _("To cater for participants, to assist them and to help in an emergency."),
            *(CONFERENCE, 30, 1, 365),
            rights=("registration.see_travel", "receptions.see"),
            own_readers=DELEGATION,
        ),
        "equipment": Kind(
            _("Arms and radios of security officers, with serial numbers and licences"),
            _("To license them under the law of the host country."),
            *(CONFERENCE, 180, 30, 1825),
            rights=("registration.license",),
            own_readers=DELEGATION,
        ),
        "watch_list": Kind(
            _("The watch list of the security liaison, and whom its entries may mean"),
            _("To protect participants."),
            *(CONFERENCE, 30, 1, 365),
            rights=("accreditation.read_watch",),
        ),
        "gate_scans": Kind(
            _("Scans of badges at the gates, and who is inside"),
            _("To admit participants, and to know who is inside in an emergency."),
            *(CONFERENCE, 180, 7, 730),
            rights=("gates.see", "gates.follow"),
        ),
        "outside_guests": Kind(
            _("Guests of receptions who belong to no delegation: name, function, e-mail address"),
            _("To invite, seat and receive them."),
            *(CONFERENCE, 180, 7, 1825),
            rights=("receptions.see",),
        ),
        "messages": Kind(
            _("E-mails that were sent, with their recipients"),
            _("To show what was sent to whom, and to send it again."),
            *(CONFERENCE, 365, 30, 1825),
            rights=("messages.see",),
            own_readers=_("the delegation’s focal points"),
        ),
        "access_log": Kind(
            _("The log of which staff opened whose data"),
            _("To detect and prove misuse of personal data."),
            *(CONFERENCE, 730, 180, 3650),
            rights=("audit.read",),
        ),
        "accounts": Kind(
            _(
                "Accounts of focal points and staff: name, e-mail address, language; "
                "for twelve hours the browser and network address of each sign-in"
            ),
            _("To sign in and to act for a delegation."),
            *(CONFERENCE, 365, 30, 1825),
            rights=("accounts.manage", "registration.see"),
            own_readers=_("the delegation’s focal points"),
        ),
        "drafts": Kind(
            _("Forms that were filled in and not saved"),
            _("So that a lost connection loses nothing."),
            *(MADE, 7, 1, 30),
            own_readers=AUTHOR,
        ),
        "photo_drafts": Kind(
            _("Photos that came with a form that must be corrected"),
            _("So that nobody has to send the photo again."),
            *(MADE, 24, 1, 168),
            own_readers=AUTHOR,
            in_hours=True,
        ),
        "imports": Kind(
            _("Tables of members that were checked and not imported"),
            _("So that a checked table can be imported without sending it again."),
            *(MADE, 1, 1, 24),
            own_readers=AUTHOR,
            in_hours=True,
        ),
        "api_responses": Kind(
            _("Answers to other systems’ requests"),
            _("So that a repeated request acts only once."),
            *(MADE, 24, 24, 72),
            own_readers=_("the system that sent the request"),
            in_hours=True,
        ),
    },
)
