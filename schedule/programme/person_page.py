"""What the programme adds to the page of a person: places on lists of speakers."""

from django.http import HttpRequest

from delegations.registration.models import Delegate
from delegations.registration.overview.person import Section, register_section
from schedule.programme.models import Inscription


def list_statements(request: HttpRequest, member: Delegate) -> list[Inscription] | None:
    """Return where the person is inscribed to speak. One query."""
    return list(Inscription.objects.filter(speaker=member).select_related("list").order_by("starts", "pk")) or None


register_section(Section(60, "speakers.see", "desk/programme/speaking/person_statements.html", list_statements))
