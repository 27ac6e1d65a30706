"""Read what a page of many small parts needs in few trips to the database: statements that wait for nothing of one another go at once.

A part that reads is a generator. It yields a list of the query sets that it needs, gets them back filled, and yields its results besides:

    def open_alerts(actor):
        (alerts,) = yield [Finding.objects.filter(state="open")]
        for alert in alerts:
            yield Task(...)

`run` asks all parts for what they need next, sends it as one, and goes on with each. The server plans and runs each statement as ever;
what is saved are the trips to it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, DateTimeField, Min, Prefetch, QuerySet, Value, prefetch_related_objects
from django.db.models.constants import LOOKUP_SEP

NAMES = "names"  # of parties, which parts of every kind prefetch


@dataclass(frozen=True, eq=False)
class Shared:
    """A query set that several parts of a page need, read once for all of them."""

    build: Callable[[], QuerySet[Any]]


@dataclass(frozen=True)
class Statement:
    """SQL with its values, for what no query set says; it is given back as rows."""

    sql: str
    params: Sequence[Any] = ()


type Need = QuerySet[Any] | Shared | Statement
type Part = Generator[Any, Any, Any]


def counted(rows: QuerySet[Any], since: str = "") -> QuerySet[Any]:
    """Return a query set of how many `rows` there are and the earliest `since`: one pair, or none where there are no rows."""
    in_one = rows.order_by().annotate(any_row=Value(1)).values("any_row")
    first = Min(since) if since else Value(None, DateTimeField())
    numbers: QuerySet[Any] = in_one.annotate(n=Count("pk"), first=first).filter(n__gt=0)
    return numbers.values_list("n", "first")


def fetch(needs: Sequence[QuerySet[Any] | Statement]) -> list[Any]:
    """Return these query sets filled, and the rows of each statement. One query, and those of what is prefetched."""
    asked: list[Any] = []
    answers: dict[int, Any] = {}
    for at, need in enumerate(needs):
        if isinstance(need, Statement):
            asked.append((at, need.sql, need.params))
            continue
        compiler: Any = need.query.get_compiler(connection=connection)
        answers[at] = compiler
        try:
            asked.append((at, *compiler.as_sql()))
        except EmptyResultSet:
            compiler.answer = []
    if asked:
        with connection.cursor() as cursor:
            cursor.execute("; ".join(sql for _at, sql, _params in asked), [v for *_, params in asked for v in params])
            for at, _sql, _params in asked:
                if at in answers:
                    answers[at].answer = cursor.fetchall()
                else:
                    answers[at] = cursor.fetchall()
                cursor.nextset()
    filled = [need if isinstance(need, Statement) else _fill(need, answers[at]) for at, need in enumerate(needs)]
    _prefetch([need for need in filled if isinstance(need, QuerySet)])
    return [answers[at] if isinstance(need, Statement) else need for at, need in enumerate(filled)]


def _fill(rows: Any, compiler: Any) -> Any:
    """Evaluate the query set with the compiler that has its answer; what it prefetches is left for later."""
    prefetched, rows._prefetch_related_lookups = rows._prefetch_related_lookups, ()
    rows.query.get_compiler = lambda *_args, **_kwargs: compiler
    try:
        rows._fetch_all()
    finally:
        del rows.query.get_compiler
        rows._prefetch_related_lookups = prefetched
    rows._prefetch_done = True
    return rows


def _prefetch(filled: Sequence[Any]) -> None:
    """Prefetch what the query sets ask for.

    The names of all their parties come in one query, the rows that refer to theirs in one trip, and all else each for itself.
    """
    parties: list[Any] = []
    rest: list[tuple[Any, list[Any]]] = []
    for rows in filled:
        lookups = rows._prefetch_related_lookups if rows._result_cache else ()
        paths = [_path_to_party(rows, lookup) for lookup in lookups]
        parties += [party for path in paths if path is not None for row in rows for party in _follow(row, path)]
        if others := [lookup for lookup, path in zip(lookups, paths, strict=True) if path is None]:
            rest.append((rows, others))
    _prefetch_referring([(rows, lookup) for rows, lookups in rest for lookup in lookups])
    for rows, lookups in rest:
        prefetch_related_objects(rows._result_cache, *lookups)
    if parties:
        prefetch_related_objects(parties, NAMES)


def _prefetch_referring(wanted: Sequence[tuple[Any, Any]]) -> None:
    """Read in one trip the rows that refer to those of the query sets, or to what these have joined; what lies behind them is left."""
    groups: dict[tuple[Any, int], tuple[Any, dict[int, Any]]] = {}
    for rows, lookup in wanted:
        prefetch = lookup if isinstance(lookup, Prefetch) else Prefetch(lookup)
        path, relation = _path_to_referring(rows.model, prefetch.prefetch_through)
        if relation is None or prefetch.to_attr:
            continue
        is_last = prefetch.prefetch_through.count(LOOKUP_SEP) == len(path)
        chosen = prefetch.queryset if is_last else None
        _chosen, owners = groups.setdefault((relation, id(chosen)), (chosen, {}))
        owners.update((id(owner), owner) for row in rows for owner in _follow(row, path))
    asked = [
        (relation, relation.related_model._default_manager.all() if chosen is None else chosen, list(owners.values()))
        for (relation, _key), (chosen, owners) in groups.items()
        if owners
    ]
    if not asked:
        return
    found = fetch([chosen.filter(**{f"{relation.field.name}__in": owners}) for relation, chosen, owners in asked])
    for (relation, chosen, own), rows in zip(asked, found, strict=True):
        _hand_out(relation, chosen, own, rows)


def _path_to_referring(model: Any, lookup: str) -> tuple[list[str], Any]:
    """Return the way over joined rows, and the relation at its end by which others refer to them; None where it leads elsewhere."""
    path: list[str] = []
    for name in lookup.split(LOOKUP_SEP):
        referring = {relation.get_accessor_name(): relation for relation in model._meta.related_objects}
        if name in referring:
            relation = referring[name]
            return path, relation if relation.one_to_many and relation.field.target_field.primary_key else None
        field = next((field for field in model._meta.concrete_fields if field.name == name), None)
        if field is None or not field.remote_field:
            return path, None
        path.append(name)
        model = field.related_model
    return path, None


def _hand_out(relation: Any, chosen: Any, owners: Sequence[Any], rows: Any) -> None:
    """Give each owner, as prefetched, the rows that refer to it."""
    field = relation.field
    by_owner: dict[Any, list[Any]] = {}
    for row in rows:
        by_owner.setdefault(getattr(row, field.attname), []).append(row)
    for owner in owners:
        own = chosen._chain()
        own._result_cache = by_owner.get(owner.pk, [])
        own._prefetch_done = True
        for row in own._result_cache:
            field.set_cached_value(row, owner)
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[relation.get_accessor_name()] = own


def _path_to_party(rows: Any, lookup: Any) -> list[str] | None:
    """Return the way to the parties whose names `lookup` prefetches, where each row has them joined."""
    if not isinstance(lookup, str) or lookup.split("__")[-1] != NAMES:
        return None
    model, path = rows.model, lookup.split("__")[:-1]
    for name in path:
        field = model._meta.get_field(name)
        if not (field.many_to_one or field.one_to_one):
            return None
        model = field.related_model
    return path


def _follow(row: Any, path: Sequence[str]) -> Iterable[Any]:
    for name in path:
        row = getattr(row, name, None)
        if row is None:
            return
    yield row


def side_by_side(parts: Iterable[Iterable[Any]]) -> Part:
    """Return, as a part, what each of these yields besides its needs, in order. As many steps as the part of the most takes."""
    running: dict[int, tuple[Part, Any]] = {}
    results: list[list[Any]] = []
    for at, part in enumerate(parts):
        results.append([] if isinstance(part, Generator) else list(part))
        if isinstance(part, Generator):
            running[at] = (part, None)
    while running:
        needs: dict[int, Sequence[Need]] = {}
        for at, (part, answer) in running.items():
            if (wanted := _next_needs(part, answer, results[at])) is not None:
                needs[at] = wanted
        if needs:
            answers = iter((yield [need for wanted in needs.values() for need in wanted]))
        running = {at: (running[at][0], [next(answers) for _need in wanted]) for at, wanted in needs.items()}
    return results


def run(parts: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """Return what each part yields besides its needs, in order. As many queries as the part of the most steps takes."""
    results: list[list[Any]] = complete(side_by_side(parts))
    return results


def results_of(part: Iterable[Any]) -> list[Any]:
    """Return what a part yields besides its needs, when it runs alone."""
    return run([part])[0]


def complete(part: Part) -> Any:
    """Return what a part returns, when it runs alone."""
    answer: Any = None
    shared: dict[Shared, QuerySet[Any]] = {}
    try:
        while True:
            answer = _answer(part.send(answer), shared)
    except StopIteration as end:
        return end.value


def _next_needs(part: Part, answer: Any, results: list[Any]) -> Sequence[Need] | None:
    """Go on with the part until it needs something; None at its end."""
    try:
        item = part.send(answer)
        while not isinstance(item, list):
            results.append(item)
            item = next(part)
    except StopIteration:
        return None
    return item


def _answer(needs: Sequence[Need], shared: dict[Shared, QuerySet[Any]]) -> list[Any]:
    missing = [need for need in dict.fromkeys(n for n in needs if isinstance(n, Shared)) if need not in shared]
    own = [need for need in needs if not isinstance(need, Shared)]
    filled = fetch([*(need.build() for need in missing), *own]) if missing or own else []
    shared.update(zip(missing, filled[: len(missing)], strict=True))
    rows = iter(filled[len(missing) :])
    return [shared[need] if isinstance(need, Shared) else next(rows) for need in needs]
