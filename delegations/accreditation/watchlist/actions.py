"""The watch list: entries, whom they may mean, and what an officer says of that. It flags people and decides nothing.

An entry is compared when it changes, and again when a person's names, document or date of birth do. Parallel transactions would miss
each other, so those who change entries wait for those who change people, and the other way round.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from conference.audit.chain import Draft
from conference.core import clock, concurrency, lifecycle
from conference.core.access import Actor, require_person, require_right, require_user_id
from conference.core.errors import AlreadyDecided, NotPossible
from conference.fields import blind_index
from delegations.accreditation.models import WatchEntry, WatchMatch, name_index, names_of
from delegations.accreditation.watchlist.models import LOCK
from delegations.accreditation.watchlist.similar_names import are_folded_alike, fold_name
from delegations.accreditation.watchlist.tables import ListRefused, WatchLine
from delegations.registration.members.rules import number_index
from delegations.registration.models import Delegate

RIGHT, READ = "accreditation.watch", "accreditation.read_watch"
# The fields by which people are compared (the index follows the number); drafts are compared when they are submitted.
COMPARED = frozenset({"family_name", "given_names", "name_on_badge", "name_native", "document_number", "date_of_birth"})
COMPARED_STATES = ("submitted", "vetted", "returned", "accredited")
LOOKED_AT = ("family_name", "given_names", "name_on_badge", "name_native", "document_number_index", "date_of_birth")


@lifecycle.use_case
def enter_watch(*, actor: Actor, values: Mapping[str, Any]) -> WatchEntry:
    """Add a person, or a document, to the list, and flag who may be meant. Sent twice it is one entry.

    `values` are those of `forms.WatchForm`.
    """
    require_right(require_person(actor), RIGHT)
    entry = WatchEntry(entered_by_id=require_user_id(actor), entered_at=clock.now(), **_fields(values))
    if first := concurrency.made_before(entry, actor=actor, verb="watch.entered", but=["entered_at"]):
        return first
    lifecycle.create(entry, actor=actor, verb="watch.entered")
    _compare_with_all(entry)
    return entry


@lifecycle.use_case
def enter_list(*, actor: Actor, lines: list[WatchLine], dry_run: bool = False) -> list[WatchLine]:
    """Add everybody in the list whom no entry names yet, or nobody; flag who may be meant, and return the lines with `will`."""
    require_right(require_person(actor), RIGHT)
    if not lines or any(line.problems for line in lines):
        raise ListRefused(lines)
    _lock_list(shared=False)
    listed = {_content(entry): str(entry) for entry in _in_force()}
    entries = []
    for line in lines:
        entry = WatchEntry(entered_by_id=require_user_id(actor), entered_at=clock.now(), **_fields(line.values))
        line.listed_as = listed.get(_content(entry), "")
        line.will = _("already listed as %(entry)s") % {"entry": line.listed_as} if line.listed_as else _("a new entry")
        entries += [] if line.listed_as else [entry]
    if not dry_run:
        lifecycle.create_many(entries, actor=actor, verb="watch.entered")
        compare_people(Delegate.objects.filter(state__in=COMPARED_STATES), entries)
    return lines


def _content(entry: WatchEntry) -> tuple[str, str, str]:
    return entry.name_index, entry.document_number_index, entry.date_of_birth


@lifecycle.use_case
def edit_watch(*, actor: Actor, entry: WatchEntry, values: Mapping[str, Any], expected_version: int) -> WatchEntry:
    """Change an entry and flag anew. Arguments as for `enter_watch`."""

    def check(entry: WatchEntry) -> None:
        if entry.state != "active":
            raise NotPossible(_("This entry has ended. Please create a new one."))

    changed = lifecycle.change(
        entry,
        actor=require_person(actor),
        verb="watch.changed",
        right=RIGHT,
        expected_version=expected_version,
        check=check,
        **_fields(values),
    )
    _compare_with_all(changed)
    return changed


@lifecycle.use_case
def end_watch(*, actor: Actor, entry: WatchEntry, expected_version: int) -> WatchEntry:
    return lifecycle.move(
        entry, "ended", actor=require_person(actor), verb="watch.ended", right=RIGHT, expected_version=expected_version
    )


@lifecycle.use_case
# statement: `access_log` writes that it was read
def read_watch(*, actor: Actor, entries: Sequence[WatchEntry]) -> None:
    require_right(require_person(actor), READ)
    for entry in entries:
        lifecycle.log(entry, actor=actor, verb="watch.read")


@lifecycle.use_case
def set_aside(*, actor: Actor, match: WatchMatch, explanation: str) -> WatchMatch:
    """Set a match aside: an officer has compared both, and it is another person. It stays visible until either changes."""
    require_right(require_person(actor), READ)
    text = " ".join(explanation.split())[:500]
    if not text:
        raise NotPossible(
            _("State what distinguishes the two persons: place of birth, face, passport. Nothing was changed.")
        )
    as_compared = {"pk": match.pk, "delegate": match.delegate_id, "basis": match.basis}
    current = WatchMatch.objects.select_for_update().filter(**as_compared).first()
    if current is None:
        raise AlreadyDecided(
            _("The person or the entry was changed in the meantime. Please compare again. Nothing was changed.")
        )
    if current.aside_at:
        raise AlreadyDecided(_("They have already been compared. Nothing was changed."))
    current.aside_at, current.aside_by_id, current.aside_words = clock.now(), actor.user_id, text
    current.save(update_fields=["aside_at", "aside_by", "aside_words"])
    lifecycle.log(current.entry, actor=actor, verb="watch.set_aside", details={"delegate": current.delegate_id})
    return current


def lock_and_find_unsettled(people: Collection[int]) -> set[int]:
    """Return the keys of people whom an entry in force may mean and nobody has compared: they are not accredited, and get no badge.

    Those who change entries wait until the transaction ends. Matches with entries past their last day are deleted here, since the
    database's own guard (guards.py) does not know the conference's date.
    """
    _lock_list(shared=True)
    open_ = WatchMatch.objects.filter(delegate__in=people, aside_at=None)
    past = [match.pk for match in open_.exclude(WatchEntry.in_force(clock.now().date(), "entry__"))]
    if past:
        WatchMatch.objects.filter(pk__in=past).delete()
    return set(open_.values_list("delegate", flat=True))


@lifecycle.use_case
def compare_again() -> tuple[int, int]:
    """Compare everybody with every entry in force, as after an upgrade. Return how many matches are new, and how many are gone."""
    _lock_list(shared=False)
    before = set(WatchMatch.objects.values_list("pk", flat=True))
    compare_people(Delegate.objects.filter(state__in=COMPARED_STATES), _in_force())
    after = set(WatchMatch.objects.values_list("pk", flat=True))
    return len(after - before), len(before - after)


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    fields = dict(values)
    if "document_number" in fields:
        fields["document_number_index"] = number_index(fields["document_number"])
    if "name" in fields:
        fields["name_index"] = name_index(fields["name"])
    if not (fields.get("name") or fields.get("document_number_index")):
        raise NotPossible(_("Enter a name or a document number. Nothing was changed."))
    return fields


def compare_changed(drafts: Sequence[Draft], **_kwargs: Any) -> None:
    """Receive `use_case_ending`: compare those who were submitted, or changed in a compared field, with the list."""
    label = Delegate._meta.label_lower
    keys = {
        int(draft.subject_id)
        for draft in drafts
        if draft.subject_type == label
        and (draft.went_to == "submitted" or COMPARED & set(draft.details.get("changed", ())))
    }
    if keys:
        _lock_list(shared=True)
        compare_people(Delegate.objects.filter(pk__in=keys), _in_force())


def _in_force() -> list[WatchEntry]:
    return list(WatchEntry.objects.filter(WatchEntry.in_force(clock.now().date())))


def _compare_with_all(entry: WatchEntry) -> None:
    _lock_list(shared=False)
    compare_people(Delegate.objects.filter(state__in=COMPARED_STATES), [entry])


def _lock_list(*, shared: bool) -> None:
    """Lock until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'_shared' if shared else ''}(%s)", [LOCK])


def compare_people(people: Any, entries: Sequence[WatchEntry]) -> None:
    if not entries:
        return
    fresh: dict[tuple[int, int], WatchMatch] = {}
    looked_at = []
    now = clock.now()
    listed = [(entry, [fold_name(name) for name in entry.names]) for entry in entries]
    for person in people.filter(state__in=COMPARED_STATES).only(*LOOKED_AT).iterator():
        looked_at.append(person.pk)
        known_by = [fold_name(name) for name in names_of(person)]
        for entry, names in listed:
            number = bool(entry.document_number_index) and entry.document_number_index == person.document_number_index
            name = any(are_folded_alike(listed_name, own_name) for listed_name in names for own_name in known_by)
            if name or number:
                fresh[entry.pk, person.pk] = WatchMatch(
                    entry=entry,
                    delegate=person,
                    by_name=name,
                    by_number=number,
                    basis=_basis(entry, person),
                    found_at=now,
                )
    _keep(fresh, WatchMatch.objects.filter(entry__in=entries), set(looked_at))


def _keep(fresh: dict[tuple[int, int], WatchMatch], stored: Any, people: set[int]) -> None:
    outdated = []
    for match in stored:
        if match.delegate_id not in people:
            continue
        again = fresh.get((match.entry_id, match.delegate_id))
        if again is not None and again.basis == match.basis:
            del fresh[match.entry_id, match.delegate_id]
        else:
            outdated.append(match.pk)
    if outdated:
        WatchMatch.objects.filter(pk__in=outdated).delete()
    WatchMatch.objects.bulk_create(fresh.values(), batch_size=500)


def _basis(entry: WatchEntry, person: Delegate) -> str:
    compared = (*names_of(person), person.document_number_index, person.date_of_birth)
    listed = (*entry.names, entry.document_number_index, entry.date_of_birth)
    return blind_index("\n".join((*compared, "\0", *listed)), f"{WatchMatch._meta.db_table}.basis")
