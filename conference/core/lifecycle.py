"""Write every change of state: one transaction, and one audit entry for each row that changed.

A *use case* is a function in a topic's `actions.py`, wrapped by `use_case`. In it `create`, `change` and `move` write audited rows; each
change raises the version by one and points at its entry. Triggers (db/guards.py) enforce that a state moves only along its graph and that
a version never rises without an entry; the foreign key to the entry is checked at commit.
It is our own because no library both links entries by hashes and locks and compares versions.
"""

import random
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from functools import wraps
from itertools import batched
from typing import Any, ClassVar, cast

from django.db import OperationalError, models, transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.utils import translation
from django.utils.encoding import force_str
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from conference.audit import access_chain
from conference.audit.chain import Draft, append_drafts
from conference.audit.models import AuditEntry
from conference.core import clock, concurrency, personal_data
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, NotPossible
from conference.core.signals import use_case_ending
from conference.fields import bulk_update, columns_owned_by, unopened
from conference.files import stored_files
from conference.translated import FALLBACK, Translated, in_each

_drafts: ContextVar[list[Draft] | None] = ContextVar("drafts", default=None)
TRIES = 4
PAUSE = (0.05, 0.25)  # seconds, at random: without a pause two transactions could deadlock again at every try
DEADLOCKS = {"40P01", "40001"}


class AuditedModel(models.Model):
    """A row with a `state` that moves along GRAPH, a `version`, and `record`, the audit entry of its last change.

    A subclass has `state = CharField(choices=…)` and GRAPH, from each state to those it may move to. Values of fields in SECRET never
    enter the audit log. BROUGHT holds the words of a state before "by NAME", where its label does not fit there: "reported lost by …".
    LABEL_IN_EACH_LANGUAGE: `str()` depends on the language, without a query. `scope`: the party whose delegation may read its history.
    """

    GRAPH: ClassVar[Mapping[str, Iterable[str]]] = {}
    SECRET: ClassVar[frozenset[str]] = frozenset()
    BROUGHT: ClassVar[Mapping[str, str | Promise]] = {}
    LABEL_IN_EACH_LANGUAGE: ClassVar[bool] = False

    state: Any
    version = models.PositiveIntegerField(default=1, editable=False)
    record = models.OneToOneField(
        AuditEntry, to_field="ref", on_delete=models.PROTECT, related_name="+", editable=False, default=uuid.uuid4
    )

    class Meta:
        abstract = True

    @property
    def scope(self) -> str:
        return ""

    def may_move(self, to: str) -> bool:
        return to in self.GRAPH.get(self.state, ())


def use_case[**P, R](action: Callable[P, R]) -> Callable[P, R]:
    """Wrap an action in one transaction whose audit entries are linked last; try again after a deadlock.

    An action called from another joins its transaction. When an inner one fails, its entries are dropped with its rows.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        outer = _drafts.get()
        if outer is not None:
            before = len(outer)
            try:
                with transaction.atomic():
                    return action(*args, **kwargs)
            except BaseException:
                del outer[before:]
                raise
        for tries_left in range(TRIES - 1, -1, -1):
            try:
                return cast("R", _outermost(action, args, kwargs))
            except OperationalError as problem:
                alone = not transaction.get_connection().in_atomic_block
                if not (tries_left and alone and getattr(problem.__cause__, "sqlstate", "") in DEADLOCKS):
                    raise
            time.sleep(random.uniform(*PAUSE))  # noqa: S311 (no secret)
        raise AssertionError("unreachable")

    return run


def _outermost(action: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    drafts: list[Draft] = []
    token = _drafts.set(drafts)
    try:
        with transaction.atomic():
            result = action(*args, **kwargs)
            use_case_ending.send(sender=None, drafts=tuple(drafts))
            append_drafts(drafts)
        return result
    finally:
        _drafts.reset(token)


def _add_draft(obj: models.Model, actor: Actor, verb: str, **values: Any) -> uuid.UUID:
    drafts = _drafts.get()
    if drafts is None:
        raise RuntimeError("Only a use case may change audited rows: wrap the action in lifecycle.use_case.")
    drafts.append(draft := _draft(obj, actor, verb, **values))
    return draft.ref


def _draft(obj: models.Model, actor: Actor, verb: str, **values: Any) -> Draft:
    labels, details = _labels(obj), values.get("details") or {}
    english = labels.into(FALLBACK)
    if own := {code: text for code, text in labels.items() if text != english}:
        details = {**details, "labels": {FALLBACK: english, **own}}
    return Draft(
        at=clock.now(),
        actor_id=actor.user_id,
        actor_label=actor.label[:200],
        verb=verb,
        subject_type=obj._meta.label_lower,
        subject_id=str(obj.pk),
        subject_label=english,
        scope=getattr(obj, "scope", ""),
        **personal_data.persons_of_entry(obj, actor.erasable_person, values.get("reason", "")),
        **{**values, "details": details},
    )


def _labels(obj: models.Model) -> Translated:
    """Return the object's name in English, and in each language if its model has LABEL_IN_EACH_LANGUAGE."""
    if getattr(obj, "LABEL_IN_EACH_LANGUAGE", False):
        return in_each(lambda: str(obj)[:200])
    with translation.override(FALLBACK):
        return Translated({FALLBACK: str(obj)[:200]})


def create[T: AuditedModel](
    obj: T, *, actor: Actor, verb: str, reason: str = "", details: Mapping[str, Any] | None = None
) -> T:
    return create_many([obj], actor=actor, verb=verb, reason=reason, details=details)[0]


def create_many[T: AuditedModel](
    objects: Sequence[T], *, actor: Actor, verb: str, reason: str = "", details: Mapping[str, Any] | None = None
) -> Sequence[T]:
    """Save new audited rows of one model by one INSERT, each with its first entry."""
    if not objects:
        return objects
    for obj in objects:
        obj.version, obj.record_id = 1, uuid.uuid4()
    saved: Sequence[T] = type(objects[0])._base_manager.bulk_create(objects, batch_size=500)
    for obj in saved:
        values = {"subject_version": 1, "went_to": obj.state, "reason": reason, "details": dict(details or {})}
        _add_draft(obj, actor, verb, ref=obj.record_id, **values)
    return saved


def _already_decided_message(row: AuditedModel) -> str:
    last = AuditEntry.objects.filter(ref=str(row.record_id)).first()
    who = last.actor_label if last else "?"
    # Translators: somebody else was faster, for example: "Thandeka Mokoena: already accredited by Đặng Thuỳ Linh."
    return _("%(what)s: already %(state)s by %(who)s. Nothing was changed.") % {
        "what": row,
        "state": row.BROUGHT.get(row.state) or state_word(row),
        "who": who,
    }


def _not_possible(row: AuditedModel, to: str) -> NotPossible:
    values = {"what": row, "state": state_word(row), "to": state_word(row, to)}
    return NotPossible(_("%(what)s is %(state)s and cannot become %(to)s.") % values)


def state_word(row: AuditedModel, state: str | None = None) -> str:
    options: Any = row._meta  # the abstract class itself has no field "state"
    field = options.get_field("state")
    choices = dict(field.flatchoices)
    return force_str(choices.get(state or row.state, state or row.state)).lower()


def move[T: AuditedModel](
    obj: T,
    to: str,
    *,
    actor: Actor,
    verb: str,
    right: str | None = None,
    expected_version: int | None = None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    check: Callable[[T], None] | None = None,
    only_from: tuple[str, ...] = (),
    locked: Any = None,
    **fields: Any,
) -> T:
    """Move `obj` to the state `to`, writing `fields`, with one audit entry. `obj` is updated too.

    Args:
        right: A key of access.RIGHTS; None when the action has checked.
        expected_version: The version on the actor's screen.
        check: Raises an error that forbids the move; called with the locked row before anything is written.
        locked: The row as it is now, if the action has read and locked it already.

    Raises:
        NotAllowed: When the actor lacks the right.
        AlreadyDecided: When somebody was faster.
        NotPossible: When the graph has no such move.
    """
    if right is not None:
        require_right(actor, right)
    row: T = _lock_current(obj, expected_version, locked)
    if not row.may_move(to) or (only_from and row.state not in only_from):
        raise AlreadyDecided(_already_decided_message(row)) if obj.state != row.state else _not_possible(row, to)
    if check is not None:
        check(row)
    came_from, row.state = row.state, to
    return _write(obj, row, actor, verb, {"came_from": came_from, "went_to": to}, fields, reason, dict(details or {}))


def change[T: AuditedModel](
    obj: T,
    *,
    actor: Actor,
    verb: str,
    right: str | None = None,
    expected_version: int | None = None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    check: Callable[[T], None] | None = None,
    locked: Any = None,
    **fields: Any,
) -> T:
    """Write `fields` of `obj` without a move, with one entry of old and new values (of secret ones: that they changed).

    Arguments and errors are those of `move`. When nothing differs, nothing is written.
    """
    if right is not None:
        require_right(actor, right)
    row: T = _lock_current(obj, expected_version, locked)
    if check is not None:
        check(row)
    if not _differences(row, fields) and not details:
        return row
    return _write(obj, row, actor, verb, {}, fields, reason, dict(details or {}))


def _lock_current[T: AuditedModel](obj: T, expected_version: int | None, locked: T | None) -> T:
    if locked is None:
        return concurrency.lock_row(obj, expected_version, changed=_already_decided_message)
    concurrency.check_expected(
        expected_version, locked.version, lambda: AlreadyDecided(_already_decided_message(locked))
    )
    return locked


def move_many[T: AuditedModel](
    rows: QuerySet[T],
    to: str,
    *,
    actor: Actor,
    verb: str,
    right: str | None = None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    **fields: Any,
) -> list[T]:
    """Move every row of a query to the state `to`, each with its entry, in two statements for every 500; all or none.

    Args:
        rows: With the joins that their `scope` needs.
        fields: The same values for all.

    Raises:
        NotAllowed: When the actor lacks the right.
        NotPossible: When the graph has no such move for one of them.
    """
    if right is not None:
        require_right(actor, right)
    locked_rows = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for row in locked_rows:
        if not row.may_move(to):
            raise _not_possible(row, to)
        own = dict(details or {})
        if differences := _differences(row, fields):
            own["changed"] = differences
        for name, value in fields.items():
            setattr(row, name, value)
        came_from, row.state = row.state, to
        row.version += 1
        values = {"subject_version": row.version, "came_from": came_from, "went_to": to, "reason": reason}
        row.record_id = _add_draft(row, actor, verb, details=own, **values)
    for some in batched(locked_rows, 500):
        cases = [When(pk=row.pk, then=Value(row.record_id)) for row in some]
        refs = Case(*cases, output_field=models.UUIDField())
        chosen = type(some[0])._base_manager.filter(pk__in=[row.pk for row in some])
        chosen.update(state=to, version=F("version") + 1, record_id=refs, **fields)
    return locked_rows


def change_many[T: AuditedModel](
    rows: Sequence[tuple[T, Mapping[str, Any]]],
    *,
    actor: Actor,
    verb: str,
    details: Mapping[str, Any] | None = None,
) -> list[T]:
    """Write fields of many rows of one model without a move, each with its entry. Return those that differed.

    Args:
        rows: Each as now and locked by the caller, with what to write.
    """
    written: list[T] = []
    touched: set[str] = set()
    for row, fields in rows:
        differences = _differences(row, fields)
        if not differences:
            continue
        for name, value in fields.items():
            setattr(row, name, value)
        row.version += 1
        own = {**dict(details or {}), "changed": differences}
        row.record_id = _add_draft(row, actor, verb, subject_version=row.version, details=own)
        touched |= set(fields)
        written.append(row)
    if written:
        bulk_update(written, [*sorted(touched | columns_owned_by(written[0], touched)), "version", "record"])
    return written


def _differences(row: AuditedModel, fields: Mapping[str, Any]) -> dict[str, list[str] | str]:
    differences: dict[str, list[str] | str] = {}
    for name, value in fields.items():
        attname = row._meta.get_field(name).attname  # type: ignore[union-attr]
        before, after = getattr(row, attname), value.pk if isinstance(value, models.Model) else value
        if before != after:
            differences[name] = "changed" if name in row.SECRET else [_text(before), _text(after)]
    return differences


def _text(value: Any) -> str:
    return "" if value is None else force_str(value)[:500]


def _write[T: AuditedModel](
    obj: T,
    row: T,
    actor: Actor,
    verb: str,
    moved: dict[str, str],
    fields: Mapping[str, Any],
    reason: str,
    details: dict[str, Any],
) -> T:
    differences = _differences(row, fields)
    if differences:
        details["changed"] = differences
        stored_files.discard_files(stored_files.replaced(row, differences))
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.record_id = _add_draft(row, actor, verb, subject_version=row.version, reason=reason, details=details, **moved)
    row.save(update_fields={*fields, *columns_owned_by(row, fields), "state", "version", "record"})
    for field in row._meta.concrete_fields:
        setattr(obj, field.attname, unopened(row, field.attname))
    return row


def log(
    obj: models.Model, *, actor: Actor, verb: str, reason: str = "", details: Mapping[str, Any] | None = None
) -> None:
    """Add an entry about something without versions, such as a print run."""
    _add_draft(obj, actor, verb, subject_version=0, reason=reason, details=dict(details or {}))


def log_read(obj: models.Model, *, actor: Actor, verb: str, details: Mapping[str, Any]) -> None:
    """Add an entry about what somebody looked at; needs no use case."""
    draft = _draft(obj, actor, verb, subject_version=0, details=dict(details))
    if (drafts := _drafts.get()) is not None:
        drafts.append(draft)
    else:
        with transaction.atomic():
            append_drafts([draft])


def log_daily_read(obj: models.Model, *, actor: Actor, verb: str, details: Mapping[str, Any]) -> None:
    """Add a read to the reader's chain."""
    access_chain.append_read(_draft(obj, actor, verb, subject_version=0, details=dict(details)))
