from schedule.programme.applications.models import Application, ApplicationRules
from schedule.programme.releases.models import Release, ReleasedSession
from schedule.programme.sessions.models import Draft, Panellist, PublicDetail, Session, SessionDocument, Type
from schedule.programme.site.models import PublicPages
from schedule.programme.speaking.models import Inscription, Pause, Sitting, SpeakersList, Swap
from schedule.programme.speaking.podium_models import Interruption, PodiumStep, ReplyRequest
from schedule.programme.statements.models import StatementText

__all__ = [
    "Application",
    "ApplicationRules",
    "Draft",
    "Inscription",
    "Interruption",
    "Panellist",
    "Pause",
    "PodiumStep",
    "PublicDetail",
    "PublicPages",
    "Release",
    "ReleasedSession",
    "ReplyRequest",
    "Session",
    "SessionDocument",
    "Sitting",
    "SpeakersList",
    "StatementText",
    "Swap",
    "Type",
]
