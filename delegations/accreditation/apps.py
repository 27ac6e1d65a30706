"""The app of vetting, decisions and badges."""

from django.apps import AppConfig


class AccreditationConfig(AppConfig):
    name = "delegations.accreditation"
    label = "accreditation"

    def ready(self) -> None:
        from conference.core import lifecycle
        from delegations.accreditation import guards, rotation  # noqa: F401  (rotation registers itself)
        from delegations.accreditation.badges.actions.issuing import leave_accredited
        from delegations.accreditation.watchlist.actions import follow
        from delegations.registration.members.review import on_leaving_accredited

        guards.declare()
        if leave_accredited not in on_leaving_accredited:
            on_leaving_accredited.append(leave_accredited)
        if follow not in lifecycle.followers:
            lifecycle.followers.append(follow)
