"""A delegation's recent activity, in sentences for its focal points; and registration's sentences for the audit log.

A delegation is shown only verbs with a sentence here, not what officers do among themselves. A change is mentioned without what changed,
and officers without their names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conference.audit import labels
from conference.audit.models import AuditEntry
from conference.audit.sentences import register_sentences
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
    *("number", "at", "verb", "actor_id", "actor_label", "subject_type", "subject_id", "subject_label"),
    *("reason", "details", "came_from"),
)
SEE = "registration.see"
NOTES = "registration.take_note"  # that of whoever decides on notes verbales, whose numbers such sentences name
ARMS = "registration.license"
READ_AT_MOST = 400  # entries; a submission of 80 members is one line


@dataclass(frozen=True)
class Sentence:
    """The sentence for an act; `%(who)s` and `%(what)s` stand for actor and subjects, `%(other)s` for the other delegation."""

    own: str | Promise  # for the actor
    other: str | Promise  # for everybody else
    alone: bool = False  # not joined with other acts into one sentence
    right: str = SEE  # what staff need to read about such acts, here as at the desk


def passive(text: str | Promise, right: str = SEE) -> Sentence:
    return Sentence(text, text, right=right)


_OF_REGISTRATION: dict[str, Sentence] = {
    "delegate.entered": Sentence(_("You entered %(what)s."), _("%(who)s entered %(what)s.")),
    "delegate.changed": Sentence(
        _("You changed the details of %(what)s."), _("%(who)s changed the details of %(what)s.")
    ),
    "delegate.changed_for_review": Sentence(
        _("You changed %(what)s, which is now reviewed again."),
        _("%(who)s changed %(what)s, which is now reviewed again."),
    ),
    "delegate.submitted": Sentence(_("You submitted %(what)s."), _("%(who)s submitted %(what)s.")),
    "delegate.withdrawn": Sentence(_("You withdrew %(what)s."), _("%(who)s withdrew %(what)s.")),
    "delegate.merged": passive(_("Two entries of one person were merged: %(what)s.")),
    "delegate.doubled": passive(_("A duplicate entry was withdrawn: %(what)s.")),
    # Written of the one who came; that the other left is the same act.
    **dict.fromkeys(
        ("delegate.entered_instead", "delegate.took_place", "delegate.took_place_for_review"),
        Sentence(
            _("You replaced %(instead)s with %(what)s."), _("%(who)s replaced %(instead)s with %(what)s."), alone=True
        ),
    ),
    "delegate.restored": passive(_("Back in the delegation: %(what)s.")),
    "late.asked": Sentence(
        _("You made a late request for %(members)s."), _("%(who)s made a late request for %(members)s."), alone=True
    ),
    "late.withdrawn": Sentence(
        _("You withdrew the late request %(what)s."), _("%(who)s withdrew the late request %(what)s."), right=NOTES
    ),
    "late.granted": passive(_("Late request granted: %(what)s."), right=NOTES),
    "late.declined": passive(_("Late request declined: %(what)s."), right=NOTES),
    "visa_letter.issued": passive(_("Visa support letter issued: %(what)s.")),
    "equipment.licensed": passive(_("Licensed: %(what)s."), right=ARMS),
    "equipment.refused": passive(_("Not licensed: %(what)s."), right=ARMS),
    "delegate.vetted": passive(_("Vetted: %(what)s.")),
    "delegate.accredited": passive(_("Accredited: %(what)s.")),
    "delegate.returned": passive(_("Returned for correction: %(what)s.")),
    "delegate.decision_undone": passive(_("A decision was undone: %(what)s.")),
    "delegate.reopened": passive(_("Back in review: %(what)s.")),
    "delegate.photo_exempted": passive(_("%(what)s no longer needs to provide a photo.")),
    "delegate.photo_asked": passive(_("%(what)s must provide a photo again.")),
    "delegate.refused": passive(_("Not accredited: %(what)s.")),
    "delegation.reordered": Sentence(
        _("You changed the order of the members."), _("%(who)s changed the order of the members.")
    ),
    "note.received": Sentence(
        _("You sent the note verbale %(what)s."), _("%(who)s sent the note verbale %(what)s."), right=NOTES
    ),
    "note.accepted": passive(_("Note verbale accepted: %(what)s."), right=NOTES),
    "focal_point.invited": Sentence(
        _("You invited %(what)s as focal point."), _("%(who)s invited %(what)s as focal point.")
    ),
    "focal_point.handing_over": Sentence(
        _("You asked %(what)s to take over."), _("%(who)s asked %(what)s to take over.")
    ),
    "focal_point.invitation_withdrawn": Sentence(
        _("You withdrew the invitation of %(what)s."), _("%(who)s withdrew the invitation of %(what)s.")
    ),
    "delegate.asked": Sentence(
        _("You asked %(what)s to fill in their personal page."),
        _("%(who)s asked %(what)s to fill in their personal page."),
    ),
    "delegate.ask_withdrawn": Sentence(
        _("You withdrew the link of %(what)s."), _("%(who)s withdrew the link of %(what)s.")
    ),
    "delegate.scan_sent": passive(_("Scan of the travel document received: %(what)s.")),
    "delegate.filled_in": passive(_("Filled in by the member: %(what)s.")),
    "delegate.filled_in_for_review": passive(_("Changed by the member and reviewed again: %(what)s.")),
    "delegate.own_page_done": passive(_("The member has completed the personal page: %(what)s.")),
    "equipment.asked": Sentence(_("You asked to bring: %(what)s."), _("%(who)s asked to bring: %(what)s."), right=ARMS),
    "equipment.changed": Sentence(
        _("You changed the request to bring: %(what)s."),
        _("%(who)s changed the request to bring: %(what)s."),
        right=ARMS,
    ),
    "equipment.withdrawn": Sentence(
        _("You withdrew the request to bring: %(what)s."),
        _("%(who)s withdrew the request to bring: %(what)s."),
        right=ARMS,
    ),
    "focal_point.appointed": Sentence(_("You became a focal point."), _("%(who)s became a focal point.")),
    "focal_point.handed_over": Sentence(_("You took over from %(what)s."), _("%(who)s took over from %(what)s.")),
    "focal_point.left": Sentence(_("You stepped down as focal point."), _("%(who)s is no longer a focal point.")),
    "focal_point.withdrawn": Sentence(
        _("You withdrew %(what)s as focal point."), _("%(who)s withdrew %(what)s as focal point.")
    ),
}
sentences: Registry[Sentence] = Registry("sentences of a delegation's history", _OF_REGISTRATION)
# For the audit log at the desk, where everybody has a name.
core_access_log.register_kinds(
    {
        "delegate.form_read": _("Form of a member, by staff"),
        "delegate.scan_read": _("Scan of a travel document"),
        "delegation.exported": _("Table of a delegation’s members"),
        "equipment.read": _("Arms and radios with their serial numbers"),
        "note.read": _("Note verbale"),
        "participants.exported": _("Table of all participants"),
        "travel.exported": _("List of arrivals or departures"),
        "visa_letter.read": _("Visa support letter"),
    }
)
core_access_log.register_kinds(
    {
        delegations_access_log.PERSON: _("Page of a person"),
        delegations_access_log.PERSONS: _("List of persons"),
    },
    daily=True,
)
core_access_log.register_pages(
    {
        "registration:delegation": _("Delegation"),
        "registration:desk_person": _("Page of a person"),
        "registration:member": _("Form of a member, by staff"),
        "registration:people": _("Focal points"),
        "registration:travel": _("Arrivals and departures"),
        "registration:visa": _("Visa support letters"),
        "registration:doubles": _("Possible duplicates"),
        "registration:equipment": _("Arms and radios"),
        "registration:late": _("Late request"),
        "registration:messages": _("Messages to a delegation"),
    }
)
register_sentences(
    {
        delegations_access_log.PERSON: _("%(who)s opened a page of %(what)s"),
        delegations_access_log.PERSONS: _("%(who)s opened a list of persons (%(what)s)"),
        "delegate.entered": _("%(who)s entered %(what)s"),
        "delegate.changed": _("%(who)s changed the details of %(what)s"),
        "delegate.changed_for_review": _("%(who)s changed %(what)s, which goes back to review"),
        "delegate.recalled": _("%(who)s reopened %(what)s for changes"),
        "delegate.submitted": _("%(who)s submitted %(what)s"),
        "delegate.withdrawn": _("%(who)s withdrew %(what)s"),
        "delegate.merged": _("%(who)s merged two entries of %(what)s"),
        "delegate.doubled": _("%(who)s withdrew a duplicate entry of %(what)s"),
        "delegate.told_apart": _("%(who)s recorded that these are two persons: %(what)s"),
        "delegate.replaced": _("%(who)s replaced %(what)s"),
        "delegate.entered_instead": _("%(who)s entered %(what)s as a replacement"),
        **dict.fromkeys(
            ("delegate.took_place", "delegate.took_place_for_review"),
            _("%(who)s gave %(what)s the place of another member"),
        ),
        "delegate.restored": _("%(who)s took %(what)s back into the delegation"),
        "late.asked": _("%(who)s made a late request: %(what)s"),
        "late.withdrawn": _("%(who)s withdrew the late request %(what)s"),
        "late.granted": _("%(who)s granted the late request %(what)s"),
        "late.declined": _("%(who)s declined the late request %(what)s"),
        "visa_letter.issued": _("%(who)s issued the visa support letter %(what)s"),
        "circular.sent": _("%(who)s wrote to the focal points: %(what)s"),
        "delegation.reordered": _("%(who)s changed the order of the members of %(what)s"),
        "delegation.exported": _("%(who)s downloaded the members of %(what)s as a table"),
        "seating.drawn": _("%(who)s drew the first seat: %(what)s"),
        "participants.exported": _("%(who)s downloaded the table of all participants"),
        "travel.exported": _("%(who)s downloaded a list of arrivals or departures"),
        "delegate.form_read": _("%(who)s opened the form of %(what)s for its delegation"),
        "visa_letter.read": _("%(who)s downloaded the visa support letter %(what)s"),
        "note.read": _("%(who)s opened the file of the note verbale %(what)s"),
        "note.received": _("%(who)s sent the note verbale %(what)s"),
        "note.accepted": _("%(who)s accepted the note verbale %(what)s"),
        "focal_point.invited": _("%(who)s invited %(what)s as focal point"),
        "focal_point.handing_over": _("%(who)s asked %(what)s to take over as focal point"),
        "focal_point.invitation_withdrawn": _("%(who)s withdrew the invitation of %(what)s as focal point"),
        "focal_point.appointed": _("%(who)s became a focal point"),
        "focal_point.handed_over": _("%(who)s took over from %(what)s as focal point"),
        "access.asked": _("%(who)s asked for an invitation: %(what)s"),
        "access.granted": _("%(who)s granted the request for an invitation of %(what)s"),
        "access.declined": _("%(who)s declined the request for an invitation of %(what)s"),
        "focal_point.left": _("%(who)s stepped down as focal point"),
        "focal_point.withdrawn": _("%(who)s withdrew %(what)s as focal point"),
        "delegate.asked": _("%(who)s sent %(what)s the link to a personal page"),
        "delegate.ask_withdrawn": _("%(who)s withdrew the link of %(what)s"),
        "delegate.scan_sent": _("%(who)s sent the scan of the travel document of %(what)s"),
        "delegate.scan_read": _("%(who)s looked at the scan of the travel document of %(what)s"),
        "delegate.filled_in": _("%(who)s filled in the personal page"),
        "delegate.filled_in_for_review": _("%(who)s filled in the personal page, which goes back to review"),
        "delegate.own_page_done": _("%(who)s completed the personal page"),
    }
)
register_sentences(
    {
        "equipment.licensed": _("%(who)s licensed %(what)s"),
        "equipment.refused": _("%(who)s refused a licence for %(what)s"),
        "equipment.read": _("%(who)s read the serial numbers of the items of %(what)s"),
        "equipment.asked": _("%(who)s asked to bring %(what)s"),
        "equipment.changed": _("%(who)s changed the request to bring %(what)s"),
        "equipment.withdrawn": _("%(who)s withdrew the request to bring %(what)s"),
    },
    right=ARMS,
)


def register_sentence(verb: str, own: str | Promise, other: str | Promise, *, right: str) -> None:
    """Register an upper app's sentences for an act, for its actor and for others. Each act is a line of its own.

    Args:
        right: What staff need to read it.
    """
    sentences.add(verb, Sentence(own, other, alone=True, right=right))


@dataclass(frozen=True)
class Side:
    """A delegation's side in something between two, and the name of the other: a delegation, or for example a list of speakers."""

    name: str
    other: str


@dataclass(frozen=True)
class SharedHistory:
    """What two delegations do with one another. Its entries name neither, so the app says which concern a delegation."""

    sides: Callable[[Delegation], Mapping[str, Side]]  # a delegation's side by the subject's key
    sentences: Mapping[str, Mapping[str, Sentence]]  # by verb and the reader's side
    right: str  # what staff need to read it
    # The side that the reader has in one entry, where it is not the same in all.
    side_in: Callable[[AuditEntry, Side], str] = lambda _entry, side: side.name


between_two: Registry[SharedHistory] = Registry("what passes between two delegations")


def register_between(subject_type: str, shared: SharedHistory) -> None:
    """Register what passes between two delegations; `subject_type` is the model's label in the audit log."""
    between_two.add(subject_type, shared)


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    text: str
    reason: str


@dataclass(frozen=True)
class HistoryPage:
    """A page of history. `before` is the entry before which the next page begins, None on the last."""

    lines: list[HistoryLine]
    before: int | None


def find_lines(delegation: Delegation, actor: Actor, limit: int = 6) -> list[HistoryLine]:
    """Return the latest `limit` events of the delegation, as `actor` reads them. Queries as `page`."""
    return find_events(delegation, actor, limit=limit).lines


def find_events(delegation: Delegation, actor: Actor, *, limit: int = 50, before: int | None = None) -> HistoryPage:
    """Return `limit` events of the delegation before the entry with the number `before` (None: the latest).

    Two queries, those of each kind of shared history, and one more for each kind of which the delegation has any.

    Args:
        actor: The reader, whose own acts read "You …".
    """
    focal_points = set(FocalPoint.objects.filter(delegation=delegation).values_list("user_id", flat=True))

    def may_read(right: str) -> bool:
        return actor.user_id in focal_points or actor.may(right)

    sides = {kind: shared.sides(delegation) for kind, shared in between_two.items() if may_read(shared.right)}
    verbs = [verb for verb, sentence in sentences.items() if may_read(sentence.right)]
    own = AuditEntry.objects.filter(scope=delegation.scope, verb__in=verbs)
    # Separate queries, not OR: each uses an index of its own, and no plan reads the whole audit log.
    shared = [_shared_entries(kind, keys) for kind, keys in sides.items() if keys]
    entries = _newest([own, *shared], before)
    history, last = list[HistoryLine](), None
    for group in _grouped(entries[:READ_AT_MOST]):
        if len(history) == limit:
            return HistoryPage(history, last.number if last else None)
        side = sides.get(group[0].subject_type, {}).get(group[0].subject_id)
        history.append(_line(group, actor, focal_points, side))
        last = group[-1]
    return HistoryPage(history, last.number if last and len(entries) > READ_AT_MOST else None)


def _shared_entries(kind: str, keys: Iterable[str]) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(
        # The version, since the index of subjects has only entries with one.
        subject_type=kind,
        subject_id__in=list(keys),
        subject_version__gt=0,
        verb__in=between_two[kind].sentences,
    )


def _newest(sources: Iterable[QuerySet[AuditEntry]], before: int | None) -> list[AuditEntry]:
    """Return the newest by the time that is shown, and one more, which tells whether there are others."""
    entries: list[AuditEntry] = []
    at = AuditEntry.objects.filter(number=before).values_list("at", flat=True).first() if before is not None else None
    for source in sources:
        if at is not None:
            source = source.filter(Q(at__lt=at) | Q(at=at, number__lt=before))
        entries += source.order_by("-at", "-number").only(*FIELDS)[: READ_AT_MOST + 1]
    newest = sorted(entries, key=lambda entry: (entry.at, entry.number), reverse=True)[: READ_AT_MOST + 1]
    return labels.in_readers_language(newest)


def _grouped(entries: Iterable[AuditEntry]) -> Iterator[list[AuditEntry]]:
    """Yield neighbours that one person did at once: the same verb, within a minute, for the same reason."""

    def act(entry: AuditEntry) -> tuple[object, ...]:
        return entry.verb, entry.actor_id, entry.reason

    group: list[AuditEntry] = []
    for entry in entries:
        alone = entry.subject_type in between_two or sentences[entry.verb].alone
        joins = group and not alone and act(group[0]) == act(entry) and group[-1].at - entry.at <= TOGETHER
        if group and not joins:
            yield group
            group = []
        group.append(entry)
    if group:
        yield group


def _line(group: list[AuditEntry], actor: Actor, focal_points: set[int], side: Side | None) -> HistoryLine:
    newest = group[0]
    is_own = actor.user_id is not None and newest.actor_id == actor.user_id
    sentence = _shared_sentence(newest, side) if side else sentences[newest.verb]
    values = {
        "who": newest.actor_label if newest.actor_id in focal_points else _("The secretariat"),
        "what": _names_or_count(list(dict.fromkeys(entry.label for entry in reversed(group)))),
        "instead": newest.details.get("instead_of", ""),
        "other": side.other if side else "",
        "members": _names_or_count(newest.details.get("members", [])),
    }
    text = str(sentence.own if is_own else sentence.other) % values
    return HistoryLine(newest.at, text, reasons.read(newest.reason))


def _shared_sentence(entry: AuditEntry, side: Side) -> Sentence:
    shared = between_two[entry.subject_type]
    return shared.sentences[entry.verb][shared.side_in(entry, side)]


def _names_or_count(names: list[str]) -> str:
    if len(names) > MOST_NAMES:
        return ngettext("%(count)s member", "%(count)s members", len(names)) % {"count": len(names)}
    return lists.in_words(names)
