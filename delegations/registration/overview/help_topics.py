"""The topics of the help page, in the order of the work; each with the page where it is done."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.treaties.queries import concerns
from delegations.registration.delegations import opened
from delegations.registration.delegations.raw_queries import stamp_of
from delegations.registration.models import Delegation


@dataclass(frozen=True)
class HelpTopic:
    """What one does, and the page for it."""

    title: str | Promise
    text: str | Promise
    label: str | Promise
    url_name: str
    see: str = "registration.see"
    anchor: str = ""
    for_signatories: bool = False


TOPICS = (
    HelpTopic(
        _("Name the delegation"),
        _(
            "Send the note verbale (organizations: a signed letter) that names the delegation. Then "
            "enter its members, the head first, or import them from a table. You can also send "
            "members a link to fill in a personal page."
        ),
        _("Note verbale"),
        "registration:notes",
    ),
    HelpTopic(
        _("Submit, and follow the review"),
        _(
            "Nothing is reviewed before you submit it. Each member then shows how far the review is. "
            "A returned entry gives the reason; correct it and submit it again. "
            "After a deadline the form stays open: a late request with a note verbale goes to the organizers."
        ),
        _("Members"),
        "registration:delegation",
    ),
    HelpTopic(
        _("Replace or withdraw somebody"),
        _(
            "Use the menu at the end of the member’s line. A replacement keeps the place in the order and needs no late request."
        ),
        _("Members"),
        "registration:delegation",
    ),
    HelpTopic(
        _("Travel, visas, hotels"),
        _(
            "Flights and hotels are entered with each member. Who needs a visa is ticked there, too; "
            "the letter comes by e-mail."
        ),
        _("Arrivals and departures"),
        "registration:travel",
        "registration.see_travel",
    ),
    HelpTopic(
        _("Full powers, if you sign"),
        _(
            "Heads of State, Heads of Government and Ministers for Foreign Affairs sign without full powers. Anybody else needs full "
            "powers that one of those three has signed and that name the treaty and the person. Name who signs and hand in a scan before "
            "the deadline, so that it can be checked, and show the original before signing."
        ),
        _("Full powers"),
        "credentials:own_powers",
        "powers.see",
        anchor="full-powers",
        for_signatories=True,
    ),
    HelpTopic(
        _("Passes"),
        _(
            "Floaters, the pin of the head and vehicle passes are asked for here, and collected at the Accreditation Office."
        ),
        _("Passes"),
        "accreditation:own_passes",
        "passes.see",
    ),
    HelpTopic(
        _("Somebody else takes over"),
        _("Invite a colleague as a second focal point, or hand over. Each has an account of their own."),
        _("Focal points"),
        "registration:people",
    ),
    HelpTopic(
        _("What was written to you"),
        _("Every e-mail about the delegation can be read here again, also by a colleague who joined later."),
        _("Messages"),
        "registration:messages",
        "messages.see",
    ),
)


def topics_for(request: HttpRequest, delegation: Delegation) -> list[dict[str, object]]:
    """Return the topics that concern the delegation and whose pages this reader may open."""
    return [
        {
            "title": topic.title,
            "text": topic.text,
            "label": topic.label,
            "url": reverse(topic.url_name, args=[delegation.party.slug]),
            "anchor": topic.anchor,
        }
        for topic in TOPICS
        if opened.may_see(request, topic.see)
        and (not topic.for_signatories or concerns(delegation.party, stamp_of(delegation)))
    ]
