"""The database's guards of the programme: a release is complete, never changes, and mixes no change with what was before it."""

from conference.db import guards
from schedule.calendar.models import Room
from schedule.programme.models import (
    Draft,
    Inscription,
    Interruption,
    Panellist,
    Release,
    ReleasedSession,
    Session,
    SessionDocument,
)

DRAFT = Draft._meta.db_table


def _declare() -> None:
    guards.append_only(Release, erasable=("changes", "held_back", "outline", "digest"))
    guards.append_only(ReleasedSession, erasable=("data",))
    _complete()
    _one_has_the_floor()
    for model in (Session, Session.organisers.through, Panellist, SessionDocument):
        table = model._meta.db_table
        for verb in ("INSERT", "UPDATE", "DELETE"):
            _raises_version(table, verb)
    # A room renamed or moved to another venue is read otherwise in the programme.
    _raises_version(Room._meta.db_table, "UPDATE")


def _complete() -> None:
    """Declare that a release has as many rows as it says, numbered from 1: places are unique, so no row can be added."""
    table, release = ReleasedSession._meta.db_table, Release._meta.db_table
    says = f"{table}: the release is complete"
    beyond = f"NEW.position < 1 OR NEW.position > (SELECT size FROM {release} WHERE id = NEW.release_id)"
    guards.refuse(f"{table}_complete", table, "BEFORE INSERT", beyond, says=says, code="restrict_violation")


def _one_has_the_floor() -> None:
    """Declare that nobody begins to speak while another delegation replies or the meeting is suspended."""
    table, stop = Inscription._meta.db_table, Interruption._meta.db_table
    says = f"{table}: a reply or a suspension goes on"
    open_one = f"EXISTS (SELECT 1 FROM {stop} WHERE list_id = NEW.list_id AND ended_at IS NULL)"
    begins = f"NEW.state = 'speaking' AND OLD.state <> 'speaking' AND {open_one}"
    guards.refuse(f"{table}_one_has_the_floor", table, "BEFORE UPDATE", begins, says=says, code="restrict_violation")


def _raises_version(table: str, verb: str) -> None:
    """Raise the draft's version with every change of a session, which thereby waits for the draft's lock."""
    touch = (
        f"INSERT INTO {DRAFT} (id, version) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET version = {DRAFT}.version + 1;"
    )
    guards.trigger(f"{table}_seen_{verb.lower()}", table, f"AFTER {verb}", f"{touch} RETURN NULL;")


_declare()
