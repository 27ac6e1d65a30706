"""A delegation's recent activity, in sentences for its focal points; and registration's sentences for the audit log.

Only verbs with a sentence here are shown to a delegation: what officers do among themselves is not. Of a change it says only that it was
made, never what changed, and officers have no names on this side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.audit import labels
from conference.audit.models import AuditEntry
from conference.audit.sentences import register as register_sentences
from conference.core import access_log as core_access_log
from conference.core import reasons
from conference.core.access import Actor
from conference.core.registry import Registry
from conference.look import lists
from delegations.registration.delegations import access_log as delegations_access_log
from delegations.registration.models import Delegation, FocalPoint

TOGETHER = timedelta(minutes=1)
MOST_NAMES = 3
FIELDS = (
    "number",
    "at",
    "verb",
    "actor_id",
    "actor_label",
    "subject_type",
    "subject_id",
    "subject_label",
    "reason",
    "details",
)
SEE = "registration.see"
READ_AT_MOST = 400  # entries; a submission of 80 members is one line


@dataclass(frozen=True)
class Sentence:
    """The sentence for an act, to its actor and to everybody else. `%(who)s` and `%(what)s` stand for actor and subjects.

    Of an act between two delegations `%(other)s` is the other one. Acts that are `alone` are not joined into one sentence. `right` is what
    staff need at the desk to read of such things: without it they read nothing of them here either.
    """

    own: str | Promise
    other: str | Promise
    alone: bool = False
    right: str = SEE


def passive(text: str | Promise) -> Sentence:
    return Sentence(text, text)


_OF_REGISTRATION: dict[str, Sentence] = {
    "delegate.entered": Sentence(gettext_lazy("You entered %(what)s."), gettext_lazy("%(who)s entered %(what)s.")),
    "delegate.changed": Sentence(
        gettext_lazy("You changed the details of %(what)s."), gettext_lazy("%(who)s changed the details of %(what)s.")
    ),
    "delegate.changed_for_review": Sentence(
        gettext_lazy("You changed %(what)s, which is now reviewed again."),
        gettext_lazy("%(who)s changed %(what)s, which is now reviewed again."),
    ),
    "delegate.submitted": Sentence(
        gettext_lazy("You submitted %(what)s."), gettext_lazy("%(who)s submitted %(what)s.")
    ),
    "delegate.withdrawn": Sentence(gettext_lazy("You withdrew %(what)s."), gettext_lazy("%(who)s withdrew %(what)s.")),
    "delegate.merged": passive(gettext_lazy("Two entries of one person were merged: %(what)s.")),
    "delegate.doubled": passive(gettext_lazy("A duplicate entry was withdrawn: %(what)s.")),
    # Written of the one who came; that the other left is the same act.
    "delegate.entered_instead": Sentence(
        gettext_lazy("You replaced %(instead)s with %(what)s."),
        gettext_lazy("%(who)s replaced %(instead)s with %(what)s."),
        alone=True,
    ),
    "late.asked": Sentence(
        gettext_lazy("You made a late request for %(members)s."),
        gettext_lazy("%(who)s made a late request for %(members)s."),
        alone=True,
    ),
    "late.withdrawn": Sentence(
        gettext_lazy("You withdrew the late request %(what)s."),
        gettext_lazy("%(who)s withdrew the late request %(what)s."),
    ),
    "late.granted": passive(gettext_lazy("Late request granted: %(what)s.")),
    "late.declined": passive(gettext_lazy("Late request declined: %(what)s.")),
    "visa_letter.issued": passive(gettext_lazy("Visa support letter issued: %(what)s.")),
    "equipment.licensed": passive(gettext_lazy("Licensed: %(what)s.")),
    "equipment.refused": passive(gettext_lazy("Not licensed: %(what)s.")),
    "delegate.vetted": passive(gettext_lazy("Vetted: %(what)s.")),
    "delegate.accredited": passive(gettext_lazy("Accredited: %(what)s.")),
    "delegate.returned": passive(gettext_lazy("Returned for correction: %(what)s.")),
    "delegate.decision_undone": passive(gettext_lazy("A decision was undone: %(what)s.")),
    "delegate.reopened": passive(gettext_lazy("Back in review: %(what)s.")),
    "delegate.photo_exempted": passive(gettext_lazy("%(what)s no longer needs to provide a photo.")),
    "delegate.photo_asked": passive(gettext_lazy("%(what)s must provide a photo again.")),
    "delegate.refused": passive(gettext_lazy("Not accredited: %(what)s.")),
    "delegation.reordered": Sentence(
        gettext_lazy("You changed the order of the members."), gettext_lazy("%(who)s changed the order of the members.")
    ),
    "note.received": Sentence(
        gettext_lazy("You sent the note verbale %(what)s."), gettext_lazy("%(who)s sent the note verbale %(what)s.")
    ),
    "note.accepted": passive(gettext_lazy("Note verbale accepted: %(what)s.")),
    "focal_point.invited": Sentence(
        gettext_lazy("You invited %(what)s as focal point."), gettext_lazy("%(who)s invited %(what)s as focal point.")
    ),
    "focal_point.handing_over": Sentence(
        gettext_lazy("You asked %(what)s to take over."), gettext_lazy("%(who)s asked %(what)s to take over.")
    ),
    "focal_point.invitation_withdrawn": Sentence(
        gettext_lazy("You withdrew the invitation of %(what)s."),
        gettext_lazy("%(who)s withdrew the invitation of %(what)s."),
    ),
    "delegate.asked": Sentence(
        gettext_lazy("You asked %(what)s to fill in their personal page."),
        gettext_lazy("%(who)s asked %(what)s to fill in their personal page."),
    ),
    "delegate.ask_withdrawn": Sentence(
        gettext_lazy("You withdrew the link of %(what)s."), gettext_lazy("%(who)s withdrew the link of %(what)s.")
    ),
    "delegate.scan_sent": passive(gettext_lazy("Scan of the travel document received: %(what)s.")),
    "delegate.filled_in": passive(gettext_lazy("Filled in by the member: %(what)s.")),
    "delegate.filled_in_for_review": passive(gettext_lazy("Changed by the member and reviewed again: %(what)s.")),
    "delegate.own_page_done": passive(gettext_lazy("The member has completed the personal page: %(what)s.")),
    "equipment.asked": Sentence(
        gettext_lazy("You asked to bring: %(what)s."), gettext_lazy("%(who)s asked to bring: %(what)s.")
    ),
    "equipment.changed": Sentence(
        gettext_lazy("You changed the request to bring: %(what)s."),
        gettext_lazy("%(who)s changed the request to bring: %(what)s."),
    ),
    "equipment.withdrawn": Sentence(
        gettext_lazy("You withdrew the request to bring: %(what)s."),
        gettext_lazy("%(who)s withdrew the request to bring: %(what)s."),
    ),
    "focal_point.appointed": Sentence(
        gettext_lazy("You became a focal point."), gettext_lazy("%(who)s became a focal point.")
    ),
    "focal_point.handed_over": Sentence(
        gettext_lazy("You took over from %(what)s."), gettext_lazy("%(who)s took over from %(what)s.")
    ),
    "focal_point.left": Sentence(
        gettext_lazy("You stepped down as focal point."), gettext_lazy("%(who)s is no longer a focal point.")
    ),
    "focal_point.withdrawn": Sentence(
        gettext_lazy("You withdrew %(what)s as focal point."), gettext_lazy("%(who)s withdrew %(what)s as focal point.")
    ),
}
sentences: Registry[Sentence] = Registry("sentences of a delegation's history", _OF_REGISTRATION)
# For the audit log at the desk, where everybody has a name.
core_access_log.register(
    {
        "delegate.form_read": gettext_lazy("Form of a member, by staff"),
        "delegate.scan_read": gettext_lazy("Scan of a travel document"),
        "delegation.exported": gettext_lazy("Table of a delegation’s members"),
        "equipment.read": gettext_lazy("Arms and radios with their serial numbers"),
        "note.read": gettext_lazy("Note verbale"),
        "participants.exported": gettext_lazy("Table of all participants"),
        "travel.exported": gettext_lazy("List of arrivals or departures"),
        "visa_letter.read": gettext_lazy("Visa support letter"),
    }
)
core_access_log.register(
    {
        delegations_access_log.PERSON: gettext_lazy("Page of a person"),
        delegations_access_log.PERSONS: gettext_lazy("List of persons"),
    },
    daily=True,
)
core_access_log.pages(
    {
        "registration:delegation": gettext_lazy("Delegation"),
        "registration:desk_person": gettext_lazy("Page of a person"),
        "registration:member": gettext_lazy("Form of a member, by staff"),
        "registration:people": gettext_lazy("Focal points"),
        "registration:travel": gettext_lazy("Arrivals and departures"),
        "registration:visa": gettext_lazy("Visa support letters"),
        "registration:doubles": gettext_lazy("Possible duplicates"),
        "registration:equipment": gettext_lazy("Arms and radios"),
        "registration:late": gettext_lazy("Late request"),
        "registration:messages": gettext_lazy("Messages to a delegation"),
    }
)
register_sentences(
    {
        delegations_access_log.PERSON: gettext_lazy("%(who)s opened a page of %(what)s"),
        delegations_access_log.PERSONS: gettext_lazy("%(who)s opened a list of persons (%(what)s)"),
        "delegate.entered": gettext_lazy("%(who)s entered %(what)s"),
        "delegate.changed": gettext_lazy("%(who)s changed the details of %(what)s"),
        "delegate.changed_for_review": gettext_lazy("%(who)s changed %(what)s, which goes back to review"),
        "delegate.recalled": gettext_lazy("%(who)s reopened %(what)s for changes"),
        "delegate.submitted": gettext_lazy("%(who)s submitted %(what)s"),
        "delegate.withdrawn": gettext_lazy("%(who)s withdrew %(what)s"),
        "delegate.merged": gettext_lazy("%(who)s merged two entries of %(what)s"),
        "delegate.doubled": gettext_lazy("%(who)s withdrew a duplicate entry of %(what)s"),
        "delegate.told_apart": gettext_lazy("%(who)s recorded that these are two persons: %(what)s"),
        "delegate.replaced": gettext_lazy("%(who)s replaced %(what)s"),
        "delegate.entered_instead": gettext_lazy("%(who)s entered %(what)s as a replacement"),
        "late.asked": gettext_lazy("%(who)s made a late request: %(what)s"),
        "late.withdrawn": gettext_lazy("%(who)s withdrew the late request %(what)s"),
        "late.granted": gettext_lazy("%(who)s granted the late request %(what)s"),
        "late.declined": gettext_lazy("%(who)s declined the late request %(what)s"),
        "visa_letter.issued": gettext_lazy("%(who)s issued the visa support letter %(what)s"),
        "equipment.licensed": gettext_lazy("%(who)s licensed %(what)s"),
        "equipment.refused": gettext_lazy("%(who)s refused a licence for %(what)s"),
        "circular.sent": gettext_lazy("%(who)s wrote to the focal points: %(what)s"),
        "delegation.reordered": gettext_lazy("%(who)s changed the order of the members of %(what)s"),
        "delegation.exported": gettext_lazy("%(who)s downloaded the members of %(what)s as a table"),
        "seating.drawn": gettext_lazy("%(who)s drew the first seat: %(what)s"),
        "participants.exported": gettext_lazy("%(who)s downloaded the table of all participants"),
        "travel.exported": gettext_lazy("%(who)s downloaded a list of arrivals or departures"),
        "delegate.form_read": gettext_lazy("%(who)s opened the form of %(what)s for its delegation"),
        "equipment.read": gettext_lazy("%(who)s read the serial numbers of the items of %(what)s"),
        "visa_letter.read": gettext_lazy("%(who)s downloaded the visa support letter %(what)s"),
        "note.read": gettext_lazy("%(who)s opened the file of the note verbale %(what)s"),
        "note.received": gettext_lazy("%(who)s sent the note verbale %(what)s"),
        "note.accepted": gettext_lazy("%(who)s accepted the note verbale %(what)s"),
        "focal_point.invited": gettext_lazy("%(who)s invited %(what)s as focal point"),
        "focal_point.handing_over": gettext_lazy("%(who)s asked %(what)s to take over as focal point"),
        "focal_point.invitation_withdrawn": gettext_lazy("%(who)s withdrew the invitation of %(what)s as focal point"),
        "focal_point.appointed": gettext_lazy("%(who)s became a focal point"),
        "focal_point.handed_over": gettext_lazy("%(who)s took over from %(what)s as focal point"),
        "access.asked": gettext_lazy("%(who)s asked for an invitation: %(what)s"),
        "access.granted": gettext_lazy("%(who)s granted the request for an invitation of %(what)s"),
        "access.declined": gettext_lazy("%(who)s declined the request for an invitation of %(what)s"),
        "focal_point.left": gettext_lazy("%(who)s stepped down as focal point"),
        "focal_point.withdrawn": gettext_lazy("%(who)s withdrew %(what)s as focal point"),
        "delegate.asked": gettext_lazy("%(who)s sent %(what)s the link to a personal page"),
        "delegate.ask_withdrawn": gettext_lazy("%(who)s withdrew the link of %(what)s"),
        "delegate.scan_sent": gettext_lazy("%(who)s sent the scan of the travel document of %(what)s"),
        "delegate.scan_read": gettext_lazy("%(who)s looked at the scan of the travel document of %(what)s"),
        "delegate.filled_in": gettext_lazy("%(who)s filled in the personal page"),
        "delegate.filled_in_for_review": gettext_lazy("%(who)s filled in the personal page, which goes back to review"),
        "delegate.own_page_done": gettext_lazy("%(who)s completed the personal page"),
        "equipment.asked": gettext_lazy("%(who)s asked to bring %(what)s"),
        "equipment.changed": gettext_lazy("%(who)s changed the request to bring %(what)s"),
        "equipment.withdrawn": gettext_lazy("%(who)s withdrew the request to bring %(what)s"),
    }
)


def register(verb: str, own: str | Promise, other: str | Promise, *, right: str) -> None:
    """Register an upper app's sentences for an act, to its actor and to others. Each act is a line of its own.

    Args:
        right: What staff need to read it.
    """
    sentences.add(verb, Sentence(own, other, alone=True, right=right))


@dataclass(frozen=True)
class Side:
    """A delegation's part in something between two: which of the sides it is, and the name of the other.

    The other is a delegation, or what the delegation has a place in, such as a list of speakers.
    """

    name: str
    other: str


@dataclass(frozen=True)
class SharedHistory:
    """What two delegations do with one another. Its entries name neither, so the app says which concern a delegation.

    Args:
        sides: Of a delegation: its part by the subject's key.
        sentences: By verb and the reader's side.
        right: What staff need to read it.
    """

    sides: Callable[[Delegation], Mapping[str, Side]]
    sentences: Mapping[str, Mapping[str, Sentence]]
    right: str


between_two: Registry[SharedHistory] = Registry("what passes between two delegations")


def register_between(subject_type: str, between: SharedHistory) -> None:
    """Register what passes between two delegations; `subject_type` is the model's label in the audit log."""
    between_two.add(subject_type, between)


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    text: str
    reason: str


@dataclass(frozen=True)
class Page:
    """A page of history. `before` is the entry before which the next page begins, None on the last."""

    lines: list[HistoryLine]
    before: int | None


def lines(delegation: Delegation, actor: Actor, limit: int = 6) -> list[HistoryLine]:
    """Return the latest `limit` things that happened to the delegation, as `actor` reads them. Queries as `page`."""
    return page(delegation, actor, limit=limit).lines


def page(delegation: Delegation, actor: Actor, *, limit: int = 50, before: int | None = None) -> Page:
    """Return `limit` things that happened to the delegation before the entry with the number `before` (None: the latest).

    Two queries, those of each sort of things between two delegations, and one more for each of which the delegation had any.

    Args:
        actor: The reader, whose own acts are told as "You".
    """
    ours = set(FocalPoint.objects.filter(delegation=delegation).values_list("user_id", flat=True))

    def readable(right: str) -> bool:
        return actor.user_id in ours or actor.may(right)

    sides = {kind: between.sides(delegation) for kind, between in between_two.items() if readable(between.right)}
    verbs = [verb for verb, sentence in sentences.items() if readable(sentence.right)]
    of_ours = AuditEntry.objects.filter(scope=delegation.scope, verb__in=verbs)
    # Separate queries, not OR: each uses an index of its own, and no plan reads the whole audit log.
    of_both = [_of_both(kind, keys) for kind, keys in sides.items() if keys]
    entries = _newest([of_ours, *of_both], before)
    told, last = list[HistoryLine](), None
    for group in _together(entries[:READ_AT_MOST]):
        if len(told) == limit:
            return Page(told, last.number if last else None)
        told.append(_line(group, actor, ours, sides.get(group[0].subject_type, {}).get(group[0].subject_id)))
        last = group[-1]
    return Page(told, last.number if last and len(entries) > READ_AT_MOST else None)


def _of_both(kind: str, keys: Iterable[str]) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(
        # The version, since the index of subjects has only entries with one.
        subject_type=kind,
        subject_id__in=list(keys),
        subject_version__gt=0,
        verb__in=between_two[kind].sentences,
    )


def _newest(sources: Iterable[QuerySet[AuditEntry]], before: int | None) -> list[AuditEntry]:
    """Return the newest by the time that is shown, and one more, which tells whether there are others."""
    found: list[AuditEntry] = []
    at = AuditEntry.objects.filter(number=before).values_list("at", flat=True).first() if before is not None else None
    for source in sources:
        if at is not None:
            source = source.filter(Q(at__lt=at) | Q(at=at, number__lt=before))
        found += source.order_by("-at", "-number").only(*FIELDS)[: READ_AT_MOST + 1]
    newest = sorted(found, key=lambda entry: (entry.at, entry.number), reverse=True)[: READ_AT_MOST + 1]
    return labels.in_readers_language(newest)


def _together(entries: Iterable[AuditEntry]) -> Iterator[list[AuditEntry]]:
    """Yield neighbours that one person did at once: the same verb, within a minute, for the same reason."""
    group: list[AuditEntry] = []
    for entry in entries:
        same = group and (group[0].verb, group[0].actor_id, group[0].reason) == (
            entry.verb,
            entry.actor_id,
            entry.reason,
        )
        alone = entry.subject_type in between_two or sentences[entry.verb].alone
        if group and not (same and group[-1].at - entry.at <= TOGETHER and not alone):
            yield group
            group = []
        group.append(entry)
    if group:
        yield group


def _line(group: list[AuditEntry], actor: Actor, ours: set[int], side: Side | None) -> HistoryLine:
    newest = group[0]
    own = actor.user_id is not None and newest.actor_id == actor.user_id
    told = between_two[newest.subject_type].sentences[newest.verb][side.name] if side else sentences[newest.verb]
    sentence = told.own if own else told.other
    who = newest.actor_label if newest.actor_id in ours else _("The secretariat")
    what = _named(list(dict.fromkeys(entry.label for entry in reversed(group))))
    words = {"who": who, "what": what, "instead": newest.details.get("instead_of", "")}
    words["other"] = side.other if side else ""
    words["members"] = _named(newest.details.get("members", []))
    return HistoryLine(newest.at, str(sentence) % words, reasons.read(newest.reason))


def _named(names: list[str]) -> str:
    if len(names) > MOST_NAMES:
        return ngettext("%(count)s member", "%(count)s members", len(names)) % {"count": len(names)}
    return lists.in_words(names)
