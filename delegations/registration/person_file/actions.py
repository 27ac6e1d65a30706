"""A member's data, given by the secretariat to the member who asks for them."""

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.core.personal_data import is_erased
from conference.person_file.archive import make_file
from conference.person_file.rows import Person
from delegations.registration.models import Delegate

RIGHT = "registration.give_data"


@lifecycle.use_case
# statement: none, but for the entry: `conference/person_file/` reads
def give_data(*, actor: Actor, member: Delegate, language: str) -> bytes:
    """Return the zip with all that is stored about a member, and log how much was given.

    Raises:
        NotAllowed: For anybody but the secretariat.
        NotPossible: For somebody erased.
    """
    require_right(actor, RIGHT)
    if refusal := refusal_of(member):
        raise NotPossible(refusal)
    made = make_file(person=Person("delegate", member), reader=actor, language=language, now=clock.now())
    lifecycle.log(member, actor=actor, verb="person.data_given", details=made.counts)
    return made.body


def refusal_of(member: Delegate) -> str:
    """Return why nothing can be given; empty when it can be done."""
    return _("This person's data are erased already.") if is_erased(member.family_name) else ""
