"""Who walks, what a view can answer, and the kinds of view. A rule says for each walker and method what must come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from conference.core.access import RIGHTS, Role


class Answer(Enum):
    """What a view does with whoever knocks. MISSING is 404, for what does not exist and what is another's alike."""

    IN = "in"
    LOGIN = "to the sign-in page"
    FORBIDDEN = "403"
    MISSING = "404"
    BROKEN = "5xx"


class Guest(Enum):
    """Those who walk besides the staff, of whom there is one a role."""

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

    Arguments: expected, from walker and method ("GET", "POST") to the answers that are right; objects, the address's parts, each the
    name of an attribute of World; mark, what the view's `access` attribute must be (None: not asked, False: the view must not be exempt
    from signing in); secret, the part that is a link's secret; nested, True when an object hangs below a delegation's code; data, what
    a POST carries, each value the name of an attribute of World.
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
    """Everybody comes in. `ours` is False for a view that isn't marked by our decorator."""
    return Rule(lambda walker, method: {IN}, objects, "public" if ours else None, data=data or {})


def entrance(**objects: str) -> Rule:
    """A step on the way in: open to everybody, and leads to the sign-in page or home when there is no such step to take."""
    return Rule(lambda walker, method: {IN, LOGIN}, objects)


def signed_in(*, lacking: bool = False, but: Mapping[Walker, Answer] | None = None, **objects: str) -> Rule:
    """Everybody who is signed in. `lacking`: a page about something of one's own, which is missing for who has none."""
    own = {IN, MISSING} if lacking else {IN}
    return Rule(_with(lambda walker, method: {LOGIN} if walker is Guest.ANONYMOUS else own, but), objects, False)


def owner(**objects: str) -> Rule:
    """The user whom the object belongs to, who is OWN; for everybody else there is none."""

    def expected(walker: Walker, method: str) -> set[Answer]:
        return {LOGIN} if walker is Guest.ANONYMOUS else {IN} if walker is Guest.OWN else {MISSING}

    return Rule(expected, objects)


def staff(
    right: str, *, but: Mapping[Walker, Answer] | None = None, data: Mapping[str, str] | None = None, **objects: str
) -> Rule:
    """Staff whose role holds `right`; other staff are told so, and for the rest there is no such page."""
    holders = RIGHTS[right]

    def expected(walker: Walker, method: str) -> set[Answer]:
        if isinstance(walker, Role):
            return {IN} if walker in holders else {FORBIDDEN}
        return {LOGIN} if walker is Guest.ANONYMOUS else {MISSING}

    return Rule(_with(expected, but), objects, right, data=data or {})


def delegation(
    see: str = "registration.see",
    act: str = "registration.act_for",
    *,
    but: Mapping[Walker, Answer] | None = None,
    data: Mapping[str, str] | None = None,
    **objects: str,
) -> Rule:
    """The delegation's own focal points; of the staff, `see` may GET and `act` may POST. For everybody else it does not exist.

    An address with an object below the code is also tried by the other delegation's focal point with its own code before it.
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
    """Whoever holds the link, signed in or not; with another secret, the one part given, there is nothing (404 or 410)."""
    (secret,) = objects
    return Rule(lambda walker, method: {IN}, objects, "public", secret=secret)


def device(**objects: str) -> Rule:
    """A device with its key in the header; nobody's session opens it (tests/gates/devices/test_devices.py walks with a key)."""
    return Rule(lambda walker, method: {LOGIN}, objects, "device")


def machine(**objects: str) -> Rule:
    """A machine with its key in the header; nobody's session opens it (tests/machines walks with keys of every scope)."""
    return Rule(lambda walker, method: {LOGIN}, objects, "machine")


def nothing() -> Rule:
    """There is no such page, whoever asks."""
    return Rule(lambda walker, method: {MISSING}, {}, "public")


def admin() -> Rule:
    """The admin's pages: there for admins alone, and what they may do there is read-mostly (tests/accounts/test_admin.py)."""

    def expected(walker: Walker, method: str) -> set[Answer]:
        if walker is Guest.ADMIN:
            return {IN, FORBIDDEN, MISSING}
        return {LOGIN} if walker is Guest.ANONYMOUS else {MISSING}

    return Rule(expected)


def admin_login() -> Rule:
    """The admin's way in leads to the site's."""

    def expected(walker: Walker, method: str) -> set[Answer]:
        return {LOGIN} if walker is Guest.ANONYMOUS else {IN} if walker is Guest.ADMIN else {FORBIDDEN}

    return Rule(expected)
