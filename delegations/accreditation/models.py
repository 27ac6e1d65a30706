from delegations.accreditation.badges.models import LIVE, Badge, BadgeSetup, BadgeState, EmergencyNumber, PrintJob
from delegations.accreditation.collection.models import Receipt
from delegations.accreditation.holds.models import Hold
from delegations.accreditation.passes.models import OPEN, Allowance, Pass, PassKind, PassRequest, PassState, PassType
from delegations.accreditation.review.models import LONGEST_REMARK, Remark
from delegations.accreditation.watchlist.models import WatchEntry, WatchMatch, name_index, names_of

__all__ = [
    "LIVE",
    "LONGEST_REMARK",
    "OPEN",
    "Allowance",
    "Badge",
    "BadgeSetup",
    "BadgeState",
    "EmergencyNumber",
    "Hold",
    "Pass",
    "PassKind",
    "PassRequest",
    "PassState",
    "PassType",
    "PrintJob",
    "Receipt",
    "Remark",
    "WatchEntry",
    "WatchMatch",
    "name_index",
    "names_of",
]
