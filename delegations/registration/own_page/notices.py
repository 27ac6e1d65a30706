from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.correspondence.outbox.actions import Recipient
from conference.look import lists
from delegations.registration.delegations.notices import confirmation_due, declare_notice, write_to_focal_points
from delegations.registration.members import queries
from delegations.registration.models import MemberLink

MEMBER_ASKED = declare_notice(
    "member_asked",
    gettext_lazy("A member is asked to fill in a personal page"),
    ["name", "due", "expires"],
    sealed=["url"],
)
OWN_PAGE_DONE = declare_notice(
    "own_page_done", gettext_lazy("A member has filled in the personal page"), ["name", "lacks", "at"]
)


def member_asked(link: MemberLink, secret: str) -> None:
    """Write the link to the member; the outbox stores it encrypted and deletes it after sending."""
    member = link.member
    url = settings.PUBLIC_URL + reverse("registration:own", kwargs={"secret": secret})
    context = {"name": member.called, "due": confirmation_due(link.expires_at), "expires": link.expires_at.isoformat()}
    context |= {"url": url, "sent_to": link.email}
    recipient = Recipient(link.email, member.called, link.language)
    write_to_focal_points(MEMBER_ASKED, member.delegation, link, lambda: context, to=[recipient])


def own_page_done(link: MemberLink) -> None:
    """Write to the focal points that the member has filled in the own page; what is still missing, and never what was typed."""
    member, at = link.member, link.done_at or clock.now()

    def context() -> dict[str, Any]:
        return {"name": member.called, "lacks": lists.in_words(queries.missing_fields(member)), "at": at.isoformat()}

    write_to_focal_points(OWN_PAGE_DONE, member.delegation, link, context)
