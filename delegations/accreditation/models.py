from delegations.accreditation.badges.models import (
    DIALLED,
    LIVE,
    AccreditationMarker,
    Badge,
    BadgeSetup,
    BadgeState,
    EmergencyNumber,
    PrintJob,
)
from delegations.accreditation.collection.models import Receipt
from delegations.accreditation.holds.models import Hold, HoldState
from delegations.accreditation.passes.models import (
    OPEN,
    Allowance,
    Pass,
    PassKind,
    PassRequest,
    PassRequestState,
    PassState,
    PassType,
)
from delegations.accreditation.review.models import LONGEST_REMARK, Remark
from delegations.accreditation.watchlist.models import WatchEntry, WatchMatch, WatchState, name_index, names_of

__all__ = [
    "DIALLED",
    "LIVE",
    "LONGEST_REMARK",
    "OPEN",
    "AccreditationMarker",
    "Allowance",
    "Badge",
    "BadgeSetup",
    "BadgeState",
    "EmergencyNumber",
    "Hold",
    "HoldState",
    "Pass",
    "PassKind",
    "PassRequest",
    "PassRequestState",
    "PassState",
    "PassType",
    "PrintJob",
    "Receipt",
    "Remark",
    "WatchEntry",
    "WatchMatch",
    "WatchState",
    "name_index",
    "names_of",
]
