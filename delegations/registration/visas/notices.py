from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from delegations.registration.delegations.notices import declare_notice, write_to_focal_points
from delegations.registration.members.notices import called
from delegations.registration.models import VisaLetter

VISA_LETTER = declare_notice("visa_letter", gettext_lazy("Visa support letter issued"), ["name", "at", "number"])


def tell_issued(letter: VisaLetter) -> None:
    """Write that a letter is ready on the portal. The mail does not contain it."""
    delegation = letter.member.delegation
    url = settings.PUBLIC_URL + reverse("registration:visa_letters", kwargs={"code": delegation.party.slug})
    common = {"at": letter.made_at.isoformat(), "number": letter.number, "url": url}
    write_to_focal_points(VISA_LETTER, delegation, letter, lambda: {"name": called(letter.member), **common})
