"""Sessions, releases, lists of speakers and applications; each topic's models stand in its folder."""

from schedule.programme.applications.models import DEADLINE, Application, ApplicationRules, Part
from schedule.programme.releases.models import Release, ReleasedSession
from schedule.programme.sessions.models import Draft, Panellist, PanelRole, Session, SessionDocument, Type
from schedule.programme.speaking.models import (
    CHANGEABLE,
    LEAST_MINUTES,
    LIVE,
    MOST_MINUTES,
    SPEAKERS,
    UPCOMING,
    Inscription,
    InscriptionState,
    ListState,
    Pause,
    RankLimit,
    Sitting,
    SpeakersList,
    Swap,
    SwapState,
    kinds_after,
)

__all__ = [
    "CHANGEABLE",
    "DEADLINE",
    "LEAST_MINUTES",
    "LIVE",
    "MOST_MINUTES",
    "SPEAKERS",
    "UPCOMING",
    "Application",
    "ApplicationRules",
    "Draft",
    "Inscription",
    "InscriptionState",
    "ListState",
    "PanelRole",
    "Panellist",
    "Part",
    "Pause",
    "RankLimit",
    "Release",
    "ReleasedSession",
    "Session",
    "SessionDocument",
    "Sitting",
    "SpeakersList",
    "Swap",
    "SwapState",
    "Type",
    "kinds_after",
]
