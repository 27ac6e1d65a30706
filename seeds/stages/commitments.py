"""Invented commitments of parties at the conference. Speakers and signatories are those of the other seeds."""

from datetime import date
from typing import Any

from conference.core import clock
from conference.parties.models import Party
from conference.translated import Translated
from schedule.signing.commitments import actions
from schedule.signing.models import Commitment
from seeds.data import read_json
from seeds.load.tables import moment
from seeds.stages.world import actor_of

RECORDED_AT = moment("2025-10-26T17:30")
TEXTS = ("text", "source_text", "followed_up_by")
PLAIN = ("kind", "source", "is_public", "published_in")


def load() -> None:
    """Record the commitments on the last afternoon, unless there are any."""
    if Commitment.objects.exists():
        return
    parties = {party.code: party for party in Party.objects.all()}
    with clock.standing(RECORDED_AT):
        for row in read_json("commitments.json"):
            values: dict[str, Any] = {name: row[name] for name in PLAIN}
            values |= {name: Translated(row[name]) for name in TEXTS}
            content = Commitment(
                **values,
                said_on=date.fromisoformat(row["said_on"]),
                due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
            )
            commitment = actions.record(actor=actor_of("protocol"), party=parties[row["party"]], content=content)
            if "state" in row:
                progress = Translated(row["progress"])
                standing = {"state": row["state"], "since": date.fromisoformat(row["since"]), "progress": progress}
                actions.follow_up(
                    actor=actor_of("secretariat"),
                    commitment=commitment,
                    expected_version=commitment.version,
                    **standing,
                )
