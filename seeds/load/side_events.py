"""Applications for side events, made by the actions, at least one in each state."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from conference.core import clock
from conference.core.access import Actor
from schedule.calendar.models import Room
from schedule.programme.applications import actions
from schedule.programme.applications.actions import Proposal
from schedule.programme.models import Application, ApplicationRules, Session
from schedule.programme.sessions.actions import editing
from schedule.programme.sessions.content import get_content
from seeds.data import conference
from seeds.load.people import Made
from seeds.load.tables import World, moment


def load(world: World, made: Made) -> None:
    """Save the rules and the applications of those delegations that have a focal point."""
    source = conference()["side_events"]
    ApplicationRules.objects.create(places=source["places"], minutes=source["minutes"])
    for row in source["applications"]:
        if row["party"] in made.focal:
            _application(world, made, row)


def _application(world: World, made: Made, row: dict[str, Any]) -> None:
    user = made.focal[row["party"]]
    who = Actor(user.pk, str(user))
    at = moment(row["at"])
    with clock.standing(at - timedelta(hours=1)):
        draft = actions.begin(actor=who, delegation=made.delegations_by_code[row["party"]])
    if row["state"] == "draft":
        typed = {"title": row["title"], "abstract": row["abstract"], "language": row["language"]}
        with clock.standing(at):
            actions.save_draft(actor=who, application=draft, typed=typed, expected_version=0)
        return
    with clock.standing(at):
        partners = [world.parties[code] for code in row.get("partners", ())]
        sent = actions.submit(actor=who, application=draft, proposal=_proposal(row, user, partners))
    _decide(world, who, sent, row)


def _proposal(row: dict[str, Any], user: Any, partners: Iterable[Any]) -> Proposal:
    names = ("title", "language", "abstract", "attendance", "days", "parts")
    return Proposal(
        **{name: row[name] for name in names},
        interpretation=row.get("interpretation", ()),
        needs=row.get("needs", ""),
        partners=list(partners),
        contact_name=user.name,
        contact_email=user.email,
    )


def _decide(world: World, who: Actor, sent: Application, row: dict[str, Any]) -> None:
    with clock.standing(moment(row.get("decided", row["at"]))):
        if row["state"] == "withdrawn":
            actions.withdraw_application(actor=who, application=sent)
        elif row["state"] == "declined":
            actions.decline(actor=world.actor("programme"), application=sent, reason=row["reason"])
        elif row["state"] == "accepted":
            room = Room.objects.get(code=row["room"])
            starts, ends = moment(row["starts"]), moment(row["ends"])
            _accepted, session = actions.accept(
                actor=world.actor("programme"),
                application=sent,
                title=row["title"],
                room=room,
                starts=starts,
                ends=ends,
            )
            translate(session, row, actor=world.actor("programme"))


def translate(session: Session, row: dict[str, Any], *, actor: Actor) -> None:
    """Enter the title and the description in the other languages, as the organisers do after accepting."""
    content = get_content(session)
    title, description = {**content.title, **row["titles"]}, {**content.description, **row["abstracts"]}
    content = replace(content, title=title, description=description)
    editing.edit_session(actor=actor, session=session, content=content, expected_version=session.version)
