"""A general debate over three sittings on two days, with a list of speakers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from conference.core.access import Actor, Role
from conference.models import Rank
from delegations.registration.models import Delegate
from schedule.programme.models import Inscription, Session, Sitting, SpeakersList
from schedule.programme.speaking import queries
from schedule.programme.speaking.actions import inscribing, lists
from tests.calendar.places import at
from tests.people import actor, make_conference, make_delegation, make_focal_point, make_member, make_tables, make_user
from tests.programme.draft import add

NOW = datetime(2025, 10, 10, 7, tzinfo=UTC)  # 14:00 in Hanoi
SATURDAY = datetime(2025, 10, 25, 7, tzinfo=UTC)  # 14:00, when the first sitting begins
RANKS = {"state": "head-of-state", "government": "head-of-government", "minister": "minister", "other": "other"}


@dataclass
class Scene:
    chief: Actor
    sessions: list[Session]
    list: SpeakersList
    heads: dict[str, Delegate] = field(default_factory=dict)
    acting: dict[str, Actor] = field(default_factory=dict)

    @property
    def sittings(self) -> Sequence[Sitting]:
        return list_of_sittings(self.list)

    def delegation(self, code: str, rank: str = "minister", **fields) -> Delegate:
        """Made once; returns the head."""
        if code not in self.heads:
            values = {"capacity": "head", "state": "submitted", "family_name": f"Head of {code}", "given_names": ""}
            values["protocol_rank"] = Rank.objects.get(code=RANKS[rank])
            self.heads[code] = make_member(code, **{**values, **fields})
            self.acting[code] = actor(make_focal_point(code, email=f"focal.{code.lower()}@mission.example"))
        return self.heads[code]

    def inscribe(self, code: str, rank: str = "minister", wish: Sitting | None = None, **statement) -> Inscription:
        values = {"speaker": self.delegation(code, rank), "wish": wish, "language": "en", **statement}
        return inscribing.inscribe_delegation(
            actor=self.acting[code],
            speakers=SpeakersList.objects.get(pk=self.list.pk),
            delegation=make_delegation(code),
            statement=inscribing.Statement(**values),
        )

    def row(self, code: str) -> Inscription:
        return queries.inscriptions().exclude(state__in=("withdrawn", "refused")).get(delegation__party__code=code)

    def do(self, verb, code: str, **more) -> Inscription:
        row = self.row(code)
        return verb(inscription=row, **{"actor": self.chief, "expected_version": row.version, **more})

    @property
    def order(self) -> list[str]:
        return [line.party.code for line in queries.lines(self.now)]

    @property
    def now(self) -> SpeakersList:
        return SpeakersList.objects.get(pk=self.list.pk)

    def time(self, code: str) -> str:
        """`Sat 14:06` in Hanoi, empty for none."""
        starts = self.row(code).starts
        return f"{starts + timedelta(hours=7):%a %H:%M}" if starts else ""

    def close(self) -> None:
        lists.close(actor=self.chief, speakers=self.now)

    def start(self) -> None:
        lists.start(actor=self.chief, speakers=self.now)


def list_of_sittings(speakers: SpeakersList) -> list[Sitting]:
    return list(Sitting.objects.filter(list=speakers))


def plan(sessions, **more) -> lists.ListPlan:
    """Inscription from 1 to 20 October, 18:00."""
    values = {
        "title": {"en": "General debate", "fr": "Débat général"},
        "opens_at": at("08:00", 1),
        "closes_at": at("18:00", 20),
        "minutes": 5,
        "limits": {1: 10, 2: 8},
        "languages": ["en", "fr", "es", "ar"],
        **more,
    }
    return lists.ListPlan(sessions=sessions, **values)


def make_scene(**more) -> Scene:
    make_conference()
    make_tables()
    chief = actor(make_user("protocol@hanoi2025.example", Role.PROTOCOL, Role.PROGRAMME, name="Bùi Khánh Chi"))
    sessions = [
        add("General debate, first meeting", who=chief, key="plenary-1", starts="14:00", ends="17:30"),
        add("General debate, second meeting", who=chief, key="plenary-2", starts="09:00", ends="11:30", day=26),
        add("General debate, third meeting", who=chief, key="plenary-3", starts="13:30", ends="15:00", day=26),
    ]
    speakers = lists.create(actor=chief, plan=plan(sessions, **more), key="general-debate")
    return Scene(chief, sessions, speakers)
