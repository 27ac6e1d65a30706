from delegations.registration.circulars.models import Circular, CircularFile
from delegations.registration.delegations.models import Deadline, Delegation, Quota
from delegations.registration.drafts.models import FINGERPRINTS, FormDraft, PhotoDraft, TypedForm
from delegations.registration.duplicates.models import DistinctPersons
from delegations.registration.equipment.models import Equipment, EquipmentKind, EquipmentState
from delegations.registration.focal_points.models import AccessRequest, FocalPoint, FocalPointInvitation
from delegations.registration.late.models import LateRequest
from delegations.registration.members.models import (
    ARRIVAL_UNKNOWN,
    FORM_FIELDS,
    LIVE_STATES,
    PLACED_STATES,
    REPRINTED_FIELDS,
    REVIEWED_FIELDS,
    Capacity,
    Delegate,
    DelegateState,
    DocumentType,
    Sex,
    UsualCategory,
)
from delegations.registration.notes.models import NoteVerbale
from delegations.registration.own_page.models import MemberLink, OwnDraft
from delegations.registration.scans.models import DocumentScan
from delegations.registration.transfer.models import ImportMapping, PendingImport
from delegations.registration.visas.models import VisaLetter

__all__ = [
    "ARRIVAL_UNKNOWN",
    "FINGERPRINTS",
    "FORM_FIELDS",
    "LIVE_STATES",
    "PLACED_STATES",
    "REPRINTED_FIELDS",
    "REVIEWED_FIELDS",
    "AccessRequest",
    "Capacity",
    "Circular",
    "CircularFile",
    "Deadline",
    "Delegate",
    "DelegateState",
    "Delegation",
    "DistinctPersons",
    "DocumentScan",
    "DocumentType",
    "Equipment",
    "EquipmentKind",
    "EquipmentState",
    "FocalPoint",
    "FocalPointInvitation",
    "FormDraft",
    "ImportMapping",
    "LateRequest",
    "MemberLink",
    "NoteVerbale",
    "OwnDraft",
    "PendingImport",
    "PhotoDraft",
    "Quota",
    "Sex",
    "TypedForm",
    "UsualCategory",
    "VisaLetter",
]
