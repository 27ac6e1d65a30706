"""A delegation's history of its places in lists of speakers and their exchange: never who of the other side acted."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from delegations.registration.models import Delegation
from delegations.registration.overview.history import Sentence, SharedHistory, Side, passive, register_between
from schedule.programme.models import Inscription, ReplyRequest, Swap

SEE = "speakers.see"

_OVERTAKEN = passive(
    _(
        "The exchange of places with %(other)s on the list of speakers did not take place: one "
        "of the places was changed."
    )
)
_SENTENCES = {
    "swap.asked": {
        "asking": Sentence(
            _("You asked %(other)s to exchange places on the list of speakers."),
            _("%(who)s asked %(other)s to exchange places on the list of speakers."),
        ),
        "asked": passive(_("%(other)s asked to exchange places on the list of speakers.")),
    },
    "swap.agreed": {
        "asking": passive(_("%(other)s agreed to exchange places on the list of speakers; they were exchanged.")),
        "asked": Sentence(
            _("You agreed to exchange places with %(other)s on the list of speakers; they were exchanged."),
            _("%(who)s agreed to exchange places with %(other)s on the list of speakers; they were exchanged."),
        ),
    },
    "swap.declined": {
        "asking": passive(_("%(other)s declined to exchange places on the list of speakers.")),
        "asked": Sentence(
            _("You declined to exchange places with %(other)s on the list of speakers."),
            _("%(who)s declined to exchange places with %(other)s on the list of speakers."),
        ),
    },
    "swap.withdrawn": {
        "asking": Sentence(
            _("You withdrew the request to exchange places with %(other)s on the list of speakers."),
            _("%(who)s withdrew the request to exchange places with %(other)s on the list of speakers."),
        ),
        "asked": passive(_("%(other)s withdrew its request to exchange places on the list of speakers.")),
    },
    "swap.overtaken": {"asking": _OVERTAKEN, "asked": _OVERTAKEN},
}


def _sides(delegation: Delegation) -> Mapping[str, Side]:
    names = [f"{side}__delegation__party" for side in ("asking", "asked")]
    swaps = Swap.objects.filter(Q(asking__delegation=delegation) | Q(asked__delegation=delegation))
    swaps = swaps.select_related(*names).prefetch_related(*(f"{name}__names" for name in names))
    return {
        str(swap.pk): Side("asking", str(swap.asked))
        if swap.asking.delegation_id == delegation.pk
        else Side("asked", str(swap.asking))
        for swap in swaps
    }


register_between(Swap._meta.label_lower, SharedHistory(_sides, _SENTENCES, SEE))


_OWN = {
    "inscription.made": Sentence(
        _("You inscribed the delegation on the list of speakers “%(other)s”."),
        _("%(who)s inscribed the delegation on the list of speakers “%(other)s”."),
    ),
    "inscription.asked": Sentence(
        _("You requested a late inscription on the list of speakers “%(other)s”."),
        _("%(who)s requested a late inscription on the list of speakers “%(other)s”."),
    ),
    "inscription.changed": Sentence(
        _("You changed the inscription on the list of speakers “%(other)s”."),
        _("%(who)s changed the inscription on the list of speakers “%(other)s”."),
    ),
    "inscription.withdrawn": Sentence(
        _("You withdrew the delegation from the list of speakers “%(other)s”."),
        _("%(who)s withdrew the delegation from the list of speakers “%(other)s”."),
    ),
    "inscription.admitted": passive(_("Late inscription admitted to the list of speakers “%(other)s”.")),
    "inscription.refused": passive(_("Late inscription not admitted to the list of speakers “%(other)s”.")),
}


def _places(delegation: Delegation) -> Mapping[str, Side]:
    """Return the list of each of its inscriptions, whose audit log names only the delegation."""
    rows = Inscription.objects.filter(delegation=delegation).select_related("list")
    return {str(row.pk): Side("own", str(row.list)) for row in rows}


def _register_own(model: type[Model], sides: Callable[[Delegation], Mapping[str, Side]], sentences: Any) -> None:
    own = {verb: {"own": sentence} for verb, sentence in sentences.items()}
    register_between(model._meta.label_lower, SharedHistory(sides, own, SEE))


_register_own(Inscription, _places, _OWN)


_REPLIES = {
    "reply.asked": Sentence(
        _("You asked for the right of reply to the statement of %(other)s."),
        _("%(who)s asked for the right of reply to the statement of %(other)s."),
    ),
    "reply.withdrawn": Sentence(
        _("You withdrew the request for the right of reply to %(other)s."),
        _("%(who)s withdrew the request for the right of reply to %(other)s."),
    ),
    "reply.placed": passive(_("The podium said when your delegation replies to %(other)s.")),
    "reply.given": passive(_("Your delegation had the floor for its reply to %(other)s.")),
    "reply.declined": passive(_("The podium declined your right of reply to %(other)s.")),
}


def _replies(delegation: Delegation) -> Mapping[str, Side]:
    rows = ReplyRequest.objects.filter(delegation=delegation).select_related("about__delegation__party")
    rows = rows.prefetch_related("about__delegation__party__names")
    return {str(row.pk): Side("own", str(row.about)) for row in rows}


_register_own(ReplyRequest, _replies, _REPLIES)
