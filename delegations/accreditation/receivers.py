from conference.core.signals import replacement_declared, use_case_ending
from delegations.accreditation.badges.actions.issuing import end_live_badge, print_anew
from delegations.accreditation.passes.requests import end_requests_of_leavers
from delegations.accreditation.review.notices import withdraw_outdated
from delegations.accreditation.review.register import end_registered_badges
from delegations.accreditation.watchlist.actions import compare_changed
from delegations.registration.signals import accreditation_ending, badge_outdated

accreditation_ending.connect(end_live_badge, dispatch_uid="accreditation.leave_accredited")
badge_outdated.connect(print_anew, dispatch_uid="accreditation.print_anew")
replacement_declared.connect(end_registered_badges, dispatch_uid="accreditation.end_registered_badges")
use_case_ending.connect(compare_changed, dispatch_uid="accreditation.follow")
use_case_ending.connect(end_requests_of_leavers, dispatch_uid="accreditation.end_pass_requests")
use_case_ending.connect(withdraw_outdated, dispatch_uid="accreditation.withdraw_outdated")
