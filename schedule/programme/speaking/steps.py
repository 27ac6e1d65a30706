"""The record of the podium's steps: what each found, and how it is taken back."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import AlreadyDecided
from schedule.programme.models import Interruption, PodiumStep, ReplyRequest
from schedule.programme.speaking.models import UPCOMING, Inscription, SpeakersList
from schedule.programme.speaking.order import Turn

# Until then a wrong click on "Ends" can be undone; later the speaker has left.
FINISHED_AFTER = timedelta(minutes=1)
Place = tuple[int, bool, int | None]
WORDS: Mapping[str, Promise] = {
    "inscription.began": gettext_lazy("%(who)s begins"),
    "inscription.ended": gettext_lazy("%(who)s ends"),
    "inscription.next": gettext_lazy("%(who)s ends, the next begins"),
    "inscription.absent": gettext_lazy("%(who)s is absent"),
    "inscription.missed": gettext_lazy("%(who)s is absent"),
    "inscription.recalled": gettext_lazy("%(who)s is called again"),
    "inscription.put_back": gettext_lazy("%(who)s did not begin"),
    "speakers.replied": gettext_lazy("right of reply of %(who)s"),
    "speakers.reply_ended": gettext_lazy("end of the reply of %(who)s"),
    "speakers.suspended": gettext_lazy("suspension of the meeting"),
    "speakers.resumed": gettext_lazy("resumption of the meeting"),
}


@contextmanager
def recording(speakers: SpeakersList, verb: str, inscriptions: Sequence[Inscription]) -> Iterator[None]:
    """Record the step that the block makes of these inscriptions."""
    keys = [row.pk for row in inscriptions]
    before = _states_of(speakers, keys)
    yield
    after = _states_of(speakers, keys)
    rows = [{"id": key, "was": before[key], "now": after[key]} for key in keys]
    _create_step(speakers, verb, str(inscriptions[0]), rows=rows)


def record_interruption(speakers: SpeakersList, verb: str, interruption: Interruption, *, begun: bool) -> None:
    about = str(interruption.delegation) if interruption.delegation else str(speakers)
    _create_step(
        speakers,
        verb,
        about,
        interruption={"id": interruption.pk, "begun": begun, "reply": interruption.delegation_id is not None},
    )


def _create_step(speakers: SpeakersList, verb: str, about: str, **values: Any) -> None:
    number = (PodiumStep.objects.filter(list=speakers).aggregate(last=Max("number"))["last"] or 0) + 1
    PodiumStep.objects.create(list=speakers, number=number, verb=verb, about=about[:200], at=clock.now(), **values)


def _states_of(speakers: SpeakersList, keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows = Inscription.objects.filter(list=speakers, state__in=UPCOMING).order_by("position", "inscribed_at", "pk")
    upcoming = list(rows.values_list("pk", flat=True))
    return {
        row.pk: {
            "state": row.state,
            "began_at": _text(row.began_at),
            "ended_at": _text(row.ended_at),
            "by_hand": row.by_hand,
            "floor": row.sitting_id,
            "place": upcoming.index(row.pk) if row.pk in upcoming else None,
        }
        for row in Inscription.objects.filter(pk__in=keys)
    }


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def last_step(speakers: SpeakersList) -> PodiumStep | None:
    """Return the last step that was not undone. One query."""
    return PodiumStep.objects.filter(list=speakers, undone_at__isnull=True).order_by("-number").first()


def step_text(step: PodiumStep) -> str:
    return str(WORDS[step.verb]) % {"who": step.about}


def has_finished(step: PodiumStep) -> bool:
    """Return True if the step ended a statement or reply so long ago that its speaker has left."""
    ended = any(row["now"]["state"] == "spoken" for row in step.rows)
    replied = bool(step.interruption) and step.interruption["reply"] and not step.interruption["begun"]
    return (ended or replied) and clock.now() - step.at > FINISHED_AFTER


def take_back(step: PodiumStep, actor: Actor) -> Mapping[int, Place]:
    """Restore what the step changed. Return the places among those to come, by inscription. Raises AlreadyDecided if changed since."""
    places: dict[int, Place] = {}
    # Backwards, since only one speaks at a time.
    for change in reversed(step.rows):
        inscription = Inscription.objects.select_related("list", "delegation__party").get(pk=change["id"])
        was, now = change["was"], change["now"]
        if (inscription.state, _text(inscription.began_at), _text(inscription.ended_at)) != (
            now["state"],
            now["began_at"],
            now["ended_at"],
        ):
            raise AlreadyDecided(_("%(who)s was changed otherwise since. Nothing was undone.") % {"who": inscription})
        values: dict[str, Any] = {"by_hand": was["by_hand"], "details": {"step": step.verb}}
        values |= {name: datetime.fromisoformat(was[name]) if was[name] else None for name in ("began_at", "ended_at")}
        lifecycle.move(inscription, was["state"], actor=actor, verb="inscription.undone", **values)
        if was["place"] is not None:
            places[inscription.pk] = was["place"], was["by_hand"], was["floor"]
    if step.interruption:
        _take_back_interruption(step, actor)
    step.undone_at = clock.now()
    step.save(update_fields=["undone_at"])
    return places


def _take_back_interruption(step: PodiumStep, actor: Actor) -> None:
    interruption = Interruption.objects.filter(pk=step.interruption["id"]).first()
    if interruption is None:
        raise AlreadyDecided(_("Another step was made meanwhile. Nothing was undone."))
    lifecycle.log(step.list, actor=actor, verb="speakers.undone", details={"step": step.verb, "about": step.about})
    if step.interruption["begun"]:
        request = ReplyRequest.objects.filter(interruption=interruption).first()
        if request is not None:
            was = "placed" if request.place else "asked"
            lifecycle.move(request, was, actor=actor, verb="reply.undone", interruption=None)
        interruption.delete()
    else:
        interruption.ended_at = None
        interruption.save(update_fields=["ended_at"])


def put_back(turns: Sequence[Turn], key: int, place: int, *, by_hand: bool, floor: int | None) -> list[Turn]:
    mine = next(turn for turn in turns if turn.key == key)
    others = [turn for turn in turns if turn.key != key]
    return [*others[:place], replace(mine, by_hand=by_hand, floor=floor), *others[place:]]
