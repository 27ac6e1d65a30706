"""Delegations and everything that hangs on them; each file holds what changes together."""

from delegations.registration.models.delegations import (
    AccessRequest,
    Deadline,
    Delegation,
    FocalPoint,
    FocalPointInvitation,
    Quota,
)
from delegations.registration.models.equipment import Equipment, EquipmentKind, EquipmentState
from delegations.registration.models.members import (
    ARRIVAL_UNKNOWN,
    LIVE_STATES,
    PLACED_STATES,
    REVIEWED_FIELDS,
    Capacity,
    Delegate,
    DelegateState,
    DocumentType,
    FormDraft,
    MemberLink,
    NotTheSame,
    OwnDraft,
    PhotoDraft,
)
from delegations.registration.models.papers import Circular, LateRequest, NoteVerbale, VisaLetter
from delegations.registration.models.tables import CheckedTable

__all__ = [
    "ARRIVAL_UNKNOWN",
    "LIVE_STATES",
    "PLACED_STATES",
    "REVIEWED_FIELDS",
    "AccessRequest",
    "Capacity",
    "CheckedTable",
    "Circular",
    "Deadline",
    "Delegate",
    "DelegateState",
    "Delegation",
    "DocumentType",
    "Equipment",
    "EquipmentKind",
    "EquipmentState",
    "FocalPoint",
    "FocalPointInvitation",
    "FormDraft",
    "LateRequest",
    "MemberLink",
    "NotTheSame",
    "NoteVerbale",
    "OwnDraft",
    "PhotoDraft",
    "Quota",
    "VisaLetter",
]
