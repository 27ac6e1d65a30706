"""Who walks, and what each kind of view must answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from conference.core.access import RIGHTS, Role


class Answer(Enum):
    """What a view answers; MISSING is 404, alike for what does not exist and what is another's."""

    IN = "in"
    LOGIN = "to the sign-in page"
    FORBIDDEN = "403"
    MISSING = "404"
    BROKEN = "5xx"


class Guest(Enum):
    """Walkers who are no staff."""

    ANONYMOUS = "anonymous"
    OWN = "a focal point of the delegation that the objects belong to"
    OTHER = "a focal point of another delegation"
    NOBODY = "a user who is nothing"
    ADMIN = "an admin without a role"


type Walker = Guest | Role
WALKERS: tuple[Walker, ...] = (*Guest, *Role)
IN, LOGIN, FORBIDDEN, MISSING = Answer.IN, Answer.LOGIN, Answer.FORBIDDEN, Answer.MISSING


@dataclass(frozen=True)
class Rule:
    """A kind of view.

    Attributes:
        expected: from walker and method to the right answers.
        objects: the address's parts, each the name of an attribute of World.
        mark: the view's `access` attribute; None: not asked, False: not exempt from signing in.
        secret: the part that is a link's secret.
        nested: an object hangs below a delegation's code.
        data: a POST's fields, each value the name of an attribute of World.
    """

    expected: Callable[[Walker, str], set[Answer]]
    objects: Mapping[str, str] = field(default_factory=dict)
    mark: str | bool | None = None
    secret: str = ""
    nested: bool = False
    data: Mapping[str, str] = field(default_factory=dict)


def _with(
    normal: Callable[[Walker, str], set[Answer]], but: Mapping[Walker, Answer] | None
) -> Callable[[Walker, str], set[Answer]]:
    return lambda walker, method: {(but or {})[walker]} if walker in (but or {}) else normal(walker, method)


def public(*, ours: bool = True, data: Mapping[str, str] | None = None, **objects: str) -> Rule:
    """Everybody comes in; `ours` is False for a view without our decorator."""
    return Rule(lambda walker, method: {IN}, objects, "public" if ours else None, data=data or {})


def from_the_first_day_on() -> Rule:
    """Everybody comes in once the conference has begun; the walk takes place before."""
    return Rule(lambda walker, method: {MISSING}, {}, "public")


def entrance(**objects: str) -> Rule:
    """A step on the way in: open to everybody; without such a step to take it leads to the sign-in page or home."""
    return Rule(lambda walker, method: {IN, LOGIN}, objects)


def signed_in(*, lacking: bool = False, but: Mapping[Walker, Answer] | None = None, **objects: str) -> Rule:
    """Everybody signed in; `lacking`: 404 for who has nothing of their own there."""
    own = {IN, MISSING} if lacking else {IN}
    return Rule(_with(lambda walker, method: {LOGIN} if walker is Guest.ANONYMOUS else own, but), objects, False)


def owner(**objects: str) -> Rule:
    """The user whom the object belongs to, OWN; 404 for others."""

    def expected(walker: Walker, method: str) -> set[Answer]:
        return {LOGIN} if walker is Guest.ANONYMOUS else {IN} if walker is Guest.OWN else {MISSING}

    return Rule(expected, objects)


def staff(
    right: str, *, but: Mapping[Walker, Answer] | None = None, data: Mapping[str, str] | None = None, **objects: str
) -> Rule:
    """Staff whose role holds `right`; 403 for other staff, 404 for the rest."""
    holders = RIGHTS[right]

    def expected(walker: Walker, method: str) -> set[Answer]:
        if isinstance(walker, Role):
            return {IN} if walker in holders else {FORBIDDEN}
        return {LOGIN} if walker is Guest.ANONYMOUS else {MISSING}

    return Rule(_with(expected, but), objects, right, data=data or {})


def office_table(**objects: str) -> Rule:
    """A table of the office: the view is the desk's, and each table asks for its own right."""
    return replace(staff("tables.edit", name="deadlines_table", **objects), mark="desk.see")


def delegation(
    see: str = "registration.see",
    act: str = "registration.act_for",
    *,
    but: Mapping[Walker, Answer] | None = None,
    data: Mapping[str, str] | None = None,
    **objects: str,
) -> Rule:
    """The delegation's own focal points; of the staff, `see` may GET and `act` may POST; 404 for others.

    An address with an object below the code is also tried by the other focal point with its own code before it.
    """

    def expected(walker: Walker, method: str) -> set[Answer]:
        if walker is Guest.ANONYMOUS:
            return {LOGIN}
        if isinstance(walker, Role):
            return {IN} if walker in RIGHTS[see if method == "GET" else act] else {MISSING}
        return {IN} if walker is Guest.OWN else {MISSING}

    return Rule(
        _with(expected, but), {"code": "own_code", **objects}, False, nested=bool(objects or data), data=data or {}
    )


def link(**objects: str) -> Rule:
    """Whoever holds the link, signed in or not; 404 or 410 with another secret."""
    (secret,) = objects
    return Rule(lambda walker, method: {IN}, objects, "public", secret=secret)


def device(**objects: str) -> Rule:
    """A device with its key in the header; no session opens it (tests/gates/devices/test_devices.py walks with a key)."""
    return Rule(lambda walker, method: {LOGIN}, objects, "device")


def machine(**objects: str) -> Rule:
    """A machine with its key in the header; no session opens it (tests/machines walks with keys of every scope)."""
    return Rule(lambda walker, method: {LOGIN}, objects, "machine")


def nothing() -> Rule:
    """404 for everybody."""
    return Rule(lambda walker, method: {MISSING}, {}, "public")


def without_provider(*, signed_in: bool = False, **objects: str) -> Rule:
    """404 for everybody, since no provider of single sign-on is set up (tests/accounts/single_sign_on walks with some)."""

    def expected(walker: Walker, method: str) -> set[Answer]:
        return {LOGIN} if signed_in and walker is Guest.ANONYMOUS else {MISSING}

    return Rule(expected, objects)


def admin() -> Rule:
    """Admins alone; what they may do there is in tests/accounts/test_admin.py."""

    def expected(walker: Walker, method: str) -> set[Answer]:
        if walker is Guest.ADMIN:
            return {IN, FORBIDDEN, MISSING}
        return {LOGIN} if walker is Guest.ANONYMOUS else {MISSING}

    return Rule(expected)


def admin_login() -> Rule:
    def expected(walker: Walker, method: str) -> set[Answer]:
        return {LOGIN} if walker is Guest.ANONYMOUS else {IN} if walker is Guest.ADMIN else {FORBIDDEN}

    return Rule(expected)
