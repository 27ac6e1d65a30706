"""What organisers do with the programme: each verb takes its room and chair in the calendar, and writes to the record."""

from schedule.programme.actions.cautions import Caution, Cautioned
from schedule.programme.actions.content import Content, OnPanel, Paper
from schedule.programme.actions.imports import Imported, import_sessions
from schedule.programme.actions.merging import Overtaken, Taken, edit_merged, move_merged
from schedule.programme.actions.publish import publish
from schedule.programme.actions.sessions import create, edit, move, remove

__all__ = [
    "Caution",
    "Cautioned",
    "Content",
    "Imported",
    "OnPanel",
    "Overtaken",
    "Paper",
    "Taken",
    "create",
    "edit",
    "edit_merged",
    "import_sessions",
    "move",
    "move_merged",
    "publish",
    "remove",
]
