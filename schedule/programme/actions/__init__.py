"""What organisers do with the programme: each verb takes its room and chair in the calendar, and writes to the record."""

from schedule.programme.actions.imports import Imported, import_sessions
from schedule.programme.actions.publish import publish
from schedule.programme.actions.sessions import Content, create, edit, move, remove

__all__ = ["Content", "Imported", "create", "edit", "import_sessions", "move", "publish", "remove"]
