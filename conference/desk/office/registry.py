"""The tables that the office fills on pages of the desk: each app's `tables.py` registers its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, ProtectedError, RestrictedError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from conference.core import characters, lifecycle
from conference.core.access import RIGHTS, Actor, require_right
from conference.core.collation import alphabetical
from conference.core.concurrency import FingerprintForm, fingerprint
from conference.core.errors import NotPossible
from conference.core.registry import Registry, name_of
from conference.look.lists import in_words

RIGHT = "tables.edit"
MOST = 500


class TableForm(FingerprintForm, characters.Form):
    """A row of a table of the office; names in `fixed` are shown and stay as they are once it is entered.

    `consequences` are what the change does, once `save_row` has found them and nobody has confirmed them.
    """

    fixed: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fixed if self.instance.pk else ():
            self.fields[name].disabled = True


@dataclass(frozen=True)
class Table:
    """A table of the office.

    Args:
        name: In the address.
        title: In the plural.
        about: What it decides, in a sentence or two, with what a change does.
        form: A TableForm, which names the model.
        columns: Of the list: label, and what a row shows there.
        order: In the list of tables.
        keeps: Why a row cannot be removed at all; empty when it can.
        single: Has one row, which is never removed.
        prefetch: What the columns read besides the row.
    """

    name: str
    title: str | Promise
    about: str | Promise
    form: type[TableForm]
    columns: tuple[tuple[str | Promise, Callable[[Any], Any]], ...]
    order: int
    right: str = RIGHT
    keeps: Callable[[Any], str] = lambda row: ""
    prefetch: tuple[str, ...] = ()
    single: bool = False

    @property
    def may_add(self) -> bool:
        return not (self.single and self.model._base_manager.exists())

    @property
    def model(self) -> Any:
        return self.form._meta.model  # type: ignore[attr-defined]

    def rows(self) -> list[tuple[Any, list[Any]]]:
        """Return the rows with their cells. Two queries at most, and one for each of `prefetch`."""
        joins = [field.name for field in self.model._meta.fields if field.many_to_one]
        query = self.model._base_manager.select_related(*joins) if joins else self.model._base_manager.all()
        rows = query.prefetch_related(*self.prefetch).order_by(*self.model._meta.ordering)[:MOST]
        return [(row, [cell(row) for _label, cell in self.columns]) for row in rows]

    def compare(self, stored: Model, typed: Model) -> list[tuple[str | Promise, Any, Any]]:
        """Return the cells in which a row differs from what was typed: label, before, after."""
        cells = ((label, cell(stored), cell(typed)) for label, cell in self.columns)
        return [(label, before, after) for label, before, after in cells if before != after]


tables: Registry[Table] = Registry("tables of the office", order=lambda table: table.order)


def register_table(table: Table) -> Table:
    """Register a table; raise KeyError for an unknown right."""
    if table.right not in RIGHTS:
        raise KeyError(table.right)
    return tables.add(table.name, table)


type Describe = Callable[[Any], Iterable[str]]
_consequences: Registry[tuple[Any, Describe]] = Registry("consequences of a change in a table")


def add_consequences(model: Any, describe: Describe) -> Describe:
    """Have `describe` tell, in sentences, what a change of a row does; it gets the valid form, `initial` being what was."""
    _consequences.add(f"{model._meta.label_lower}: {name_of(describe)}", (model, describe))
    return describe


def find_consequences(form: TableForm) -> tuple[str, ...]:
    found = [describe(form) for model, describe in _consequences.values() if model is type(form.instance)]
    return tuple(str(sentence) for sentences in found for sentence in sentences)


@lifecycle.use_case
def save_row(*, actor: Actor, table: Table, pk: int | None, data: QueryDict) -> TableForm:
    """Save a row as typed, a new one without `pk`, when the form is right; the entry names fields and no values.

    A change with consequences is saved when `confirmed` in `data` names just these; else the form has them, and nothing is saved.

    Raises:
        NotAllowed: When the actor lacks the right.
        DoesNotExist: For a row that is gone.
    """
    require_right(actor, table.right)
    form = table.form(data, instance=table.model._base_manager.select_for_update().get(pk=pk) if pk else None)
    if form.is_valid() and (form.has_changed() or not pk):
        consequences = find_consequences(form) if pk else ()
        if consequences and data.get("confirmed") != fingerprint(consequences):
            form.consequences = consequences
            return form
        row = form.save()
        verb = "setting.changed" if pk else "setting.added"
        lifecycle.log(row, actor=actor, verb=verb, details={"fields": form.changed_data} if pk else {})
    return form


@lifecycle.use_case
def remove_row(*, actor: Actor, table: Table, row: Model) -> None:
    """Remove a row that nothing refers to.

    Raises:
        NotAllowed: When the actor lacks the right.
        NotPossible: When something refers to it, or the table keeps it.
    """
    require_right(actor, table.right)
    if why := table.keeps(row):
        raise NotPossible(why)
    lifecycle.log(row, actor=actor, verb="setting.removed")
    try:
        row.delete()
    except (ProtectedError, RestrictedError) as refused:
        dependents = refused.protected_objects if isinstance(refused, ProtectedError) else refused.restricted_objects
        kinds = alphabetical({str(dependent._meta.verbose_name_plural) for dependent in dependents})
        message = _("%(what)s is still used by: %(kinds)s. Nothing was removed.")
        raise NotPossible(message % {"what": row, "kinds": in_words(kinds)}) from refused
