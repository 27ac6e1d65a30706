"""Every receiver of signals of this app: an interpreter follows the meeting, a letter that waits is withdrawn when it is outdated."""

from conference.core.signals import use_case_ending
from schedule.bilaterals.board.interpreters import follow_meeting
from schedule.bilaterals.meetings.notices import withdraw_outdated

use_case_ending.connect(follow_meeting, dispatch_uid="bilaterals.follow")
use_case_ending.connect(withdraw_outdated, dispatch_uid="bilaterals.withdraw_outdated")
