"""What the page of help says, in the order of the work; each with the page where it is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delegations.registration.delegations import opened
from delegations.registration.models import Delegation


@dataclass(frozen=True)
class Topic:
    title: str | Promise
    words: str | Promise
    label: str | Promise
    url_name: str
    see: str = "registration.see"


TOPICS = (
    Topic(
        _("Name the delegation"),
        _(
            "Send the note verbale (organizations: a signed letter) that names the delegation, then "
            "enter its members, the head first, or import them from a table. A member can fill in a "
            "page of their own by a link that you send."
        ),
        _("Note verbale"),
        "registration:notes",
    ),
    Topic(
        _("Submit, and follow what comes of it"),
        _(
            "Nothing is reviewed before you submit it. Each member then shows how far the review is. "
            "Whoever is returned says why; correct it and submit again. After a deadline the form "
            "stays open: a late request with a note verbale goes to the organizers."
        ),
        _("Members"),
        "registration:delegation",
    ),
    Topic(
        _("Replace or withdraw somebody"),
        _(
            "Use the menu at the end of the member’s line. A replacement keeps the place in the order and needs no late request."
        ),
        _("Members"),
        "registration:delegation",
    ),
    Topic(
        _("Travel, visas, hotels"),
        _(
            "Flights and hotels are entered with each member. Who needs a visa is ticked there, too; "
            "the letter comes by e-mail."
        ),
        _("Arrivals and departures"),
        "registration:travel",
        "registration.see_travel",
    ),
    Topic(
        _("Passes"),
        _(
            "Floaters, the pin of the head and vehicle passes are asked for here, and collected at the Accreditation Office."
        ),
        _("Passes"),
        "accreditation:own_passes",
        "passes.see",
    ),
    Topic(
        _("Somebody else takes over"),
        _("Invite a colleague as a second focal point, or hand over. Each has an account of their own."),
        _("Focal points"),
        "registration:people",
    ),
    Topic(
        _("What was written to you"),
        _("Every mail about the delegation can be read here again, also by a colleague who came later."),
        _("Messages"),
        "registration:messages",
        "messages.see",
    ),
)


def topics_for(request: HttpRequest, delegation: Delegation) -> list[dict[str, object]]:
    """Return the topics whose pages this reader may open."""
    return [
        {
            "title": topic.title,
            "words": topic.words,
            "label": topic.label,
            "url": reverse(topic.url_name, args=[delegation.party.slug]),
        }
        for topic in TOPICS
        if opened.may_see(request, topic.see)
    ]
