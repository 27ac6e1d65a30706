from conference.parties.models import STATES, Kind, Party
from conference.treaties.models import Treaty


def current_treaty() -> Treaty | None:
    """Return the treaty that the conference is about: the first one."""
    return Treaty.objects.order_by("pk").first()


def may_sign(treaty: Treaty, party: Party) -> bool:
    """Return whether the treaty is open to that kind of party; not whether it may sign now."""
    return party.kind in kinds_that_sign(treaty)


def kinds_that_sign(treaty: Treaty) -> list[str]:
    return [str(kind) for kind in STATES] + ([str(Kind.REIO)] if treaty.organizations_sign else [])
