"""Decide rights: roles, what each may do (one table), and decorators of views. Nothing else does."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, cast

from django.contrib.auth.decorators import login_not_required
from django.db.models import TextChoices
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from conference.core.errors import NotAllowed


class Role(TextChoices):
    """A staff role. A focal point has none, but a link to a delegation (registration.FocalPoint)."""

    SECRETARIAT = "secretariat", _("Conference secretariat")
    SECURITY = "security", _("Security liaison")
    ACCREDITATION = "accreditation", _("Accreditation officer")
    PROTOCOL = "protocol", _("Protocol")
    PROGRAMME = "programme", _("Programme")
    PRINT_ROOM = "print_room", _("Print room")


S, SEC, ACC, PRO, PRG, PRT = Role


ALL = frozenset(Role)


# A right is `app.verb`; a view or action that names one not listed here fails at once.
RIGHTS: dict[str, frozenset[Role]] = {
    "desk.see": ALL,
    "audit.read": frozenset({S}),
    "registration.see": ALL,
    "registration.invite": frozenset({S}),
    "registration.act_for": frozenset({S}),
    "registration.take_note": frozenset({S, ACC}),
    "registration.admit_late": frozenset({S}),
    "registration.merge": frozenset({S, ACC}),
    "registration.write": frozenset({S}),
    "registration.erase": frozenset({S}),
    "registration.give_data": frozenset({S}),
    "registration.see_travel": frozenset({S, SEC, PRO}),
    "registration.issue_visa_letter": frozenset({S}),
    "registration.license": frozenset({SEC}),
    "accreditation.see": frozenset({S, SEC, ACC, PRO, PRT}),
    "accreditation.read_documents": frozenset({SEC, ACC}),
    "accreditation.vet": frozenset({SEC}),
    "accreditation.decide": frozenset({ACC}),
    "accreditation.return": frozenset({SEC, ACC}),
    "accreditation.remark": frozenset({S, SEC, ACC, PRO}),
    "accreditation.watch": frozenset({SEC}),
    "accreditation.read_watch": frozenset({SEC, ACC}),
    "accreditation.object": frozenset({SEC}),
    "accreditation.read_hold": frozenset({SEC, ACC}),
    "accreditation.exempt": frozenset({ACC}),
    "badges.print": frozenset({PRT, ACC}),
    "badges.hand_out": frozenset({PRT, ACC}),
    "badges.correct": frozenset({ACC}),
    "passes.see": frozenset({S, SEC, ACC, PRO, PRT}),
    "passes.lend": frozenset({ACC, PRO, PRT}),
    "passes.allow": frozenset({ACC, PRO}),
    "badges.report_lost": frozenset({PRT, ACC, SEC}),
    "powers.see": frozenset({S, PRO}),
    "powers.decide": frozenset({S}),
    "powers.receive": frozenset({S, PRO}),
    "gates.see": frozenset({S, SEC, ACC}),
    "gates.follow": frozenset({SEC, ACC}),
    "gates.manage": frozenset({SEC, ACC}),
    "gates.settle": frozenset({SEC, ACC}),
    "programme.see": ALL,
    "programme.edit": frozenset({PRG}),
    "programme.publish": frozenset({PRG}),
    "programme.print": frozenset({PRG, PRT, S, PRO}),
    "site.edit": frozenset({S, PRG}),
    "speakers.see": ALL,
    "speakers.edit": frozenset({PRG, PRO}),
    "speakers.run": frozenset({PRG, PRO}),
    "statements.read": frozenset({PRG}),
    "calendar.see": frozenset({S, SEC, PRO, PRG}),
    "calendar.edit": frozenset({PRO, PRG}),
    "calendar.close": frozenset({PRO, PRG}),
    "applications.see": frozenset({S, PRO, PRG}),
    "bilaterals.see": frozenset({S, PRO, PRG}),
    "bilaterals.place": frozenset({PRO}),
    "bilaterals.print": frozenset({PRO, PRT}),
    "receptions.see": frozenset({S, PRO}),
    "receptions.invite": frozenset({PRO}),
    "receptions.seat": frozenset({PRO}),
    "instruments.see": frozenset({S, PRO}),
    "instruments.enter": frozenset({S}),
    "notifications.prepare": frozenset({S}),
    "commitments.see": frozenset({S, PRO}),
    "commitments.record": frozenset({S, PRO}),
    "signing.see": frozenset({S, PRO}),
    "signing.review": frozenset({S}),
    "signing.arrange": frozenset({PRO}),
    "signing.run": frozenset({S, PRO}),
    "signing.close": frozenset({S, PRO}),
    "results.see": frozenset({S, PRO, PRG}),
    "results.close": frozenset({S}),
    "messages.see": frozenset({S, PRO, ACC}),
    "messages.send_again": frozenset({S}),
    "messages.cancel": frozenset({S}),
    "installation.decide": frozenset({S}),
    "prints.see": frozenset({S, ACC, PRO, PRG, PRT}),
    "itineraries.print": frozenset({S, PRO}),
    "seating.see": frozenset({S, PRO, PRG, PRT}),
    "seating.draw": frozenset({PRO}),
    "participants.print": frozenset({S, ACC, PRO, PRT}),
    "accounts.manage": frozenset({S}),
    "exports.approve": frozenset({S, SEC}),
    "tables.edit": frozenset({S}),
    "treaties.edit": frozenset({S}),
    "machines.manage": frozenset({S, SEC}),
    "retention.set": frozenset({S}),
}


def check_right(right: str) -> None:
    """Raise KeyError for a right that is not in RIGHTS."""
    if right not in RIGHTS:
        raise KeyError(right)


# Rights that the secretariat may give to these roles besides (accounts.RoleRight).
SETTABLE: dict[str, frozenset[Role]] = {"accreditation.vet": frozenset({S, ACC, PRO})}


@dataclass(frozen=True)
class Actor:
    """A signed-in person, the bearer of a link, a machine with a key, or the system.

    Args:
        user_id: None for whoever does not sign in.
        label: The name in the audit log.
        trusted: True for the system, which may do everything.
        rights: Keys of RIGHTS held besides: what a machine's scopes allow, what a setting gives to a role.
        opened: Codes of the parties whose delegation was opened for this actor in this request.
        person: Whom the label names, as `kind:key`, where that person can be erased (core/personal_data.py).
    """

    user_id: int | None
    label: str
    roles: frozenset[str] = field(default_factory=frozenset)
    trusted: bool = False
    rights: frozenset[str] = frozenset()
    opened: set[str] = field(default_factory=set, compare=False, repr=False)
    person: str = ""

    @property
    def erasable_person(self) -> str:
        """Return whose key seals the label in the audit log. Staff act in office: their names stay."""
        return self.person or (f"account:{self.user_id}" if self.user_id and not self.roles else "")

    def may(self, right: str) -> bool:
        """Return whether this actor or one of its roles holds `right`; raise KeyError for an unknown one."""
        holders = RIGHTS[right]
        return self.trusted or right in self.rights or bool(self.roles & holders)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)


SYSTEM = Actor(None, "system", trusted=True)


def bearer(label: str, person: str = "") -> Actor:
    return Actor(None, label, person=person)


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "_actor", None)
    if actor is None:
        # A request that is refused before anybody is known, such as one with a wrong Host, still gets its page.
        user: Any = getattr(request, "user", None)
        is_signed_in = user is not None and user.is_authenticated
        actor = Actor(user.pk, str(user), user.roles, rights=user.rights) if is_signed_in else Actor(None, "anonymous")
        request._actor = actor  # type: ignore[attr-defined]
    return actor


def require_right(actor: Actor, right: str) -> None:
    if not actor.may(right):
        raise NotAllowed(
            _("%(who)s does not have the right to do this. Please ask the conference secretariat.")
            % {"who": actor.label}
        )


type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def staff[**P](right: str) -> Callable[[View[P]], View[P]]:
    """Protect a view of the desk: 404 for non-staff, 403 without the right, a key of RIGHTS."""
    check_right(right)

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = actor_of(request)
            if not actor.is_staff:
                raise Http404
            require_right(actor, right)
            return view(request, *args, **kwargs)

        wrapper.access = right  # type: ignore[attr-defined]
        return cast("View[P]", wrapper)

    return wrap


def public[**P](view: View[P]) -> View[P]:
    wrapper = login_not_required(view)
    wrapper.access = "public"  # type: ignore[attr-defined]
    return wrapper


@dataclass(frozen=True)
class Confirmation:
    """When an address asks again who one is (accounts/sign_in/confirmation.py).

    Args:
        reading: Whether opening it asks too, as for a file, or a form with one, which could not be kept meanwhile.
        bulk: Whether an act within the limit counts as another confirmation, so that a queue is worked off without being asked each time.
    """

    reading: bool = True
    bulk: bool = False


def confirm_identity[**P](*, reading: bool = True, bulk: bool = False) -> Callable[[View[P]], View[P]]:
    """Mark a view that asks to confirm one's identity when the last confirmation is some time ago; see Confirmation."""

    def mark(view: View[P]) -> View[P]:
        view.confirmation = Confirmation(reading, bulk)  # type: ignore[attr-defined]
        return view

    return mark


def require_person(actor: Actor) -> Actor:
    """Return a signed-in person, who alone may decide on persons; refuse the system (four-eyes rule)."""
    if actor.user_id is None:
        raise NotAllowed(_("Please sign in to do this."))
    return actor


def require_user_id(actor: Actor) -> int:
    """Return the key of the person who acts; raise NotAllowed for the system and bearers."""
    user_id = require_person(actor).user_id
    if user_id is None:
        raise AssertionError("require_person has seen to it")
    return user_id
